using System.Collections.Immutable;
using Portal.Core.Evidence;
using Portal.Reports.Documents;
using Portal.Reports.Runs;

namespace Portal.Reports.Periods;

/// <summary>What in a period rests on one person's word.</summary>
internal static class PeriodExceptions
{
    public static Section Of(PeriodSource s) => new("5. Exceptions",
    [
        new Block.Table("In runs", [new("Entry", 1), new("When, UTC", 2.4), new("Pair and run", 2.8), new("What", 2.4), new("By", 2), new("Told, and why", 4.6), new("Review", 2.6)],
            [.. s.Evidence.Exceptions.Select(e => (ImmutableArray<Cell>)
            [
                RunReport.Entry(e.Told.Seq), RunReport.Time(e.Told.At), new Cell(s.PairName(e.Pair), Address: $"/runs/{e.Run}", Under: e.Run.Value), ExceptionsSection.Kind(e.Told.Kind), s.PersonName(e.Told.By),
                new Cell($"'{e.Step}' ({e.Told.Step}): {e.Told.What}", Under: $"Reason: {e.Told.Reason}"), Review(s, e),
            ])], "None: no glass was broken, no step was left out, and nobody vouched for anything."),
        new Block.Table("Past the second Admin", [new("Entry", 1), new("When, UTC", 2.4), new("What happened", 9)],
            [
                .. s.Others.Select(o => (ImmutableArray<Cell>)[RunReport.Entry(o.Entry.Seq), RunReport.Time(o.Entry.At), o.Sentence]),
                .. s.Waiting.Select(w => (ImmutableArray<Cell>)[new Cell("waits", Tone.Attention), RunReport.Time(w.At), new Cell($"{w.What}: {w.Whom}.", Under: "No second Admin has confirmed it yet; what it gave does not count until then.")]),
            ], "None: whoever runs the machine confirmed nothing in place of a second Admin, accepted no loss of entries, and no change of an account waits for its second Admin."),
    ]);

    private static Cell Review(PeriodSource s, PeriodException e) => (e.Told.Kind, e.Review) switch
    {
        (not ExceptionKind.GlassBroken, _) => new Cell("none needed", Tone.Mute),
        (_, null) => new Cell("not reviewed yet", Tone.Bad),
        (_, { } review) => new Cell(review.Justified ? "it was right" : "it was not right", review.Justified ? Tone.Good : Tone.Bad, Under: $"{s.PersonName(review.By)}, {RunReport.Time(review.At)}: {review.Reason}"),
    };
}
