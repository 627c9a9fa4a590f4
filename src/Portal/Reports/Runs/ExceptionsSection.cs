using System.Collections.Immutable;
using Portal.Core.Evidence;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>What rests on a person's word.</summary>
internal static class ExceptionsSection
{
    public static Section Of(RunSource s) => new("6. Exceptions",
    [
        new Block.Table(null, [new("Entry", 1), new("When, UTC", 2.4), new("What", 2), new("Step", 2.6), new("By", 2), new("Told, and why", 5)],
            [.. s.Evidence.Exceptions.Select(e => (ImmutableArray<Cell>)[RunReport.Entry(e.Seq), RunReport.Time(e.At), Kind(e.Kind), s.Step(e.Step), s.Name(e.By), new Cell(e.What, Under: $"Reason: {e.Reason}")])],
            "None: no glass was broken, no step was left out, nobody vouched for a fact or an outcome, and no updates were left for another run."),
    ]);

    public static Cell Kind(ExceptionKind kind) => kind switch
    {
        ExceptionKind.GlassBroken => new("glass broken", Tone.Bad),
        ExceptionKind.Skipped => new("step left out", Tone.Attention),
        ExceptionKind.FactAttested => new("fact vouched for", Tone.Attention),
        ExceptionKind.OutcomeAttested => new("outcome vouched for", Tone.Attention),
        _ => new("updates left", Tone.Attention),
    };
}

/// <summary>What users noticed.</summary>
internal static class InterruptionsSection
{
    public static Section Of(RunSource s) => new("7. Interruptions of users",
    [
        new Block.Words($"Measured from outside while the roles are exchanged, by trying the protected service: {(s.Pair is { } pair ? $"{pair.Probe.Describe()}, as it is declared now" : "by what is unknown, since the pair is declared no more")}. The ledger keeps the longest time between two answers; when within the switchover it began is unknown. Times are UTC."),
        new Block.Table(null, [new("Entry", 1), new("Step", 3.4), new("Switchover began", 2.6), new("Longest gap", 2, Side.Right), new("Tries", 1.4, Side.Right), new("Failed", 1.4, Side.Right), new("Tried each", 1.6, Side.Right)],
            [.. s.Evidence.Interruptions.Select(i => (ImmutableArray<Cell>)
            [
                RunReport.Entry(i.Seq), $"{s.Step(i.Step)}, attempt {i.Attempt}", i.StartedAt is { } at ? RunReport.Time(at) : Cell.Unknown(), new Cell(Core.Runs.Words.Span(i.Measured.LongestGap), i.Measured.Failed > 0 ? Tone.Attention : Tone.Plain, Face.Strong),
                Number(i.Measured.Tries), Number(i.Measured.Failed), Pace(i.Measured.Every),
            ])], "None was measured."),
    ]);

    public static Cell Total(RunSource s)
    {
        var all = s.Evidence.Interruptions;
        if (!all.IsEmpty) return new Cell(RunReport.Interrupted(TimeSpan.FromTicks(all.Sum(i => i.Measured.LongestGap.Ticks)), all.Length));
        return s.Evidence.Steps.Any(step => step.Planned.Interrupts && !step.Attempts.IsEmpty) ? Cell.Unknown("unknown: none was measured") : "none: the roles were not exchanged";
    }

    private static string Number(int number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    private static string Pace(TimeSpan every) => every.TotalSeconds < 1 ? $"{every.TotalMilliseconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture)} ms" : Core.Runs.Words.Span(every);
}
