using Portal.Core.People;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

public static partial class Run
{
    private static Decision Asked(RunState s, RunCommand.ByPerson command, Facts facts)
    {
        if (Unfit(command) is { } refusal) return refusal;
        return command switch
        {
            RunCommand.Start => s.Status == RunStatus.Planned ? Decision.Of(new RunEvent.Started()) : Decision.No("This run was started already.", "Open the run to see where it stands."),
            RunCommand.Pause => Pause(s),
            RunCommand.Resume => Resume(s),
            RunCommand.Approve c => Approve(s, c, facts),
            RunCommand.Reject c => Reject(s, c),
            RunCommand.BreakGlass c => BreakGlass(s, c, facts),
            RunCommand.ReviewGlass c => Review(s, c, facts.PersonOf),
            RunCommand.Retry c => Retry(s, c),
            RunCommand.Skip c => Skip(s, c),
            RunCommand.AttestFact c => Attest(s, c, facts),
            RunCommand.AttestOutcome c => Attest(s, c),
            RunCommand.TakeFurtherUpdates c => Take(s, c),
            RunCommand.LeaveFurtherUpdates c => Leave(s, c),
            RunCommand.Abort c => Abort(s, c, facts),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not decided."),
        };
    }

    private static Decision? Unfit(RunCommand.ByPerson command)
    {
        var needed = command switch
        {
            RunCommand.Approve or RunCommand.Reject or RunCommand.ReviewGlass => PortalRole.Approver,
            RunCommand.BreakGlass => PortalRole.BreakGlass,
            _ => PortalRole.Operator,
        };
        var may = command.By.Has(needed) || (command is RunCommand.ReviewGlass && command.By.Has(PortalRole.Admin))
            || (command is RunCommand.Abort or RunCommand.AttestFact or RunCommand.AttestOutcome or RunCommand.Pause && command.By.Has(PortalRole.Approver));
        if (!may) return Decision.No(command.By.Lacks(needed)!, "Ask somebody who holds it, or an Admin to give it to you.");
        var reason = command switch
        {
            RunCommand.Approve c => c.Reason,
            RunCommand.Reject c => c.Reason,
            RunCommand.BreakGlass c => c.Reason,
            RunCommand.ReviewGlass c => c.Reason,
            RunCommand.Retry c => c.Reason,
            RunCommand.Skip c => c.Reason,
            RunCommand.AttestFact c => c.Reason,
            RunCommand.AttestOutcome c => c.Reason,
            RunCommand.TakeFurtherUpdates c => c.Reason,
            RunCommand.LeaveFurtherUpdates c => c.Reason,
            RunCommand.Abort c => c.Reason,
            _ => "-",
        };
        if (string.IsNullOrWhiteSpace(reason)) return Decision.No("A reason is missing.", "Say in a few words why; it goes into the audit trail.");
        return reason.Length > ReasonLength ? Decision.No($"The reason is {reason.Length} characters long.", $"Shorten it to {ReasonLength} characters.") : null;
    }

    private static Decision Pause(RunState s) => s.Status switch
    {
        RunStatus.Running when s.PauseAsked => Decision.No("A pause was asked already.", "It takes effect at the next step boundary."),
        RunStatus.Running => Decision.Of(new RunEvent.PauseAsked()),
        _ => Decision.No($"This run is {Words.Of(s.Status)}; there is nothing to pause.", "Nothing is to be done."),
    };

    private static Decision Resume(RunState s) => (s.Status, s.Hold?.Kind) switch
    {
        (RunStatus.Paused, _) => Decision.Of(new RunEvent.Resumed()),
        (RunStatus.Held, HoldKind.Failed) => Decision.No($"'{s.Current!.Title}' failed; resuming would not try it again.", "Retry makes a new attempt; abort ends the run."),
        (RunStatus.Held, HoldKind.FurtherUpdates) => Decision.No("More updates were found than were planned.", "Take them in, or leave them for another run."),
        (RunStatus.Held, _) => Decision.Of(new RunEvent.Resumed()),
        _ => Decision.No($"This run is {Words.Of(s.Status)}; there is nothing to resume.", "Open the run to see where it stands."),
    };

    private static Decision Approve(RunState s, RunCommand.Approve c, Facts facts)
    {
        if (s.Asked is not { } asked || !asked.IsFor(c.Step)) return Decision.No("Nothing is asked for this step now.", "Open the run to see where it stands.");
        if (s.Grants.Any(g => g.By == c.By.Id)) return Decision.No("You approved this already.", s.Granted is null ? "Another person has to approve it, too." : "Nothing is to be done.");
        if (s.Glass is not null) return Decision.No("Somebody broke the glass for this: it may run without its approvals.", "Nothing is to be done; review it under Approvals.");
        if (s.Granted is not null) return Decision.No("This was approved already, by somebody else.", "Nothing is to be done.");
        if (asked.Digest != c.Digest) return Decision.No("What you saw is not what is asked now.", "Reload the decision and compare the code.");
        if (IsOver(asked, facts)) return Decision.No("The question has expired.", "Resume the run: it is asked anew.");
        if (!MayApprove(s, facts.PersonOf(c.By.Id), out var why)) return Decision.No(why, "Somebody else who holds the Approver role has to decide.");
        if (s.Current is { } step && Changed(s, step, facts))
            return Decision.No("What was asked has changed since.", "Wait a moment: the question is asked anew with what is true now.");
        return Decision.Of(new RunEvent.Approved(c.Step, c.Digest, c.Reason.Trim(), facts.Now + asked.Takes.UseWithin, c.Proof));
    }

    private static Decision Reject(RunState s, RunCommand.Reject c)
    {
        if (s.Asked is not { } asked || !asked.IsFor(c.Step) || asked.Digest != c.Digest)
            return Decision.No("Nothing like this is asked now.", "Reload the decision.");
        var rejected = new RunEvent.Rejected(c.Step, c.Digest, c.Reason.Trim(), c.Proof);
        // An answer for several steps that is taken back between two of them stops nothing that runs: the next one is asked anew.
        if (s.Current is not { } now || !asked.IsFor(now.Id) || s.Steps[now.Id].Status != StepStatus.Pending) return Decision.Of(rejected);
        return Decision.Of(
            rejected,
            new RunEvent.Held(now.Id, HoldKind.Rejected, $"{c.By.Name} rejected '{now.Title}': {c.Reason.Trim()}", "Settle it between you, then resume (it is asked anew) or abort.", []));
    }

    private static Decision Retry(RunState s, RunCommand.Retry c)
    {
        if (s is not { Status: RunStatus.Held, Hold: { Kind: HoldKind.Failed } hold }) return Decision.No("Only a step that failed can be retried.", "Resume looks again; it never repeats.");
        return c.After is { } seen && seen != s.Steps[hold.Step].Attempts
            ? Decision.No($"Attempt {seen} was retried already; it is attempt {s.Steps[hold.Step].Attempts} that failed now.", "Read what the newer attempt printed, then decide on it.")
            : Decision.Of(new RunEvent.RetryAsked(hold.Step, c.Reason.Trim()));
    }

    private static Decision Attest(RunState s, RunCommand.AttestFact c, Facts facts)
    {
        var guard = s.Hold?.Guards.FirstOrDefault(g => g.Guard.Id == c.GuardId);
        if (s.Status != RunStatus.Held || guard is null) return Decision.No("The run does not wait for this fact.", "Open the run to see what it waits for.");
        if (guard.Verdict is not Verdict.Unknown) return Decision.No($"This is known, and it is not so: {guard.Verdict.Why}", "A fact that is known cannot be vouched for: mend it, then resume.");
        if (guard.Guard is Guard.Rebooted && s.Hold!.Kind == HoldKind.GuardBefore)
            return Decision.No("A boot id cannot be vouched for: the restart is bound to it.", "Make the server reachable, then resume.");
        if (s.Attestations.Any(a => a.Step == s.Hold!.Step && a.GuardId == c.GuardId && a.By == c.By.Id && Counts(a, facts.Now)))
            return Decision.No("You vouched for this already.", "After a dangerous step a second person has to vouch, too; then resume.");
        return Decision.Of(new RunEvent.FactAttested(s.Hold!.Step, c.GuardId, c.Reason.Trim()));
    }

    private static Decision Attest(RunState s, RunCommand.AttestOutcome c)
    {
        if (s is not { Status: RunStatus.Held, Hold: { Kind: HoldKind.Unclear } hold })
            return Decision.No("No outcome is in doubt.", "Open the run to see what it waits for.");
        if (s.OutcomeWords.Any(w => w.By == c.By.Id)) return Decision.No("You said already what you saw.", "A dangerous step needs a second person who saw the same.");
        if (c.Outcome == Outcome.Done && s.Plan[hold.Step].Do is StepAction.Scan)
            return Decision.No("What a scan found cannot be vouched for.", "Say that it was not done, then retry: a scan changes nothing.");
        var said = new RunEvent.OutcomeAttested(hold.Step, c.Outcome, c.Reason.Trim());
        var agree = s.OutcomeWords.Count(w => w.Outcome == c.Outcome) + 1;
        if (agree < (s.Plan[hold.Step].Gate == Gate.SecondAdmin ? 2 : 1)) return Decision.Of(said);
        var attempt = s.Steps[hold.Step].Attempts;
        return c.Outcome == Outcome.Done
            ? Decision.Of(said, new RunEvent.EffectEnded(hold.Step, attempt, Ports.EffectReport.Succeeded($"Seen to be done, said by {agree} of the team: {c.Reason.Trim()}")))
            : Decision.Of([said, .. ((Decision.Accepted)Failed(s, s.Plan[hold.Step], attempt, Ports.EffectReport.Failed($"Seen not to be done: {c.Reason.Trim()}", "Retry makes a new attempt."))).Events]);
    }

    private static Decision Take(RunState s, RunCommand.TakeFurtherUpdates c)
    {
        if (s is not { Status: RunStatus.Held, Hold: { Kind: HoldKind.FurtherUpdates } hold } || s.Plan[hold.Step] is not { Do: StepAction.Scan scan, Loop: { } loop })
            return Decision.No("No further updates wait.", "Open the run to see what it waits for.");
        if (s.Steps[hold.Step].Rounds >= loop.MaxRounds)
            return Decision.No($"The limit of {loop.MaxRounds} rounds is reached.", "Leave them for another run.");
        var further = Further(s, scan, s.Steps[hold.Step].Report!);
        return Decision.Of(new RunEvent.Amended(hold.Step, scan.On, [.. further], s.Plan.Version + 1, c.Reason.Trim()));
    }

    private static Decision Leave(RunState s, RunCommand.LeaveFurtherUpdates c)
    {
        if (s is not { Status: RunStatus.Held, Hold: { Kind: HoldKind.FurtherUpdates } hold } || s.Plan[hold.Step].Do is not StepAction.Scan scan)
            return Decision.No("No further updates wait.", "Open the run to see what it waits for.");
        var further = Further(s, scan, s.Steps[hold.Step].Report!);
        return Decision.Of(
            new RunEvent.FurtherUpdatesLeft(hold.Step, scan.On, [.. further], c.Reason.Trim()),
            new RunEvent.StepDone(hold.Step, s.Steps[hold.Step].Attempts, $"{further.Length} further updates left for another run.", []));
    }

    private static Decision Abort(RunState s, RunCommand.Abort c, Facts facts)
    {
        if (s.AbortAsked) return Decision.No("An abort was asked already.", "Nothing more is started; what runs is watched to its end.");
        var asked = new RunEvent.AbortAsked(c.Reason.Trim());
        return s.InFlight ? Decision.Of(asked) : Decision.Of(asked, new RunEvent.Aborted(Words.Aborted(s, facts.Snapshot)));
    }
}
