using Portal.Components.Looks;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>Where a pair's open run stands, in one line.</summary>
/// <param name="Title">Of the current step.</param>
/// <param name="Awaits">Who or what is awaited: 'waits for a second admin'.</param>
/// <param name="Since">Since when.</param>
/// <param name="Done">Steps done or skipped.</param>
/// <param name="All">Steps in all, at least 1.</param>
public sealed record PairRun(RunId Id, string Title, Tone Tone, string Awaits, DateTimeOffset? Since, int Done, int All)
{
    public static PairRun Of(RunView view)
    {
        var s = view.State;
        var steps = s.Plan.Procedure.Steps;
        var done = s.Steps.Values.Count(x => x.Status is StepStatus.Done or StepStatus.Skipped);
        var title = s.Current?.Title ?? s.Plan.Procedure.Title;
        var (tone, awaits, since) = Stands(s);
        return new PairRun(s.Id, title, tone, awaits, since, done, Math.Max(1, steps.Length));
    }

    private static (Tone Tone, string Awaits, DateTimeOffset? Since) Stands(RunState s) => s switch
    {
        { Status: RunStatus.Planned } => (Tone.Wait, "waits to be started", s.Plan.RequestedAt),
        { Hold: { Kind: HoldKind.Failed or HoldKind.GuardAfter } hold } => (Tone.Stop, "failed, waits for you", hold.Since),
        { Hold: { Kind: HoldKind.Unclear } hold } => (Tone.Unknown, "unclear, waits for you", hold.Since),
        { Hold: { } hold } => (Tone.Wait, "waits for you", hold.Since),
        { Status: RunStatus.Paused } => (Tone.Wait, "paused", null),
        { Asked: not null, Granted: null } => (Tone.Wait, "waits for a second admin", s.WaitingSince),
        { Current: { } step } => (Tone.Busy, $"step {s.Plan.NumberOf(step.Id)} of {s.Plan.Procedure.Steps.Length}", s.Steps[step.Id].StartedAt),
        _ => (Tone.Busy, "about to complete", null),
    };
}
