using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Bench.Portals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Bench.Explorer;

/// <summary>A ledger as long years make it: the recorded runs of the tests over and over, on many pairs, with sign-ins, refusals, scans, exports and messages between, through the portal's own append.</summary>
internal sealed class LongLedger
{
    public const string Busy = "erp-db-01", Quiet = "print-99";
    private const int Pairs = 200, Persons = 25, Open = 40, EachTime = 8;

    // Entries from one quiet hour, at which no run is open, to the next; and from where on no run is begun before it.
    private const int Shift = 25_000, Evening = 20_000;

    private readonly Random _random = new(20261122);
    private readonly Dictionary<string, long> _versions = [];
    private readonly ImmutableArray<ImmutableArray<(string Actor, string Event)>> _templates = Templates();
    private readonly List<Story> _open = [];
    private int _runs;

    public static UserId Hard { get; } = Person(1);

    public static UserId Rare { get; } = Person(Persons + 1);

    public static string Folder => Path.Combine(Path.GetTempPath(), "portal-bench");

    /// <summary>Makes the ledger, or takes the one that an earlier measurement made.</summary>
    /// <returns>Path of the database.</returns>
    public static string Of(int entries, CancellationToken stop)
    {
        var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"years-{entries}.db"));
        if (File.Exists(path)) return path;
        Directory.CreateDirectory(Folder);
        var making = path + ".making";
        foreach (var old in Directory.GetFiles(Folder, Path.GetFileName(making) + "*")) File.Delete(old);
        using (var database = PortalDatabase.Open(making)) new LongLedger().Fill(SqliteLedger.Open(database, new LedgerWatch(NullLogger<LedgerWatch>.Instance), new Years()), entries, stop);
        // Closing the last connection brought the write-ahead log in.
        File.Move(making, path);
        return path;
    }

    private void Fill(SqliteLedger ledger, int entries, CancellationToken stop)
    {
        for (var written = 0; written < entries; stop.ThrowIfCancellationRequested())
        {
            var turn = new Dictionary<string, List<NewEntry>>();
            var room = entries - written;
            void Add(string stream, params ImmutableArray<NewEntry> some)
            {
                if (room < some.Length || some.IsEmpty) return;
                if (!turn.TryGetValue(stream, out var together)) turn[stream] = together = [];
                together.AddRange(some);
                room -= some.Length;
                written += some.Length;
            }

            while (_open.Count < Open && written % Shift < Evening) Begin(Add);
            foreach (var story in _open.ToArray()) Go(story, Add);
            Between(Add, written);
            if (turn.Count == 0) Add("settings", new NewEntry("settings.named", UserId.Portal, "{}"));
            ledger.Append([.. turn.Select(one => new StreamAppend(new StreamId(one.Key), _versions.GetValueOrDefault(one.Key), [.. one.Value]))]);
            foreach (var (stream, some) in turn) _versions[stream] = _versions.GetValueOrDefault(stream) + some.Count;
        }
    }

    private void Begin(Action<string, ImmutableArray<NewEntry>> add)
    {
        // One pair in four runs is the same: filters have to bear with that.
        var pair = _random.Next(4) == 0 ? Busy : string.Create(CultureInfo.InvariantCulture, $"db-{_random.Next(Pairs):000}");
        if (_runs == 5) pair = Quiet;
        var run = Name(_runs++);
        var story = new Story(run, pair, Person(_random.Next(3) == 0 ? 1 : _random.Next(2, Persons)), Person(_random.Next(2, Persons)), _templates[_random.Next(_templates.Length)]);
        _open.Add(story);
        // Two runs of one pair may overlap here, which a portal would refuse; the explorer does not care.
        add($"pair/{pair}", [PairLock.Entry(PairLock.Opened, new RunId(run), story.By)]);
    }

    private void Go(Story story, Action<string, ImmutableArray<NewEntry>> add)
    {
        var next = story.Events.Skip(story.Done).Take(_random.Next(1, EachTime)).ToArray();
        add($"run/{story.Run}", [.. next.Select(e => story.Entry(e.Actor, e.Event))]);
        story.Done += next.Length;
        if (story.Done < story.Events.Length) return;
        add($"pair/{story.Pair}", [PairLock.Entry(PairLock.Closed, new RunId(story.Run), UserId.Portal)]);
        _open.Remove(story);
    }

    // About one entry in eight has nothing to do with a run.
    private void Between(Action<string, ImmutableArray<NewEntry>> add, int written)
    {
        var by = Person(_random.Next(1, Persons));
        add("security", [.. Enumerable.Range(0, _random.Next(12)).Select(_ => new NewEntry("sign-in.succeeded", by, """{"browser":"Firefox on Linux","from":"10.20.30.40"}""")), new NewEntry("sign-in.failed", UserId.Portal, """{"from":"10.9.8.7","name":"admin","why":"The password is wrong."}""")]);
        if (_random.Next(3) == 0) add("exports", [new NewEntry("export.made", by, """{"entries":1200,"filter":"kind approval.","format":"csv","hash":"00","head":12000}""")]);
        add(string.Create(CultureInfo.InvariantCulture, $"scan/db-{_random.Next(Pairs):000}"), [new NewEntry("pair.scan-asked", by, """{"key":"scan","pair":"db"}""")]);
        add("notifications", [.. Enumerable.Range(0, 6).Select(_ => new NewEntry("notification.sent", UserId.Portal, $$"""{"about":"approval-asked","attempts":1,"person":"{{by}}","run":"20261122-AAAAA"}"""))]);
        // The rare ones are old.
        if (written < 20_000) add("people", [new NewEntry("person.renamed", Rare, """{"from":"a","person":"x","to":"b"}""")]);
    }

    private static UserId Person(int number) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"person {number}"))))[..32]);

    private static string Name(int run)
    {
        const string letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        var name = new char[5];
        for (var i = 4; i >= 0; i--, run /= letters.Length) name[i] = letters[run % letters.Length];
        return $"20261122-{new string(name)}";
    }

    // Whole ones: a run that never ends would keep everything after it from an archive.
    private static ImmutableArray<ImmutableArray<(string, string)>> Templates() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Core.Tests", "Golden"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!["events"]!.AsArray().Select(e => new Recorded(RunJson.Read<RunEvent>(e!["event"]!.ToJsonString()), e["at"]!.GetValue<DateTimeOffset>(), new UserId(e["actor"]!.GetValue<string>()))).ToArray())
            .Where(events => events.Aggregate(default(RunState), Run.Evolve) is { Ended: true, AwaitsReview: false })
            .Select(events => events.Select(e => (e.Actor.Value, RunJson.Write(e.Event))).ToImmutableArray()),
    ];

    private sealed record Story(string Run, string Pair, UserId By, UserId Second, ImmutableArray<(string Actor, string Event)> Events)
    {
        public int Done { get; set; }

        public NewEntry Entry(string actor, string written)
        {
            var text = written.Replace("20261122-K7F4Q", Run, StringComparison.Ordinal).Replace("\"erp-db-01\"", $"\"{Pair}\"", StringComparison.Ordinal)
                .Replace("\"u-operator\"", $"\"{By}\"", StringComparison.Ordinal).Replace("\"u-approver\"", $"\"{Second}\"", StringComparison.Ordinal).Replace("\"u-starter\"", $"\"{By}\"", StringComparison.Ordinal);
            var kind = JsonNode.Parse(text)!["event"]!.GetValue<string>();
            return new NewEntry(kind, actor == "portal" ? UserId.Portal : actor == "u-approver" ? Second : By, text);
        }
    }

    /// <summary>Twenty seconds between two entries: a million are two thirds of a year.</summary>
    private sealed class Years : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(20);
    }
}
