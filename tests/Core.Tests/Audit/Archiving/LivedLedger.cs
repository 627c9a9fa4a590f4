using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Audit.Archiving;

/// <summary>A ledger in memory in which things happen as they do in the portal: runs on pairs, emergencies, watching, policy, backups, people.</summary>
internal sealed class LivedLedger
{
    private static readonly UserId Someone = Samples.Operator.Id;
    private static readonly Plan Usual = Samples.Plan(ProcedureKind.Switchover, Samples.Continuous);
    private static readonly StepId Step1 = Usual.Procedure.Steps[0].Id;
    private readonly Dictionary<StreamId, long> _versions = [];
    private readonly Dictionary<PairId, RunId> _open = [];
    private readonly HashSet<(RunId Run, string Digest)> _unreviewed = [];
    private readonly List<RunId> _over = [];
    private int _runs, _policies;

    public List<LedgerEntry> Entries { get; } = [];

    public DateTimeOffset Now { get; set; } = Samples.Start;

    public IReadOnlyDictionary<StreamId, long> Versions => _versions;

    public long Last => Entries.Count;

    /// <summary>The same seed gives the same ledger.</summary>
    public static LivedLedger AtRandom(int seed, int steps)
    {
        var (ledger, random) = (new LivedLedger(), new Random(seed));
        for (var i = 0; i < steps; i++) ledger.Step(random);
        return ledger;
    }

    public void Add(StreamId stream, string kind, string data)
    {
        var version = _versions[stream] = _versions.GetValueOrDefault(stream) + 1;
        var (seq, previous) = (Last + 1, Last == 0 ? Chain.Origin : Entries[^1].Hash);
        var body = CanonicalJson.Of($$"""{"actor":"{{Someone}}","at":"{{Now:O}}","data":{{data}},"kind":"{{kind}}","stream":"{{stream}}","version":{{version}}}""");
        Entries.Add(new LedgerEntry(seq, stream, version, Now, kind, Someone, data, body, previous, Chain.Next(seq, previous.AsSpan(), body)));
    }

    public void Add(RunId run, RunEvent e)
    {
        var entry = Streams.Entry(e, Someone);
        Add(Streams.Of(run), entry.Kind, entry.Data);
    }

    public void Add(StreamId stream, NewEntry entry) => Add(stream, entry.Kind, entry.Data);

    public RunId Open(PairId pair)
    {
        var run = new RunId($"20261122-{++_runs:00000}");
        Add(Streams.Of(pair), PairLock.Entry(PairLock.Opened, run, Someone));
        Add(run, new RunEvent.Requested(Usual with { Run = run, Pair = pair }));
        Add(run, new RunEvent.Started());
        _open[pair] = run;
        return run;
    }

    public void End(PairId pair)
    {
        var run = _open[pair];
        Add(run, run.Value.EndsWith('3') ? new RunEvent.Aborted("Left as it was.") : new RunEvent.Completed("As planned."));
        Add(Streams.Of(pair), PairLock.Entry(PairLock.Closed, run, Someone));
        _open.Remove(pair);
        _over.Add(run);
    }

    public void BreakGlass(RunId run)
    {
        var digest = $"d{Last}";
        Add(run, new RunEvent.GlassBroken(Step1, digest, "It burns.", Now));
        _unreviewed.Add((run, digest));
    }

    public void Review()
    {
        var (run, digest) = _unreviewed.First();
        Add(run, new RunEvent.GlassReviewed(digest, true, "It did."));
        _unreviewed.Remove((run, digest));
    }

    private void Step(Random random)
    {
        Now += TimeSpan.FromMinutes(random.Next(0, 90));
        var pair = new PairId($"pair-{random.Next(4)}");
        var holds = _open.TryGetValue(pair, out var run);
        switch (random.Next(14))
        {
            case 0 or 1 when !holds: Open(pair); break;
            case 0 or 1 or 2 when holds: End(pair); break;
            case 3 when holds && random.Next(2) == 0: BreakGlass(run); break;
            case 4 or 5 when _unreviewed.Count > 0: Review(); break;
            case 6 when holds: Add(run, new RunEvent.PauseAsked()); break;
            case 7 when _over.Count > 0 && random.Next(3) == 0:
                Add(_over[random.Next(_over.Count)], new RunEvent.InterruptionMeasured(Step1, 1, new Interruption(TimeSpan.FromSeconds(2), 9, 1, TimeSpan.FromSeconds(1))));
                break;
            case 8: Add(Streams.Of(pair), WatchPause.Entry(random.Next(2) == 0 ? WatchPause.Paused : WatchPause.Resumed, Someone, $"said at {Last}")); break;
            case 9: Policy(random); break;
            case 10: Add(Streams.Backups, random.Next(3) == 0 ? "audit.backup-failed" : "audit.backup-made", $$"""{"file":"{{Last}}"}"""); break;
            case 11: Add(Streams.Audit, "audit.reconciled", $$"""{"hash":"{{Last}}"}"""); break;
            case 12: Add(new StreamId($"scan/{pair}"), "pair.scan-asked", "{}"); break;
            default: Add(random.Next(2) == 0 ? Streams.People : Streams.Exports, "person.noted", "{}"); break;
        }
    }

    private void Policy(Random random)
    {
        var book = PolicyBook.Of(Entries.Where(e => e.Stream == PolicyBook.Stream));
        if (book.Proposed is not { } proposed) Add(PolicyBook.Stream, PolicyBook.Propose(Someone, new ApprovalPolicy(++_policies, []), "why"));
        else if (random.Next(3) == 0) Add(PolicyBook.Stream, PolicyBook.Reject(Someone, proposed.Digest, "no"));
        else Add(PolicyBook.Stream, PolicyBook.Accept(Someone, proposed.Digest, "yes", "totp"));
    }
}
