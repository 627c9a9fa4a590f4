using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>What an auditor is told of one run, folded from its entries alone: pure, and the same whenever it is asked.</summary>
/// <param name="State">Where the run stands after its last entry.</param>
/// <param name="Asked">The plan as it was first requested; the state's may have been amended since.</param>
/// <param name="Steps">In the order of the plan.</param>
/// <param name="Approvals">Every question, oldest first.</param>
/// <param name="Packages">Of each server, before and after.</param>
/// <param name="Before">How the pair stood before the run changed anything.</param>
/// <param name="After">How it stood after the last thing that the run did to it.</param>
/// <param name="Holds">Every time that it waited for people.</param>
/// <param name="Exceptions">What did not go the usual way, by a person's word.</param>
public sealed record RunEvidence(
    RunState State,
    Plan Asked,
    ImmutableArray<RunEntry> Entries,
    ImmutableArray<StepEvidence> Steps,
    ImmutableArray<ApprovalEvidence> Approvals,
    PerServer<ServerEvidence> Packages,
    ImmutableArray<StandingEvidence> Before,
    ImmutableArray<StandingEvidence> After,
    ImmutableArray<HoldEvidence> Holds,
    ImmutableArray<InterruptionEvidence> Interruptions,
    ImmutableArray<ExceptionEvidence> Exceptions)
{
    /// <summary>Who set the run going, each once, in the order in which they did.</summary>
    public ImmutableArray<UserId> Executors =>
        [.. Entries.Where(e => e.Event is RunEvent.Started or RunEvent.Resumed or RunEvent.RetryAsked or RunEvent.StepSkipped { Reason: not null } or RunEvent.Amended or RunEvent.FurtherUpdatesLeft).Select(e => e.Actor).Distinct()];

    /// <summary>Who asked that nothing more be started; null: nobody did.</summary>
    public RunEntry? AbortAsked => Entries.LastOrDefault(e => e.Event is RunEvent.AbortAsked);

    /// <summary>Folds a run's entries; null when there are none.</summary>
    /// <param name="entries">The whole stream, oldest first.</param>
    public static RunEvidence? Of(IEnumerable<RunEntry> entries)
    {
        ImmutableArray<RunEntry> all = [.. entries];
        if (all is not [{ Event: RunEvent.Requested asked }, ..] || Run.Fold(all.Select(e => e.Recorded)) is not { } state) return null;
        return new RunEvidence(
            state, asked.Plan, all, StepEvidence.Of(all, state), ApprovalEvidence.Of(all),
            new(ServerEvidence.Of(all, state, Identity.Primary), ServerEvidence.Of(all, state, Identity.Secondary)),
            StandingEvidence.Before(all), StandingEvidence.After(all), HoldEvidence.Of(all), InterruptionEvidence.Of(all), ExceptionEvidence.Of(all));
    }
}
