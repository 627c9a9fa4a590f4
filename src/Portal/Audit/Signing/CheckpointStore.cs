using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Signing;

/// <summary>Keeps checkpoints, the public keys they are signed with, and how far the anchors have got.</summary>
/// <remarks>Throws <see cref="LedgerUnavailableException"/> when the storage fails.</remarks>
public sealed class CheckpointStore(PortalDatabase database, SqliteLedger ledger)
{
    public static readonly StreamId Stream = Core.Runs.Streams.Audit;

    private const int Page = 500;

    /// <summary>Every key, the first one first.</summary>
    public ImmutableArray<SigningKey> Keys() =>
        [.. database.Read(connection => connection.Query<KeyRow>("SELECT id AS Id, spki AS Spki, at AS At, vouched_by AS VouchedBy, signature AS Signature FROM signing_keys ORDER BY at, id").AsList()).Select(row => row.Key())];

    /// <summary>Takes a key in, and records it.</summary>
    internal void Add(SigningKey key) => ledger.Write(within =>
    {
        Insert(within, key);
        within.Append(Stream, new NewEntry("audit.key-added", UserId.Portal, JsonSerializer.Serialize(new { key = key.Id, vouchedBy = key.VouchedBy })));
        return true;
    });

    /// <summary>Takes the next key in, and records who made it and why.</summary>
    internal static void Add(LedgerTransaction within, SigningKey key, UserId by, string reason, string proof)
    {
        Insert(within, key);
        within.Append(Stream, new NewEntry("audit.key-rotated", by, JsonSerializer.Serialize(new { key = key.Id, vouchedBy = key.VouchedBy, reason, proof })));
    }

    /// <summary>There is one that no anchor has yet, whoever asked for it.</summary>
    internal event Action? Added;

    internal void Add(Checkpoint checkpoint)
    {
        ledger.Write(within => within.Connection.Execute("INSERT INTO checkpoints (seq, line) VALUES (@Seq, @line)", new { checkpoint.Seq, line = checkpoint.Line() }, within.Transaction));
        Added?.Invoke();
    }

    /// <summary>The newest; null before the first.</summary>
    public Checkpoint? Newest() => database.Read(connection => connection.QueryFirstOrDefault<string>("SELECT line FROM checkpoints ORDER BY number DESC LIMIT 1")) is { } line ? Checkpoint.Read(line) : null;

    /// <summary>The first checkpoint that covers an entry, and the anchors that have got it; null when there is none yet.</summary>
    internal (string Line, ImmutableArray<string> Anchors)? Covering(long seq) => database.Read<(string, ImmutableArray<string>)?>(connection =>
    {
        var (number, line) = connection.QueryFirstOrDefault<(long Number, string? Line)>("SELECT number, line FROM checkpoints WHERE seq >= @seq ORDER BY seq, number LIMIT 1", new { seq });
        return line is null ? null : (line, [.. connection.Query<string>("SELECT name FROM anchors WHERE number >= @number ORDER BY name", new { number })]);
    });

    /// <summary>The newest checkpoint line of an entry; null: it has none.</summary>
    internal string? LineOf(long seq) => database.Read(connection => connection.QueryFirstOrDefault<string>("SELECT line FROM checkpoints WHERE seq = @seq ORDER BY number DESC LIMIT 1", new { seq }));

    /// <summary>The newest checkpoint line of each entry that has one, up to a place, in the order of entries and in flat memory.</summary>
    /// <param name="after">Only of entries after this place.</param>
    public IEnumerable<(long Seq, string Line)> UpTo(long last, long after = 0)
    {
        while (true)
        {
            var page = database.Read(connection => connection.Query<(long Seq, string Line)>("""
                SELECT seq, line FROM checkpoints WHERE number IN (SELECT max(number) FROM checkpoints WHERE seq > @after AND seq <= @last GROUP BY seq ORDER BY seq LIMIT @Page) ORDER BY seq
                """, new { after, last, Page }).AsList());
            foreach (var one in page) yield return one;
            if (page.Count < Page) yield break;
            after = page[^1].Seq;
        }
    }

    /// <summary>Every checkpoint in the order in which they were made, in flat memory.</summary>
    internal IEnumerable<(long Number, long Seq, string Line)> All()
    {
        for (var after = 0L; ;)
        {
            var page = database.Read(connection => connection.Query<(long Number, long Seq, string Line)>("SELECT number, seq, line FROM checkpoints WHERE number > @after ORDER BY number LIMIT @Page", new { after, Page }).AsList());
            foreach (var one in page) yield return one;
            if (page.Count < Page) yield break;
            after = page[^1].Number;
        }
    }

    /// <summary>The highest number that was ever given; 0: none.</summary>
    internal long LastNumber() => database.Read(connection => connection.ExecuteScalar<long>("SELECT COALESCE(max(seq), 0) FROM sqlite_sequence WHERE name = 'checkpoints'"));

    /// <summary>The checkpoint that an anchor got last, as the database says; its line is null when there is none of that number, all of it when it says nothing.</summary>
    internal (long Number, long Seq, string? Line)? NewestAt(string anchor)
    {
        var found = database.Read(connection => connection.Query<(long Number, long Seq, string? Line)>(
            "SELECT a.number, COALESCE(c.seq, 0), c.line FROM anchors a LEFT JOIN checkpoints c ON c.number = a.number WHERE a.name = @anchor", new { anchor }).AsList());
        return found is [var one] ? one : null;
    }

    /// <summary>Whether somebody accepted that an anchored head was lost.</summary>
    internal bool IsReconciled(string hash) => ledger.Read(Stream).Any(entry => entry.Kind == "audit.reconciled" && entry.Data.Contains(hash, StringComparison.Ordinal));

    /// <summary>Whether a checkpoint is of entries whose loss somebody accepted: behind the head of the backup that was restored, and not newer than the head that was lost.</summary>
    internal bool IsLost(Checkpoint checkpoint) => Losses().Any(loss => checkpoint.Seq > loss.Head && checkpoint.Seq <= loss.Lost && checkpoint.At <= loss.At);

    private ImmutableArray<(long Head, long Lost, DateTimeOffset At)> Losses() => [.. ledger.Read(Stream).Where(entry => entry.Kind == "audit.reconciled").Select(entry =>
    {
        using var read = JsonDocument.Parse(entry.Data);
        var data = read.RootElement;
        return (data.GetProperty("head").GetInt64(), data.GetProperty("lost").GetInt64(), LedgerRow.Time(data.GetProperty("at").GetString()!));
    })];

    /// <summary>What an anchor has not got yet, oldest first, at most <paramref name="take"/>.</summary>
    internal ImmutableArray<(long Number, string Line)> Owed(string anchor, int take) => [.. database.Read(connection => connection.Query<(long, string)>("""
        SELECT number, line FROM checkpoints WHERE number > COALESCE((SELECT number FROM anchors WHERE name = @anchor), 0) ORDER BY number LIMIT @take
        """, new { anchor, take }).AsList())];

    /// <summary>When the newest checkpoint was signed that one of these anchors has; null: none has any.</summary>
    internal DateTimeOffset? AnchoredAt(IEnumerable<string> anchors) => database.Read(connection => connection.QueryFirstOrDefault<string>(
        "SELECT line FROM checkpoints WHERE number = (SELECT max(number) FROM anchors WHERE name IN @anchors)", new { anchors })) is { } line ? Checkpoint.Read(line)?.At : null;

    /// <summary>Whether exactly this was signed here.</summary>
    internal bool Has(Checkpoint checkpoint) =>
        database.Read(connection => connection.Query<string>("SELECT line FROM checkpoints WHERE seq = @Seq", new { checkpoint.Seq }).AsList()).Any(line => Checkpoint.Read(line)?.Hash == checkpoint.Hash);

    internal void Reached(string anchor, long number) => ledger.Write(within => within.Connection.Execute(
        "INSERT INTO anchors (name, number) VALUES (@anchor, @number) ON CONFLICT (name) DO UPDATE SET number = max(number, excluded.number)", new { anchor, number }, within.Transaction));

    /// <summary>Records that the head of an anchor, which the database does not have, was accepted as lost.</summary>
    internal void Reconciled(Checkpoint lost, LedgerHead now, string place) => ledger.Write(within =>
    {
        within.Append(Stream, new NewEntry("audit.reconciled", UserId.Portal, JsonSerializer.Serialize(new { lost = lost.Seq, hash = lost.Hash, at = LedgerRow.Text(lost.At), head = now.Seq, place })));
        return true;
    });

    private static void Insert(LedgerTransaction within, SigningKey key) => within.Connection.Execute(
        "INSERT INTO signing_keys (id, spki, at, vouched_by, signature) VALUES (@Id, @Spki, @At, @VouchedBy, @Signature)",
        new { key.Id, key.Spki, At = LedgerRow.Text(key.At), key.VouchedBy, key.Signature }, within.Transaction);

    private sealed record KeyRow
    {
        public string Id { get; init; } = "";
        public string Spki { get; init; } = "";
        public string At { get; init; } = "";
        public string? VouchedBy { get; init; }
        public string? Signature { get; init; }

        public SigningKey Key() => new(Id, Spki, LedgerRow.Time(At), VouchedBy, Signature);
    }
}
