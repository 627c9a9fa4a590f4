using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Components.Runs;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs.Rehearsals;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Plans;

/// <summary>One attempt of a step in a rehearsal, or a moment at which it would wait for people.</summary>
/// <param name="After">Since the run began, in the rehearsal's time.</param>
/// <param name="Took">Null for what takes no time of its own.</param>
/// <param name="Asked">Here a second admin is asked first.</param>
/// <param name="Silent">How long users are not served meanwhile.</param>
/// <param name="Hold">Null for a step.</param>
public sealed record RehearsalLine(TimeSpan After, TimeSpan? Took, int Number, string Title, Look Look, string Text, bool Asked, TimeSpan Silent, RehearsedHold? Hold);

/// <summary>A rehearsal as people read it.</summary>
public static class RehearsalStory
{
    /// <summary>Steps and holds in the order in which they would happen.</summary>
    public static ImmutableArray<RehearsalLine> Lines(RehearsalReport report)
    {
        var lines = ImmutableArray.CreateBuilder<RehearsalLine>();
        RunState? state = null;
        DateTimeOffset? began = null;
        var (asked, held) = (false, 0);
        foreach (var e in report.Events)
        {
            state = Run.Evolve(state, e);
            switch (e.Event)
            {
                case RunEvent.ApprovalAsked:
                    asked = true;
                    break;
                case RunEvent.StepStarted:
                    began = e.At;
                    break;
                case RunEvent.StepDone it:
                    Step(it.Step, StepStatus.Done, it.Sentence, e.At);
                    break;
                case RunEvent.StepSkipped it:
                    Step(it.Step, StepStatus.Skipped, it.Why, e.At);
                    break;
                case RunEvent.StepFailed it:
                    Step(it.Step, StepStatus.Failed, it.Report.Detail, e.At);
                    break;
                case RunEvent.StepUnclear it:
                    Step(it.Step, StepStatus.Unclear, it.Report.Detail, e.At);
                    break;
                case RunEvent.Held it when held < report.Holds.Length:
                    lines.Add(new(e.At - report.Begins, null, report.Plan.NumberOf(it.Step), report.Plan[it.Step].Title, LookOf.Run(RunStatus.Held), it.Why, false, TimeSpan.Zero, report.Holds[held++]));
                    break;
            }
        }
        return lines.ToImmutable();

        // What was looked at again was not begun again: it takes no time of its own.
        void Step(StepId id, StepStatus status, string text, DateTimeOffset at)
        {
            var from = began ?? at;
            lines.Add(new(from - report.Begins, began is null ? null : at - from, report.Plan.NumberOf(id), report.Plan[id].Title, LookOf.Step(status), text, asked, Silent(report, from, at), null));
            (asked, began) = (false, null);
        }
    }

    /// <summary>What it comes to, in one or two sentences.</summary>
    public static string Summary(RehearsalReport report)
    {
        var end = report.End switch
        {
            RehearsalEnd.Completed => $"The run would come to its end after {Words.Span(report.Took)}, and the time that people take to decide.",
            RehearsalEnd.Waits => $"The run would come to a stop after {Words.Span(report.Took)}: something has to be mended first that a rehearsal cannot mend.",
            _ => $"The run would come to no end within {Words.Span(report.Took)}.",
        };
        var users = report.Silences.Length == 0
            ? "Users would notice nothing."
            : $"Users would be without service {Times(report.Silences.Length)}, for {Words.Span(report.Silent)} {(report.Silences.Length == 1 ? "" : "in all ")}{(report.Silences[^1].To is null ? "and on" : "")}".TrimEnd() + ".";
        var people = report.Holds.IsEmpty ? "It would wait for no operator." : $"It would wait for an operator {Times(report.Holds.Length)}.";
        return $"{end} {users} {people} A second admin would be asked {Times(report.Approvals)}.";
    }

    /// <summary>What a person could press then, as the run's own page would offer it.</summary>
    public static ImmutableArray<string> Offers(RehearsedHold hold) =>
        [.. RunOffers.For(hold.State, new Person(hold.State.Plan.RequestedBy, "", Standing.Active, [PortalRole.Operator])).Where(o => o.WhyNot is null).Select(o => o.Text.TrimEnd('…'))];

    /// <summary>How users fare and the pair stands while the run waits.</summary>
    public static string Meanwhile(RehearsedHold hold)
    {
        var users = hold.Left.Service switch
        {
            { IsKnown: true, Value: ServiceState.Answers } => "Users are served: there is time.",
            { IsKnown: true } => "Users are not served: this is urgent.",
            _ => "It is not known whether users are served.",
        };
        return $"{users} {Words.StateOf(hold.Left)}";
    }

    /// <summary>What is safe to do while the run waits.</summary>
    public static string Safe(RehearsedHold hold) =>
        $"Leave it while you look: nothing goes on by itself. To abort is safe, too. {RunPrompts.For(RunAction.Abort, hold.State)!.Explains}";

    /// <summary>The mark of everything that a rehearsal shows.</summary>
    public static Look Mark { get; } = new(Outlined.Science, "Rehearsal", Tone.Busy, "Played in memory; the pair is not touched.");

    private static TimeSpan Silent(RehearsalReport report, DateTimeOffset from, DateTimeOffset to) => report.Silences
        .Select(s => Earlier(s.To ?? report.Events[^1].At, to) - Later(s.From, from)).Where(span => span > TimeSpan.Zero).Aggregate(TimeSpan.Zero, (sum, span) => sum + span);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string Times(int count) => count switch { 0 => "not once", 1 => "once", 2 => "twice", _ => $"{count} times" };
}
