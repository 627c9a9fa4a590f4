using System.Collections.Immutable;
using Portal.Components.Policy;
using Portal.Components.Controls;
using Portal.Core.Approvals;
using Portal.Core.Evidence;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>The plan as it was approved beside what was done, step by step.</summary>
internal static class StepsSection
{
    public static Section Of(RunSource s) => new("2. The plan as approved, and as executed",
    [
        new Block.Words("At the left what was requested and approved, at the right what was done. Each attempt stands by itself. Times are UTC."),
        new Block.Table(null, [new("Step", 1), new("As approved", 4.2), new("Approved by", 3.2), new("As executed: began, ended, took", 3), new("Result", 4.6)],
            [.. s.Evidence.Steps.SelectMany(step => Rows(s, step))], "The plan has no steps."),
    ]);

    private static IEnumerable<ImmutableArray<Cell>> Rows(RunSource s, StepEvidence step)
    {
        if (step.Attempts.IsEmpty) yield return [Id(step), Planned(s, step.Planned), Unapproved(step.Planned), NotDone(s, step), Result(s, step)];
        foreach (var attempt in step.Attempts)
        {
            var isLast = attempt == step.Attempts[^1];
            yield return
            [
                Id(step), attempt == step.Attempts[0] ? Planned(s, step.Planned) : new Cell($"attempt {attempt.Number}", Tone.Mute), ApprovedBy(s, step.Planned, attempt), Done(step, attempt),
                isLast && step.State.SkippedBy is not null ? Result(s, step) : Result(attempt),
            ];
        }
        // It was done in an earlier round, and left out in a later one.
        if (!step.Attempts.IsEmpty && step.State.Status == StepStatus.Skipped && step.State.SkippedBy is null)
            yield return [Id(step), new Cell("a later round", Tone.Mute), new Cell("not needed", Tone.Mute), NotDone(s, step), Result(s, step)];
    }

    private static Cell Id(StepEvidence step) => new(step.Planned.Id.Value, Face: Face.Strong, Under: $"{step.Number}");

    private static Cell Planned(RunSource s, Step step)
    {
        string?[] more =
        [
            step.Gate == Gate.SecondAdmin ? $"needs {TermsWords.Who(s.Evidence.Asked.TermsOf(step.Id))}" : null,
            step.Interrupts ? "users may notice it" : null,
            When(step.When),
            $"limit {Words.Span(step.Limit)}",
        ];
        return new Cell(step.Title, Under: string.Join("; ", more.Where(m => m is not null)));
    }

    private static string? When(StepCondition when) => when switch
    {
        StepCondition.RebootRequired => "only if a restart is pending",
        StepCondition.EngineNotRunning => "only if the engine does not run",
        StepCondition.SecondaryActive => "only if Secondary is active",
        StepCondition.EngineNotSuspended => "only if the engine is not suspended",
        StepCondition.RebootRequiredAndEngineNotSuspended => "only if a restart is pending and the engine is not suspended",
        _ => null,
    };

    private static Cell Unapproved(Step step) => new(step.Gate == Gate.SecondAdmin ? "not approved: it was never started" : "no approval needed", Tone.Mute);

    private static Cell ApprovedBy(RunSource s, Step step, StepAttempt attempt)
    {
        if (attempt.Approval is not { } digest) return step.Gate == Gate.SecondAdmin ? Cell.Unknown("unknown: the entry names no approval") : new Cell("no approval needed", Tone.Mute);
        var code = ShortCode.Of(digest);
        if (s.Evidence.Approvals.FirstOrDefault(a => a.Question.Digest == digest) is not { } approval) return Cell.Unknown($"unknown: code {code} was never asked");
        if (attempt.Glass)
            return new Cell("Nobody: the glass was broken", Tone.Bad, Under: string.Join('\n', approval.Decisions.Where(d => d.Answer == Answer.BrokeTheGlass).Select(d => $"by {s.Name(d.By)}, {RunReport.Time(d.At)}").Append($"code {code}")));
        var granted = approval.Decisions.Where(d => d.Answer == Answer.Approved).ToArray();
        return new Cell(string.Join(", ", granted.Select(d => s.Name(d.By))), Under: $"{string.Join('\n', granted.Select(d => RunReport.Time(d.At)))}\ncode {code}");
    }

    private static Cell Done(StepEvidence step, StepAttempt attempt)
    {
        var ended = attempt.EndedAt is { } to ? $"{RunReport.Time(to)}\n{Shown.Duration(to - attempt.StartedAt)}" : "end unknown";
        var after = attempt.Became is StepStatus.Started or StepStatus.Awaiting ? "under way when this was made" : ended;
        return new Cell(RunReport.Time(attempt.StartedAt), Under: $"{after}{(step.Attempts.Length > 1 ? $"\nattempt {attempt.Number} of {step.Attempts.Length}" : "")}");
    }

    private static Cell NotDone(RunSource s, StepEvidence step) => step.State.Status switch
    {
        StepStatus.Skipped => new Cell("not executed", Tone.Mute, Under: step.State.EndedAt is { } at ? RunReport.Time(at) : null),
        _ => new Cell(s.State.Ended ? "never started" : "not started yet", Tone.Mute),
    };

    private static Cell Result(StepAttempt attempt)
    {
        var gap = attempt.Interruption is { } measured ? Portal.Components.Runs.Interruptions.Sentence(measured) : "";
        var under = $"{attempt.Sentence}{(attempt.Sentence.Length > 0 && gap.Length > 0 ? "\n" : "")}{gap}";
        var (word, tone) = attempt.Became switch
        {
            StepStatus.Done => ("done", Tone.Good),
            StepStatus.Failed => ("failed", Tone.Bad),
            StepStatus.Unclear => ("unclear", Tone.Unknown),
            StepStatus.Awaiting => ("effect done, result awaited", Tone.Attention),
            _ => ("started; its end is not known", Tone.Attention),
        };
        return new Cell(word, tone, Face.Strong, Under: under.Length > 0 ? under : null);
    }

    private static Cell Result(RunSource s, StepEvidence step) => step.State switch
    {
        { Status: StepStatus.Skipped, SkippedBy: { } by } => new Cell("left out by a person", Tone.Attention, Face.Strong, Under: $"{s.Name(by)}: {step.State.Sentence}"),
        { Status: StepStatus.Skipped } => new Cell("not needed", Tone.Mute, Face.Strong, Under: step.State.Sentence),
        _ => new Cell(s.State.Ended ? "not done" : "still to come", Tone.Mute, Face.Strong),
    };
}
