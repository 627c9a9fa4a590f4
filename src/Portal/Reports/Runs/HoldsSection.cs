using System.Collections.Immutable;
using Portal.Components.Controls;
using Portal.Core.Evidence;
using Portal.Core.Runs;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>When the run waited for people, and what led it on.</summary>
internal static class HoldsSection
{
    public static Section Of(RunSource s) => new("8. Holds",
    [
        new Block.Table(null, [new("Since, UTC", 2.5), new("At step", 2.6), new("Why", 5.4), new("What led it on", 4.5)],
            [.. s.Evidence.Holds.Select(h => (ImmutableArray<Cell>)[new Cell(RunReport.Time(h.Since), Address: RunReport.EntryAddress(h.Seq), Under: $"entry {h.Seq}"), s.Step(h.Held.Step), new Cell(h.Held.Why, Under: h.Held.Remedy.Length > 0 ? $"Advice: {h.Held.Remedy}" : null), Ended(s, h)])],
            "None: the run never waited for people beyond its approvals."),
    ]);

    private static Cell Ended(RunSource s, HoldEvidence h)
    {
        if (h.Ended is not { } e) return new Cell($"nothing yet, as of {RunReport.Time(s.AsOf)}", Tone.Attention);
        var after = $"{RunReport.Time(e.At)}, after {Shown.Duration(e.At - h.Since)}, entry {e.Seq}";
        return e.Event switch
        {
            RunEvent.Resumed => new Cell($"{s.Name(e.Actor)} resumed it", Under: after),
            RunEvent.RetryAsked r => new Cell($"{s.Name(e.Actor)} asked for another attempt", Under: $"{after}\nReason: {r.Reason}"),
            RunEvent.StepSkipped k => new Cell($"{s.Name(e.Actor)} left the step out", Tone.Attention, Under: $"{after}\nReason: {k.Reason}"),
            RunEvent.AbortAsked a => new Cell($"{s.Name(e.Actor)} asked to end the run", Under: $"{after}\nReason: {a.Reason}"),
            RunEvent.Amended a => new Cell($"{s.Name(e.Actor)} took further updates in", Under: $"{after}\nReason: {a.Reason}"),
            RunEvent.FurtherUpdatesLeft l => new Cell($"{s.Name(e.Actor)} left further updates for another run", Tone.Attention, Under: $"{after}\nReason: {l.Reason}"),
            RunEvent.EffectEnded => new Cell("the server told that it had ended", Under: after),
            _ => new Cell("the run ended", Under: after),
        };
    }
}
