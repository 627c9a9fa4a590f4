using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
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

/// <summary>What the servers' tools printed during the steps of runs.</summary>
public interface IRunOutput
{
    void Write(EffectKey key, OutputLine line);

    /// <summary>All attempts of a step, oldest first; the last 10,000 lines.</summary>
    ImmutableArray<OutputLine> Read(RunId run, StepId step);

    /// <summary>Lines as they come, from those already there.</summary>
    IAsyncEnumerable<OutputLine> Follow(RunId run, StepId step, CancellationToken stop);
}
