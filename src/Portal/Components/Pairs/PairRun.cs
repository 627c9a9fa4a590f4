using Portal.Components.Looks;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>Where a pair's open run stands, in one line.</summary>
/// <param name="Title">Of the current step.</param>
/// <param name="Step">'step 8 of 14'.</param>
/// <param name="Since">Since when.</param>
/// <param name="Done">Steps done or skipped.</param>
/// <param name="All">Steps in all, at least 1.</param>
public sealed record PairRun(RunId Id, string Title, Tone Tone, string Step, DateTimeOffset? Since, int Done, int All)
{
    public static PairRun Of(RunView view)
    {
        var s = view.State;
        var steps = s.Plan.Procedure.Steps;
        var done = s.Steps.Values.Count(x => x.Status is StepStatus.Done or StepStatus.Skipped);
        var title = s.Current?.Title ?? s.Plan.Procedure.Title;
        var (tone, since) = Stands(s);
        var number = s switch
        {
            { Status: RunStatus.Planned } => $"{steps.Length} steps",
            { Current: { } step } => $"step {s.Plan.NumberOf(step.Id)} of {steps.Length}",
            _ => "about to complete",
        };
        return new PairRun(s.Id, title, tone, number, since, done, Math.Max(1, steps.Length));
    }

    private static (Tone Tone, DateTimeOffset? Since) Stands(RunState s) => s switch
    {
        { Status: RunStatus.Planned } => (Tone.Wait, s.Plan.RequestedAt),
        { Hold: { Kind: HoldKind.Failed or HoldKind.GuardAfter } hold } => (Tone.Stop, hold.Since),
        { Hold: { Kind: HoldKind.Unclear } hold } => (Tone.Unknown, hold.Since),
        { Hold: { } hold } => (Tone.Wait, hold.Since),
        { Status: RunStatus.Paused } => (Tone.Wait, null),
        { Asked: not null, Granted: null } => (Tone.Wait, s.WaitingSince),
        { Current: { } step } => (Tone.Busy, s.Steps[step.Id].StartedAt),
        _ => (Tone.Busy, null),
    };
}
