using System.Collections.Immutable;
using System.Threading.Channels;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Host.Wire;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Views;

namespace Portal.Tests.Pages;

/// <summary>People who are in the stories.</summary>
internal sealed class FakePeople : IPeople
{
    public List<Person> Everybody { get; } = [Story.Olga, Story.Adam, Story.Vera];

    public Person? Find(UserId id) => Everybody.FirstOrDefault(p => p.Id == id);

    public ImmutableArray<Person> All() => [.. Everybody];
}

internal sealed class FakeCatalog(params Pair[] pairs) : IPairCatalog
{
    public ImmutableArray<Pair> All => [.. pairs];

    public Pair? Find(PairId id) => pairs.FirstOrDefault(p => p.Id == id);
}

/// <summary>The stories, as the ledger would give them back.</summary>
internal sealed class FakeArchive(params Story[] stories) : IRunArchive
{
    public RunRecord? Find(RunId run) =>
        stories.FirstOrDefault(s => s.State.Id == run) is { } story ? new RunRecord(story.State, story.Events) : null;

    public ImmutableArray<RunState> Recent(PairId? pair = null, int take = 50, Func<RunState, bool>? wanted = null, RunId? before = null)
    {
        IEnumerable<RunState> newest = stories.Select(s => s.State).Where(s => pair is null || s.Plan.Pair == pair).OrderByDescending(s => s.Plan.RequestedAt);
        if (before is { } last) newest = newest.SkipWhile(s => s.Id != last).Skip(1);
        return [.. newest.Where(s => wanted?.Invoke(s) != false).Take(take)];
    }
}

/// <summary>The approval entries of the stories, newest first.</summary>
internal sealed class FakeLedger(params Story[] stories) : ILedger
{
    public ImmutableArray<LedgerEntry> Query(LedgerQuery query) =>
    [
        .. stories.SelectMany(s => s.Events.Select((e, i) => (s, e, i)))
            .OrderBy(x => x.e.At)
            .Select((x, at) => (x.s, x.e, x.i, Seq: at + 1L, Entry: Streams.Entry(x.e.Event, x.e.Actor)))
            .Where(x => query.KindPrefix is null || x.Entry.Kind.StartsWith(query.KindPrefix, StringComparison.Ordinal))
            .Where(x => (query.BeforeSeq is null || x.Seq < query.BeforeSeq) && (query.Actor is null || x.Entry.Actor == query.Actor))
            .Reverse()
            .Select(x => new LedgerEntry(x.Seq, Streams.Of(x.s.State.Id), x.i + 1, x.e.At, x.Entry.Kind, x.Entry.Actor, x.Entry.Data, "", [], []))
            .Take(query.Take),
    ];

    public Appended Append(ImmutableArray<StreamAppend> appends) => throw new NotSupportedException("Pages write nothing.");
    public ImmutableArray<LedgerEntry> Read(StreamId stream) => [];
    ImmutableArray<StreamId> ILedger.Streams(string prefix) => [];
    public IEnumerable<LedgerEntry> All(long afterSeq = 0) => [];
    public LedgerHead Head => new(0, []);
    public ChainCheck Verify() => new ChainCheck.Whole(Head);
}

/// <summary>Output that the test writes.</summary>
internal sealed class FakeOutput : IRunOutput
{
    private readonly Dictionary<EffectKey, Channel<OutputLine>> _lines = [];
    private readonly Lock _gate = new();

    public void Write(EffectKey key, OutputLine line) => Of(key).Writer.TryWrite(line with { Text = TerminalText.Of(line.Text) });

    public IEnumerable<OutputLine> Read(EffectKey key) => [];

    public async IAsyncEnumerable<ImmutableArray<OutputLine>> Follow(EffectKey key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var line in Of(key).Reader.ReadAllAsync(stop)) yield return [line];
    }

    private Channel<OutputLine> Of(EffectKey key)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(key, out var channel)) _lines[key] = channel = Channel.CreateUnbounded<OutputLine>();
            return channel;
        }
    }
}

/// <summary>Remembers what was asked, and answers as told; a call can be kept waiting.</summary>
internal sealed class FakeDesk : IRunDesk
{
    public List<(UserId By, RunId Run, RunCommand.ByPerson Command)> Asked { get; } = [];
    public List<PairId> Scanned { get; } = [];
    public List<(PlanWish Wish, string Digest, string Reason)> Requested { get; } = [];
    public Reply Answer { get; set; } = new Reply.Done();
    public TaskCompletionSource? Gate { get; set; }
    public Func<PlanWish, Reply<Plan>> Drafting { get; set; } = _ => new Reply<Plan>.Refused("Nothing is drafted here.", "Nothing is to be done.");
    public Func<PlanWish, Reply<RunId>> Requesting { get; set; } = _ => new Reply<RunId>.Done(new RunId("20261122-NEWRN"));

    public async Task<Reply> Scan(UserId by, PairId pair, CancellationToken stop)
    {
        Scanned.Add(pair);
        if (Gate is { } gate) await gate.Task;
        return Answer;
    }

    public List<(PairId Pair, string What, string Reason)> Watching { get; } = [];

    public Task<Reply> PauseWatching(UserId by, PairId pair, string reason, CancellationToken stop) => Watch(pair, "pause", reason);

    public Task<Reply> ResumeWatching(UserId by, PairId pair, string reason, CancellationToken stop) => Watch(pair, "resume", reason);

    private Task<Reply> Watch(PairId pair, string what, string reason)
    {
        Watching.Add((pair, what, reason));
        return Task.FromResult(Answer);
    }

    public Task<Reply<Plan>> Draft(UserId by, PlanWish wish, CancellationToken stop) => Task.FromResult(Drafting(wish));

    public Task<Reply<RunId>> Request(UserId by, PlanWish wish, string draftDigest, string reason, CancellationToken stop)
    {
        Requested.Add((wish, draftDigest, reason));
        return Task.FromResult(Requesting(wish));
    }

    public Task<Reply> Decide(UserId by, RunId run, StepId step, string digest, Answer answer, string reason, FreshProof? proof, CancellationToken stop) =>
        throw new NotSupportedException("Pages decide nothing by themselves.");

    public Task<Reply> Review(UserId by, RunId run, string digest, Finding finding, string reason, FreshProof? proof, CancellationToken stop) =>
        throw new NotSupportedException("Pages review nothing by themselves.");

    public async Task<Reply> Ask(UserId by, RunId run, Func<Person, RunCommand.ByPerson> command, CancellationToken stop)
    {
        var person = new FakePeople().Find(by) ?? throw new InvalidOperationException($"Nobody is {by}.");
        Asked.Add((by, run, command(person)));
        if (Gate is { } gate) await gate.Task;
        return Answer;
    }
}

/// <summary>What everybody has besides the password.</summary>
internal sealed class FakeFactors : ISecondFactors
{
    public Enrolled Has { get; set; } = Enrolled.Nothing;

    public Enrolled Of(UserId person) => Has;
}

/// <summary>Keeps views in memory; refuses a name that is taken, as the desk does.</summary>
internal sealed class FakeViews : IViewDesk
{
    private readonly List<SavedView> _all = [];

    public ImmutableArray<SavedView> Of(UserId person) => [.. _all.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase)];

    public Reply Save(UserId by, string name, string address) => Named(name, () => _all.Add(new SavedView(name.Trim(), address)));

    public Reply Rename(UserId by, string name, string newName) => Named(newName, () => _all[_all.FindIndex(v => v.Name == name)] = new SavedView(newName, _all.Find(v => v.Name == name)!.Address));

    public Reply Delete(UserId by, string name)
    {
        _all.RemoveAll(v => v.Name == name);
        return new Reply.Done();
    }

    private Reply Named(string name, Action change)
    {
        if (_all.Any(v => v.Name == name)) return new Reply.Refused($"You keep a view called '{name}' already.", "Choose another name.");
        change();
        return new Reply.Done();
    }
}

/// <summary>Checkpoints and anchors as a test wants them.</summary>
internal sealed class FakeSigning : ISigningState
{
    public string KeyId { get; } = new('a', 32);
    public Checkpoint? Newest { get; set; }
    public ImmutableArray<AnchorState> Anchors { get; set; } = [];
}
