using System.Collections.Immutable;
using System.Globalization;
using Portal.Components.Controls;
using Portal.Components.Runs;
using Portal.Core.Evidence;
using Portal.Core.Runs;
using Portal.Reports.Documents;
using Portal.Reports.Runs;

namespace Portal.Reports.Periods;

/// <summary>A period as a report: patches for each pair, approvals, interruptions, exceptions.</summary>
internal static class PeriodReport
{
    public static Report Of(PeriodSource s) => new(
        "Period report", $"Patching, {s.Evidence.Period}", $"{RunReport.Counted(s.Evidence.Period.Days, "day")}, from 00:00 UTC of the first to 24:00 UTC of the last. All times are UTC.",
        Standing(s), Summary(s),
        [Pairs(s), Runs(s), PeriodApprovals.Of(s), Interruptions(s), PeriodExceptions.Of(s)],
        string.Create(CultureInfo.InvariantCulture, $"{s.Evidence.Period} · head of the ledger: entry {s.Head.Seq}, {Convert.ToHexStringLower(s.Head.Hash.AsSpan())}"), s.AsOf);

    private static Cell Standing(PeriodSource s)
    {
        var e = s.Evidence;
        var cut = s.Cut.IsEmpty ? null : string.Join(' ', s.Cut);
        if (e.Runs.IsEmpty && s.Others.IsEmpty && s.Waiting.IsEmpty) return new Cell("No run did anything in this time", Tone.Mute, Under: cut);
        var exceptions = e.Exceptions.Length + s.Others.Length + s.Waiting.Length;
        var unreviewed = e.Exceptions.Count(x => x.Told.Kind == ExceptionKind.GlassBroken && x.Review is null);
        return unreviewed > 0 ? new Cell($"{RunReport.Counted(unreviewed, "emergency", "emergencies")} not reviewed yet", Tone.Bad, Under: cut)
            : exceptions > 0 || cut is not null ? new Cell($"{RunReport.Counted(e.Runs.Length, "run")}, {RunReport.Counted(exceptions, "exception")}", Tone.Attention, Under: cut)
            : new Cell($"{RunReport.Counted(e.Runs.Length, "run")}, no exceptions", Tone.Good);
    }

    private static ImmutableArray<Fact> Summary(PeriodSource s)
    {
        var e = s.Evidence;
        return
        [
            new("Runs", e.Runs.IsEmpty ? "none" : $"{Count(e, RunStatus.Completed)} completed, {Count(e, RunStatus.Aborted)} aborted, {e.Runs.Length - Count(e, RunStatus.Completed) - Count(e, RunStatus.Aborted)} open"),
            new("Pairs", Number(e.Runs.Select(r => r.Pair).Distinct().Count())),
            new("Packages installed", e.Runs.IsEmpty ? "none" : $"{Number(e.Runs.Sum(r => r.Installed.Primary + r.Installed.Secondary))}, {Number(e.Runs.Sum(r => r.Verified))} of them verified"),
            new("Questions to a second admin", e.Approvals.IsEmpty ? "none" : $"{Number(e.Approvals.Length)}, {(e.MedianToDecide is { } median ? $"median time to a decision {Shown.Duration(median)}" : "none of them decided")}"),
            new("Interruption of users", e.Interruptions.IsEmpty ? "none was measured" : RunReport.Interrupted(Total(e.Interruptions), e.Interruptions.Length)),
            new("Installation", Cell.Mono(s.Origin)),
            new("This report", new Cell($"made by {s.By}", Under: Shown.Utc(s.AsOf))),
        ];
    }

    private static Section Pairs(PeriodSource s) => new("1. Patches for each pair",
    [
        new Block.Table(null, [new("Pair", 4), new("Runs", 1.2, Side.Right), new("Completed", 1.6, Side.Right), new("Aborted", 1.4, Side.Right), new("Open", 1.2, Side.Right), new("Packages on Primary", 1.8, Side.Right), new("Packages on Secondary", 1.9, Side.Right), new("Time of ended runs", 2.2, Side.Right)],
            [.. s.Evidence.Runs.GroupBy(r => r.Pair).OrderBy(g => s.PairName(g.Key), StringComparer.OrdinalIgnoreCase).Select(g => (ImmutableArray<Cell>)
            [
                new Cell(s.PairName(g.Key), Address: $"/pairs/{g.Key}", Under: g.Key.Value), Number(g.Count()), Number(g.Count(r => r.Status == RunStatus.Completed)),
                new Cell(Number(g.Count(r => r.Status == RunStatus.Aborted)), g.Any(r => r.Status == RunStatus.Aborted) ? Tone.Attention : Tone.Plain), Number(g.Count(r => IsOpen(r.Status))),
                Number(g.Sum(r => r.Installed.Primary)), Number(g.Sum(r => r.Installed.Secondary)), g.Any(r => r.Took is not null) ? Shown.Duration(TimeSpan.FromTicks(g.Sum(r => r.Took?.Ticks ?? 0))) : new Cell("none ended", Tone.Mute),
            ])], "No run did anything in this time. Choose a longer one, or plan a run."),
    ]);

    private static Section Runs(PeriodSource s) => new("2. Runs",
    [
        new Block.Table(null, [new("Run", 2.6), new("Pair", 2.4), new("What", 2.2), new("Started", 3.2), new("Took", 1.6), new("Packages", 2.1), new("Outcome", 2.4)],
            [.. s.Evidence.Runs.Select(r => (ImmutableArray<Cell>)
            [
                new Cell(r.Run.Value, Face: Face.Mono, Address: $"/runs/{r.Run}"), s.PairName(r.Pair), new Cell(RunTitles.Of(r.Plan.Procedure), Under: r.Plan.Procedure.Name is "A" or "B" ? $"procedure {r.Plan.Procedure.Name}" : null),
                r.StartedAt is { } at ? RunReport.Time(at) : new Cell("not started", Tone.Mute), r.Took is { } took ? Shown.Duration(took) : new Cell("not ended", Tone.Mute),
                $"{Number(r.Installed.Primary)} on P, {Number(r.Installed.Secondary)} on S", Outcome(r),
            ])], "None."),
    ]);

    private static Cell Outcome(PeriodRun r) => r.Status switch
    {
        RunStatus.Completed when r.HasExceptions => new("completed, with exceptions", Tone.Attention),
        RunStatus.Completed => new("completed", Tone.Good),
        RunStatus.Aborted => new("aborted", Tone.Attention),
        _ => new($"open: {Words.Of(r.Status)}", Tone.Attention),
    };

    private static Section Interruptions(PeriodSource s) => new("4. Interruptions of users",
    [
        new Block.Words("Measured from outside while the roles are exchanged; each is the longest time between two answers."),
        new Block.Table(null, [new("Pair", 4), new("Switchovers measured", 2, Side.Right), new("Total", 2, Side.Right), new("Longest", 2, Side.Right), new("In the run", 3)],
            [.. s.Evidence.Interruptions.GroupBy(i => i.Pair).OrderBy(g => s.PairName(g.Key), StringComparer.OrdinalIgnoreCase).Select(g =>
            {
                var longest = g.MaxBy(i => i.Measured.Measured.LongestGap)!;
                return (ImmutableArray<Cell>)
                [
                    new Cell(s.PairName(g.Key), Address: $"/pairs/{g.Key}"), Number(g.Count()), Words.Span(Total(g)), new Cell(Words.Span(longest.Measured.Measured.LongestGap), Face: Face.Strong),
                    new Cell(longest.Run.Value, Face: Face.Mono, Address: $"/runs/{longest.Run}"),
                ];
            })], "None was measured in this time."),
    ]);

    private static TimeSpan Total(IEnumerable<PeriodInterruption> all) => TimeSpan.FromTicks(all.Sum(i => i.Measured.Measured.LongestGap.Ticks));

    private static bool IsOpen(RunStatus status) => status is not (RunStatus.Completed or RunStatus.Aborted);

    private static int Count(PeriodEvidence e, RunStatus status) => e.Runs.Count(r => r.Status == status);

    internal static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
