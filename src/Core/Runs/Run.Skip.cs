using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Here which steps a person may leave out, and what is told of it. Why these and no others: docs/adr/0006-skip-with-reason.md.</summary>
public static partial class Run
{
    /// <summary>Why a held step cannot be left out; null when it can, by somebody with the Operator role.</summary>
    public static (string Why, string Remedy)? WhyNotSkip(RunState s, StepId step)
    {
        if (s is not { Status: RunStatus.Held, Hold: { } hold }) return ("A step can be skipped only while it holds the run.", "Open the run to see where it stands.");
        if (hold.Step != step) return ($"The run is not held at {step} any more, but at {hold.Step}.", "Look at what holds it now, then decide on that.");
        if (s.Plan[step].Do is not (StepAction.Scan or StepAction.Verify))
            return ($"'{s.Plan[step].Title}' is what the run is for, or what keeps the pair safe: it cannot be skipped.", "Mend the cause and go on, or abort the run.");
        return hold.Kind switch
        {
            HoldKind.GuardBefore or HoldKind.GuardAfter or HoldKind.Failed => null,
            HoldKind.FurtherUpdates => ("The scan is done; it is its result that waits for an answer.", "Take the further updates in, or leave them for another run."),
            // It may still be under way: whatever comes next would run beside it.
            _ => ($"It is not known whether '{s.Plan[step].Title}' has ended.", "Look again, or say that it did not happen; then it can be skipped."),
        };
    }

    private static Decision Skip(RunState s, RunCommand.Skip c)
    {
        if (WhyNotSkip(s, c.Step) is { } no) return Decision.No(no.Why, no.Remedy);
        var reason = c.Reason.Trim();
        return Decision.Of(new RunEvent.StepSkipped(c.Step, Words.LeftOut(s.Plan[c.Step], reason), reason));
    }
}
