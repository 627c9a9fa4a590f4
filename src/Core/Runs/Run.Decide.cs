using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

public static partial class Run
{
    /// <summary>Readings need a moment to settle after a step; a guard that does not hold by then holds the run.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    /// <summary>For this long after its start, a command that a server has never seen may still arrive: longer than the keep-alive of a connection (15 s x 3).</summary>
    public static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(60);

    /// <summary>A person's word for an unknown fact counts for this long.</summary>
    public static readonly TimeSpan AttestationLife = TimeSpan.FromMinutes(15);

    /// <summary>Shortest reason for breaking the glass, characters: whoever reviews it was not there.</summary>
    public const int EmergencyLength = 20;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonLength = 500;

    /// <summary>What follows from a command in a state, given the facts: events to append, or a refusal.</summary>
    public static Decision Decide(RunState s, RunCommand command, Facts facts)
    {
        if (s.Ended && command is not (RunCommand.Measured or RunCommand.ReviewGlass))
            return Decision.No($"This run has ended: {s.Outcome}", "Plan a new run.");
        return command switch
        {
            RunCommand.Advance => Advance(s, facts),
            RunCommand.Report c => Report(s, c.Effect, facts),
            RunCommand.Measured c => Decision.Of(new RunEvent.InterruptionMeasured(c.Step, c.Attempt, c.Interruption)),
            RunCommand.ByPerson c => Asked(s, c, facts),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not decided."),
        };
    }

    /// <summary>What a run owes next.</summary>
    public static Intent Next(RunState s)
    {
        if (s.Status != RunStatus.Running) return new Intent.Rest(s.Hold?.Why ?? s.Status.ToString());
        if (s.Current is { } step && s.Steps[step.Id] is { Status: StepStatus.Started, Effect: { } effect })
            return new Intent.Resolve(step.Id, effect, s.KeyOf(step.Id));
        return new Intent.Advance();
    }

    private static Decision Report(RunState s, EffectReport report, Facts facts)
    {
        if (s.Current is not { } step || s.Steps[step.Id] is not { Status: StepStatus.Started } state)
            return Decision.No("No step waits for a report.", "Nothing is to be done.");
        var attempt = state.Attempts;
        switch (report.State)
        {
            case EffectState.Succeeded:
                return Succeeded(s, step, attempt, report);
            case EffectState.Failed:
                return Failed(s, step, attempt, report);
            case EffectState.NotSeen when facts.Now - state.StartedAt >= ArrivesWithin:
                return Failed(s, step, attempt, EffectReport.Failed(
                    $"The command of '{step.Title}' never reached the server; nothing was done. {report.Detail}", "Check that the server is reachable, then retry."));
            case EffectState.NoResult:
            case EffectState.Unknown or EffectState.Running when facts.Now - s.WaitingSince >= step.Limit:
                return Ended(s, new RunEvent.StepUnclear(step.Id, attempt, report),
                    new RunEvent.Held(step.Id, HoldKind.Unclear, report.State == EffectState.Running ? $"'{step.Title}' is still under way after {Words.Span(step.Limit)}: {report.Detail}" : $"It is not known whether '{step.Title}' happened: {report.Detail}",
                        "Look at the server. Resume looks again; or say what you saw. It is not repeated by itself.", []));
            default:
                return Decision.Of();
        }
    }

    // After an abort nobody is asked any more: the step's end is recorded, and the run ends.
    private static Decision Ended(RunState s, RunEvent end, RunEvent.Held hold) => s.AbortAsked ? Decision.Of(end) : Decision.Of(end, hold);

    private static Decision Failed(RunState s, Step step, int attempt, EffectReport report) => Ended(s,
        new RunEvent.StepFailed(step.Id, attempt, report),
        new RunEvent.Held(step.Id, HoldKind.Failed, $"'{step.Title}' failed: {report.Detail}",
            report.Remedy.Length > 0 ? report.Remedy : "Read the output, mend the cause on the server, then retry or abort.", []));

    private static Decision Succeeded(RunState s, Step step, int attempt, EffectReport report)
    {
        var ended = new RunEvent.EffectEnded(step.Id, attempt, report);
        if (step.Loop is not { } loop || step.Do is not StepAction.Scan scan) return Decision.Of(ended);
        var further = Further(s, scan, report);
        if (further.Length == 0 || s.AbortAsked) return Decision.Of(ended);
        var rounds = s.Steps[step.Id].Rounds;
        return Decision.Of(ended, new RunEvent.Held(step.Id, HoldKind.FurtherUpdates,
            $"{scan.On} is offered {further.Length} more than was planned: {string.Join(", ", further.Select(u => u.Target))}.",
            rounds < loop.MaxRounds
                ? $"Take them in (round {rounds + 1} of {loop.MaxRounds}; approvals not yet used become void), or leave them for another run."
                : $"The limit of {loop.MaxRounds} rounds is reached: leave them for another run.", []));
    }

    /// <summary>What a rescan found beyond what was offered, and left out on purpose, when the plan was made.</summary>
    internal static Pairs.PackageUpdate[] Further(RunState s, StepAction.Scan scan, EffectReport report) =>
        [.. report.Updates.Where(u => !s.Plan.Offered[scan.On].Any(o => o.Target == u.Target && !s.Plan.Packages[scan.On].Contains(o.Target)))];

    private static bool MayApprove(RunState s, Person? person, out string why)
    {
        why = person switch
        {
            null => "This account does not exist any more.",
            _ when person.Lacks(PortalRole.Approver) is { } unfit => unfit,
            _ when s.Asked?.Takes.Misses(person) is { } missing => $"{person.Name} {missing}.",
            _ when person.Id == s.Plan.RequestedBy => $"{person.Name} requested this run: the requester never approves it.",
            _ when s.Editors.Contains(person.Id) => $"{person.Name} {(s.Steps.Values.Any(x => x.SkippedBy == person.Id) ? "skipped a step of this run: who leaves something out never approves it" : "edited this plan: an editor never approves it")}.",
            _ when person.Id == s.SetGoingBy => $"{person.Name} set this run going: who starts, resumes or retries it does not approve it.",
            _ when s.Current is { } step && s.Attestations.Any(a => a.Step == step.Id && a.By == person.Id) =>
                $"{person.Name} vouched for a fact that this step rests on: the approval has to come from somebody else.",
            _ => "",
        };
        return why.Length == 0;
    }

    /// <summary>Why a person may not approve the current step of a run; null when they may.</summary>
    public static string? WhyNotApprove(RunState state, Person person) =>
        !MayApprove(state, person, out var why) ? why
        : state.Grants.Any(grant => grant.By == person.Id) ? $"{person.Name} approved it already; it waits for others."
        : null;
}
