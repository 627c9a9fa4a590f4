using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Notifications;

/// <summary>Messages about runs, in the words of the screens.</summary>
internal sealed class RunNotices(IPairCatalog pairs, IPeople people)
{
    /// <summary>A message about the question that the run asks now.</summary>
    /// <param name="key">What makes it unlike the other messages about this question: 'asked', 'remind-2'.</param>
    public Notice Question(RunState run, NoticeKind kind, string key, DateTimeOffset now)
    {
        var asked = run.Asked!;
        var step = run.Plan[asked.Step];
        var (pair, left) = (NameOf(run.Plan.Pair), Words.Span(Whole(asked.ExpiresAt - now)));
        var what = kind switch
        {
            NoticeKind.ApprovalReminder => $"Still waiting for a decision: {step.Title}, {pair}",
            NoticeKind.ApprovalEscalated => $"Nobody has decided yet: {step.Title}, {pair}",
            NoticeKind.ApprovalExpiring => $"The question ends in {left}: {step.Title}, {pair}",
            _ => $"A decision is asked: {step.Title}, {pair}",
        };
        return Of($"{key}/{run.Id}/{asked.Digest}", kind, what,
        [
            $"Run {run.Id} on {pair} waits for a second admin: '{step.Title}', step {run.Plan.NumberOf(asked.Step)} of {run.Plan.Procedure.Steps.Length}.",
            step.Interrupts ? "Users may notice an interruption." : "Users notice nothing if all goes well.",
            $"{people.NameOf(run.Plan.RequestedBy)} requested the run: {run.Plan.Reason}",
            $"The question ends at {Utc(asked.ExpiresAt)}, in {left}. Nothing runs before somebody approves; undecided, the run is held.",
            .. kind == NoticeKind.ApprovalEscalated ? (string[])["Only an Approver who had no part in the run may decide. If you may not, reach somebody who may."] : [],
        ], $"/approvals/{run.Id}/{asked.Step}", "Open the decision", run, asked.Digest);
    }

    /// <summary>The run waits for people.</summary>
    public Notice Held(RunState run)
    {
        var hold = run.Hold!;
        var pair = NameOf(run.Plan.Pair);
        return Of($"held/{run.Id}/{Stamp(hold.Since)}", NoticeKind.RunHeld, $"Held: {run.Plan[hold.Step].Title}, {pair}",
        [
            $"Run {run.Id} on {pair} waits for people at '{run.Plan[hold.Step].Title}', since {Utc(hold.Since)}.",
            hold.Why,
            hold.Remedy,
            "Nothing more is started until somebody decides.",
        ], $"/runs/{run.Id}", "Open the run", run, Stamp(hold.Since));
    }

    /// <summary>The run completed or was aborted.</summary>
    public Notice Ended(RunState run)
    {
        var completed = run.Status == RunStatus.Completed;
        var pair = NameOf(run.Plan.Pair);
        return Of($"ended/{run.Id}", completed ? NoticeKind.RunCompleted : NoticeKind.RunAborted, $"{(completed ? "Completed" : "Aborted")}: {pair}",
        [
            $"Run {run.Id} on {pair} {(completed ? "completed" : "was aborted")}{(run.EndedAt is { } at ? $" at {Utc(at)}" : "")}.",
            run.Outcome,
        ], $"/runs/{run.Id}", "Open the run", run, null);
    }

    /// <summary>When a hold began, as messages name it.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fffffff", CultureInfo.InvariantCulture);

    private static Notice Of(string key, NoticeKind kind, string title, ImmutableArray<string> lines, string path, string action, RunState run, string? about) => new(
        key, kind, NoticeText.Title(title), [.. lines.Select(line => NoticeText.Line(line)).Where(line => line.Length > 0)], path, action, run.Id, run.Plan.Pair, about);

    /// <summary>What people call the pair.</summary>
    public string NameOf(PairId pair) => pairs.Find(pair)?.Name ?? pair.Value;

    /// <summary>'2026-11-22 21:04 UTC'.</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    // 'in 59 min', not 'in 59 min 58.12 s'.
    private static TimeSpan Whole(TimeSpan span) => span <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMinutes(Math.Max(1, Math.Round(span.TotalMinutes)));
}
