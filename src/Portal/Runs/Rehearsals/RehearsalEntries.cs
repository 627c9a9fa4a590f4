using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Runs.Rehearsals;

/// <summary>A rehearsal as one entry of the ledger.</summary>
internal static class RehearsalEntries
{
    public static StreamId StreamOf(PairId pair) => new($"rehearsal/{pair}");

    /// <summary>Who, which plan, what went wrong, and how it ended.</summary>
    public static NewEntry Of(RehearsalReport report, UserId by) => new("pair.rehearsed", by, RunJson.Write(new
    {
        pair = report.Plan.Pair,
        procedure = report.Plan.Procedure.Name,
        planDigest = report.Digest,
        step = report.Fault?.Step,
        fault = report.Fault?.Says,
        outcome = Outcome(report),
        held = report.Holds.Length,
    }));

    /// <summary>'It came to its end.'</summary>
    public static string Outcome(RehearsalReport report) => report.End switch
    {
        RehearsalEnd.Completed when report.Holds.IsEmpty => "It came to its end without waiting for an operator.",
        RehearsalEnd.Completed => $"It waited for an operator {Times(report.Holds.Length)}, and came to its end.",
        RehearsalEnd.Waits => "It came to wait for something that has to be mended first.",
        _ => "It came to no end.",
    };

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count} times" };
}
