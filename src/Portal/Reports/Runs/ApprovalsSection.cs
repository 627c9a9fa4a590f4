using System.Collections.Immutable;
using Portal.Components.Policy;
using Portal.Components.Controls;
using Portal.Core.Evidence;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>Every question to a second admin: who decided, why, by what credential, and whether it was used.</summary>
internal static class ApprovalsSection
{
    public static Section Of(RunSource s) => new("5. Approvals",
    [
        new Block.Words("An approval is bound to exactly this run, version of the plan, step, servers with their host keys, packages, checks and requester; the short code stands for all of that. It is used up by the start of its step, in the same transaction. Times are UTC."),
        new Block.Table(null, [new("Question", 3.4), new("Asked", 2.6), new("Decisions", 5.6), new("What became of it", 3.4)],
            [.. s.Evidence.Approvals.Select(a => (ImmutableArray<Cell>)[Question(s, a), Asked(s, a), Decisions(s, a), Fate(s, a)])], "No step of this run has asked for an approval."),
        .. s.Evidence.Approvals.IsEmpty ? [] : (Block[])[Codes(s)],
        .. s.Evidence.Approvals.Where(a => a.Decisions.Any(d => d.Answer == Answer.BrokeTheGlass)).Select(a => Review(s, a)),
    ]);

    private static Cell Question(RunSource s, ApprovalEvidence a) => new(
        $"{s.Step(a.Question.Step)}", Face: Face.Strong,
        Under: $"code {a.Question.Code}, attempt {a.Question.Attempt}{(a.Question.Covers is { Length: > 1 } covers ? $", also for {string.Join(", ", covers.Skip(1))}" : "")}");

    private static Block.Table Codes(RunSource s) => new("What the codes stand for", [new("Code", 1.3), new("Entry", 1), new("SHA-256 over all that the question is bound to", 8)],
        [.. s.Evidence.Approvals.Select(a => (ImmutableArray<Cell>)[Cell.Strong(a.Question.Code), RunReport.Entry(a.Seq), Cell.Mono(a.Question.Digest)])], "");

    private static Cell Asked(RunSource s, ApprovalEvidence a) => new(RunReport.Time(a.AskedAt), Address: RunReport.EntryAddress(a.Seq),
        Under: $"plan version {a.Question.PlanVersion}\ntakes {TermsWords.Who(a.Question.Takes)}\nto be decided by {RunReport.Time(a.Question.ExpiresAt)}");

    private static Cell Decisions(RunSource s, ApprovalEvidence a) => a.Decisions.IsEmpty
        ? new Cell("nobody decided", Tone.Mute)
        : new Cell(string.Join(", ", a.Decisions.Select(d => $"{s.Name(d.By)} {Said(d)}")), a.Decisions[^1].Answer switch { Answer.Approved => Tone.Good, Answer.Rejected => Tone.Attention, _ => Tone.Bad },
            Under: string.Join('\n', a.Decisions.Select(d => $"{RunReport.Time(d.At)}, after {Shown.Duration(d.At - a.AskedAt)}, {(d.Proof is { } proof ? $"proven by {proof}" : "credential unknown (not recorded)")}, entry {d.Seq}\nReason: {(d.Reason.Length > 0 ? d.Reason : "none was given")}")));

    private static string Said(DecisionEvidence d) => d.Answer switch { Answer.Approved => "approved", Answer.Rejected => "rejected", _ => "broke the glass" };

    private static Cell Fate(RunSource s, ApprovalEvidence a)
    {
        var uses = string.Join('\n', a.Uses.Select(u => $"by {u.Step}, attempt {u.Attempt}, {RunReport.Time(u.At)}"));
        var ended = a.EndedAt is { } at ? RunReport.Time(at) : null;
        return a.Fate switch
        {
            ApprovalFate.Used => new Cell("used", Tone.Good, Under: a.Why.Length > 0 ? $"{uses}\nthe rest became void: {a.Why}" : uses),
            ApprovalFate.UsedByGlass => new Cell("run without its approvals", Tone.Bad, Under: uses),
            ApprovalFate.Given => new Cell("given, not used yet", Tone.Attention, Under: s.State.Ended ? null : $"as of {RunReport.Time(s.AsOf)}"),
            ApprovalFate.Open => new Cell("open", Tone.Attention, Under: $"as of {RunReport.Time(s.AsOf)}"),
            ApprovalFate.Rejected => new Cell("rejected", Tone.Attention, Under: ended),
            ApprovalFate.Expired => new Cell("expired", Tone.Attention, Under: $"{ended}\n{a.Why}"),
            ApprovalFate.RunEnded => new Cell("not used: the run ended", Tone.Mute, Under: ended),
            _ => new Cell("void", Tone.Attention, Under: $"{ended}\n{a.Why}"),
        };
    }

    private static Block.Facts Review(RunSource s, ApprovalEvidence a) => new(
    [
        new($"Review of the broken glass, code {a.Question.Code}", a.Review is { } review
            ? new Cell($"{s.Name(review.Said.By)}: it was {(review.Said.Justified ? "right" : "not right")}.", review.Said.Justified ? Tone.Good : Tone.Bad, Address: RunReport.EntryAddress(review.Seq), Under: $"{RunReport.Time(review.Said.At)} UTC. Reason: {review.Said.Reason}")
            : new Cell("Nobody else has reviewed it yet.", Tone.Bad)),
    ]);
}
