using System.Collections.Immutable;
using Portal.Components.Controls;
using Portal.Core.Evidence;
using Portal.Reports.Documents;
using Portal.Reports.Runs;

namespace Portal.Reports.Periods;

/// <summary>Questions to a second admin in a period, and what became of them.</summary>
internal static class PeriodApprovals
{
    public static Section Of(PeriodSource s)
    {
        var e = s.Evidence;
        // What was given and used needs no line of its own: it stands with its run.
        var told = e.Approvals.Where(a => a.Fate is not (ApprovalFate.Used or ApprovalFate.Given or ApprovalFate.Open));
        return new("3. Approvals",
        [
            new Block.Words("Questions that were asked in this time, with what became of them until this report was made."),
            new Block.Table(null, [new("Asked", 1, Side.Right), new("Used", 1, Side.Right), new("Given, not used yet", 1.4, Side.Right), new("Open", 1, Side.Right), new("Rejected", 1, Side.Right), new("Expired", 1, Side.Right), new("Void or run ended", 1.4, Side.Right), new("Run by broken glass", 1.4, Side.Right), new("Median to a decision", 1.6, Side.Right)],
                e.Approvals.IsEmpty ? [] :
                [
                    [
                        Number(e.Approvals.Length), Number(e.Count(ApprovalFate.Used)), Number(e.Count(ApprovalFate.Given)), Number(e.Count(ApprovalFate.Open)), Number(e.Count(ApprovalFate.Rejected)), Number(e.Count(ApprovalFate.Expired)),
                        Number(e.Count(ApprovalFate.Void, ApprovalFate.RunEnded)), new Cell(Number(e.Count(ApprovalFate.UsedByGlass)), e.Count(ApprovalFate.UsedByGlass) > 0 ? Tone.Bad : Tone.Plain), e.MedianToDecide is { } median ? Shown.Duration(median) : Cell.Unknown("unknown"),
                    ],
                ], "Nothing was asked in this time."),
            new Block.Table("Not used as they were asked for", [new("Entry", 1), new("Asked, UTC", 2.4), new("Pair", 2.6), new("Run", 2.6), new("What became of it", 3), new("Decided after", 1.8)],
                [.. told.Select(a => (ImmutableArray<Cell>)
                [
                    RunReport.Entry(a.Seq), RunReport.Time(a.AskedAt), s.PairName(a.Pair), new Cell(a.Run.Value, Face: Face.Mono, Address: $"/runs/{a.Run}"), Fate(a.Fate),
                    a.TookToDecide is { } took ? Shown.Duration(took) : new Cell("not decided", Tone.Mute),
                ])], "None: each was used as it was asked for, or waits."),
        ]);
    }

    private static Cell Fate(ApprovalFate fate) => fate switch
    {
        ApprovalFate.Rejected => new("rejected", Tone.Attention),
        ApprovalFate.Expired => new("expired", Tone.Attention),
        ApprovalFate.UsedByGlass => new("run without its approvals", Tone.Bad),
        ApprovalFate.RunEnded => new("not used: the run ended", Tone.Mute),
        _ => new("void", Tone.Attention),
    };

    private static string Number(int number) => PeriodReport.Number(number);
}
