using Portal.Components.Runs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>What was requested, and on what grounds.</summary>
internal static class PlanSection
{
    public static Section Of(RunSource s)
    {
        var (asked, now) = (s.Evidence.Asked, s.State.Plan);
        return new("1. Plan",
        [
            new Block.Facts(
            [
                new("Reason", asked.Reason.Length > 0 ? asked.Reason : Cell.Unknown("none was given")),
                new("Procedure", $"{RunTitles.Long(asked.Procedure)}, its version {asked.Procedure.Version}, {RunReport.Counted(asked.Procedure.Steps.Length, "step")}"),
                new("Engine", asked.Engine.Name),
                new("Ends with", $"{asked.EndsOn} active"),
                new("Servers", s.Pair is { } pair ? $"Primary {pair.Primary.HostName}, Secondary {pair.Secondary.HostName}, as they are declared now" : Cell.Unknown("unknown: the pair is declared no more")),
                new("Version of the plan", now.Version == asked.Version ? $"{asked.Version}, never amended" : new Cell($"{now.Version}, requested as {asked.Version}", Tone.Attention, Under: "See the amendments below.")),
                new("SHA-256 of the plan", Cell.Mono(asked.Digest())),
                new("Interruption expected", asked.ExpectedInterruption is { } gap ? $"{Words.Span(gap)} at each of {RunReport.Counted(asked.Interruptions, "switchover")}, as measured last time" : Cell.Unknown("unknown: none was measured on this pair before")),
                .. asked.Procedure.LeftOut.Select(why => new Fact("Left out of the procedure", why)),
            ]),
            new Block.Table("Amendments of the plan", [new("Entry", 1), new("When, UTC", 2.4), new("By", 2.2), new("What was taken in", 6)],
                [.. from e in s.Evidence.Entries
                    let a = e.Event as RunEvent.Amended
                    where a is not null
                    select (System.Collections.Immutable.ImmutableArray<Cell>)[RunReport.Entry(e.Seq), RunReport.Time(e.At), s.Name(e.Actor),
                        new Cell($"Version {a.PlanVersion}: {RunReport.Counted(a.Updates.Length, "update")} on {a.On}", Under: $"{string.Join(", ", a.Updates.Select(u => u.Target))}\nReason: {a.Reason}")]],
                "The plan was never amended."),
            new Block.Table("Checks when it was requested", [new("Claim", 4.4), new("Verdict", 1.5), new("What was seen", 5)],
                [.. asked.Preflight.Select(check => (System.Collections.Immutable.ImmutableArray<Cell>)[check.Guard.Claim, Verdict(check), check.Verdict.Why])],
                "The plan holds no checks of when it was requested: unknown."),
        ]);
    }

    public static Cell Verdict(Checked check) => check switch
    {
        { Verdict: Core.Procedures.Verdict.Pass } => new("holds", Tone.Good),
        { Attested: true } => new("vouched for", Tone.Attention),
        { Verdict: Core.Procedures.Verdict.Fail } => new("does not hold", Tone.Bad),
        _ => new("unknown", Tone.Unknown),
    };
}
