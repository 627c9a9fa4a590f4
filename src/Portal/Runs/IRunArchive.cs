using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>A run with all that happened in it, oldest first.</summary>
public sealed record RunRecord(RunState State, ImmutableArray<Recorded> Events);

/// <summary>Runs, open and ended, read back from the ledger.</summary>
public interface IRunArchive
{
    /// <summary>Null when there is no such run.</summary>
    RunRecord? Find(RunId run);

    /// <summary>The file that a run's entries stand in; null: they stand in the ledger, or there is no such run.</summary>
    ArchivedPart? ArchivedIn(RunId run) => null;

    /// <summary>Newest first, at most <paramref name="take"/> (1 to 1,000).</summary>
    /// <param name="wanted">Only these; null: all.</param>
    /// <param name="before">Only runs requested before this one; null: from the newest.</param>
    ImmutableArray<RunState> Recent(PairId? pair = null, int take = 50, Func<RunState, bool>? wanted = null, RunId? before = null);
}
