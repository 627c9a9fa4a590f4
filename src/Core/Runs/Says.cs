using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>One sentence for people: what happens next in a run, and who is awaited.</summary>
public static class Says
{
    /// <summary>Never empty.</summary>
    public static string Next(RunState s, Facts facts)
    {
        if (s.Ended) return s.Outcome;
        if (s.Status == RunStatus.Planned) return "Waits for an Operator to start it.";
        if (s.Hold is { } hold) return $"{Awaited(hold)} {hold.Why} {hold.Remedy}";
        if (s.Status == RunStatus.Paused) return s.Current is { } next ? $"Paused. Next is '{next.Title}' when an Operator resumes the run." : "Paused.";
        if (s.Current is not { } step) return "About to complete.";
        var state = s.Steps[step.Id];
        var pause = s.PauseAsked ? " Then it pauses." : s.AbortAsked ? " Then it ends: an abort was asked." : "";
        return state.Status switch
        {
            StepStatus.Started => $"'{step.Title}' is under way.{pause}",
            StepStatus.Awaiting => $"{Awaits(s, step, facts)}{pause}",
            _ when s is { Asked: not null, Granted: null } => $"{Missing(s)}: '{step.Title}' runs as soon as {(s.Asked!.Approvers - s.Grants.Length == 1 ? "an approver agrees" : "they agree")}.{Notice(s, step)}{pause}",
            _ => $"About to start '{step.Title}'.{pause}",
        };
    }

    private static string Missing(RunState s) => (s.Asked!.Approvers, s.Grants.Length) switch
    {
        (1, _) => "Waits for a second admin",
        (var all, 0) => $"Waits for {all} approvers",
        var (all, some) => $"Waits for {all - some} more of {all} approvers",
    };

    /// <summary>Who can lead a held run on.</summary>
    private static string Awaited(Hold hold) => hold.Kind switch
    {
        HoldKind.Unclear => "Waits for somebody who looks at the server.",
        HoldKind.Rejected or HoldKind.ApprovalExpired => "Waits for an Operator and a second admin.",
        _ => "Waits for an Operator.",
    };

    private static string Awaits(RunState s, Step step, Facts facts) =>
        Run.GuardsNow(s, facts).FirstOrDefault(g => !g.Holds) is { } awaited
            ? $"'{step.Title}': waits for '{awaited.Guard.Claim}'. {awaited.Verdict.Why}"
            : $"'{step.Title}' is about to be done.";

    private static string Notice(RunState s, Step step) => (step.Interrupts, s.Plan.ExpectedInterruption) switch
    {
        (true, { } last) => $" Users noticed {Words.Span(last)} last time.",
        (true, _) => " Users may notice a short interruption.",
        _ => "",
    };
}
