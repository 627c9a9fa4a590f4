using System.Collections.Concurrent;
using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Reads runs back from the ledger; ended ones are kept in memory, since nothing changes them but a late measurement and the review of an emergency.</summary>
internal sealed class RunArchive(ILedger ledger) : IRunArchive
{
    private const int Kept = 500;
    private readonly ConcurrentDictionary<RunId, RunState> _ended = new();

    public RunRecord? Find(RunId run)
    {
        ImmutableArray<Recorded> events = [.. ledger.Read(Streams.Of(run)).Select(Streams.Read)];
        return Run.Fold(events) is { } state ? new RunRecord(state, events) : null;
    }

    public ImmutableArray<RunState> Recent(PairId? pair = null, int take = 50, Func<RunState, bool>? wanted = null, RunId? before = null)
    {
        // A pair's own stream names its runs, so that nobody folds the runs of all others to find them.
        IEnumerable<RunId> runs = pair is { } one
            ? PairLock.Runs(ledger.Read(Streams.Of(one)))
            : ledger.Streams(Streams.RunPrefix).Select(s => Streams.RunOf(s)!.Value);
        var newest = runs.Reverse();
        if (before is { } last) newest = newest.SkipWhile(run => run != last).Skip(1);
        return [.. newest.Select(Load).OfType<RunState>().Where(run => wanted?.Invoke(run) != false).Take(take)];
    }

    // The entry with which the run took its pair is carried over, and stood in one transaction with the run's first.
    public ArchivedPart? ArchivedIn(RunId run) => ledger.Archived is null || !ledger.Read(Streams.Of(run)).IsEmpty ? null
        : ledger.Streams(Streams.PairPrefix).SelectMany(pair => ledger.Read(pair)).Where(e => e.Kind == PairLock.Opened && PairLock.Runs([e]).Contains(run)).Select(e => ledger.ArchiveOf(e.Seq)).FirstOrDefault();

    private RunState? Load(RunId run)
    {
        if (_ended.TryGetValue(run, out var known)) return known;
        var state = Find(run)?.State;
        // A measurement may follow within a second of the end.
        if (state is { Ended: true, AwaitsReview: false, EndedAt: { } at } && DateTimeOffset.UtcNow - at > TimeSpan.FromMinutes(1))
        {
            if (_ended.Count >= Kept) _ended.Clear();
            _ended[run] = state;
        }
        return state;
    }
}
