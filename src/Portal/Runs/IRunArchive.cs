using System.Collections.Immutable;
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

    /// <summary>Newest first, at most <paramref name="take"/> (1 to 1,000).</summary>
    ImmutableArray<RunState> Recent(PairId? pair = null, int take = 50);
}
