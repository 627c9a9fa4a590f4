using System.Collections.Immutable;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>One step as it was planned, and what was done.</summary>
/// <param name="Number">From 1, for people.</param>
/// <param name="Attempts">As the ledger has them; none when it was never started.</param>
public sealed record StepEvidence(int Number, Step Planned, StepState State, ImmutableArray<StepAttempt> Attempts)
{
    internal static ImmutableArray<StepEvidence> Of(ImmutableArray<RunEntry> entries, RunState state)
    {
        ImmutableArray<Recorded> events = [.. entries.Select(e => e.Recorded)];
        return [.. state.Plan.Procedure.Steps.Select((step, i) => new StepEvidence(i + 1, step, state.Steps[step.Id], StepAttempt.Of(events, step.Id)))];
    }
}
