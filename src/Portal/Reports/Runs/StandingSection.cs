using System.Collections.Immutable;
using Portal.Core.Evidence;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>Roles, engine and sync, before and after.</summary>
internal static class StandingSection
{
    public static Section Of(RunSource s) => new("4. Roles and sync before and after",
    [
        new Block.Words("As the checks of this run saw it: before is the last look before the run changed anything, after is the last look since it last did something to the pair. Times are UTC."),
        new Block.Table(null, [new("", 1.8), new("Before", 5), new("After", 5)],
            [.. s.Evidence.Before.Zip(s.Evidence.After, (before, after) => (ImmutableArray<Cell>)[Cell.Strong(Name(before.Aspect)), Seen(before), Seen(after)])], "Nothing was looked at."),
        new Block.Facts([new("In the portal's words at the end", s.State.Ended ? s.State.Outcome : new Cell($"The run has not ended: {Words.Of(s.State.Status)}.", Tone.Attention))]),
    ]);

    private static string Name(Aspect aspect) => aspect switch { Aspect.Sync => "Sync status", Aspect.Service => "Protected service", _ => aspect.ToString() };

    private static Cell Seen(StandingEvidence standing)
    {
        if (standing.Seen is not { } check || standing.At is not { } at) return Cell.Unknown("unknown: no check of this run looked at it then");
        var under = $"{RunReport.Time(at)}, entry {standing.Seq}";
        return check.Verdict switch
        {
            Verdict.Pass pass => new Cell(pass.Why, Under: under),
            Verdict.Fail fail => new Cell(fail.Why, Tone.Attention, Under: under),
            var unknown => new Cell($"unknown{(check.Attested ? ", vouched for by people" : "")}: {unknown.Why}", check.Attested ? Tone.Attention : Tone.Unknown, Under: under),
        };
    }
}
