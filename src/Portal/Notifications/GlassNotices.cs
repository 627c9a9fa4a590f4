using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Notifications;

/// <summary>Messages about emergencies, in the words of the screens.</summary>
internal sealed class GlassNotices(RunNotices runs, IPeople people)
{
    /// <summary>The glass was broken just now.</summary>
    public Notice Broken(RunState run, GlassBreak broken) => Of($"glass/{run.Id}/{broken.Digest}", $"The glass was broken: {run.Plan[broken.Step].Title}, {runs.NameOf(run.Plan.Pair)}", run, broken,
    [
        "The checks still have to hold, and the next dangerous step is asked about again.",
        "An Approver or Admin other than who did it has to review it. Until then it stands under Approvals.",
    ]);

    /// <summary>Nobody has reviewed it yet.</summary>
    /// <param name="days">Whole days since it was broken, from 1.</param>
    public Notice Open(RunState run, GlassBreak broken, int days) => Of(
        string.Create(CultureInfo.InvariantCulture, $"glass-open/{run.Id}/{broken.Digest}/{days}"), $"Not reviewed yet: the glass was broken, {runs.NameOf(run.Plan.Pair)}", run, broken,
        [$"Nobody has reviewed it for {days.ToString(CultureInfo.InvariantCulture)} {(days == 1 ? "day" : "days")}. Any Approver or Admin may, except who did it."]);

    private Notice Of(string key, string title, RunState run, GlassBreak broken, ImmutableArray<string> more)
    {
        var step = run.Plan[broken.Step];
        ImmutableArray<string> lines =
        [
            $"At {RunNotices.Utc(broken.At)} {people.NameOf(broken.By)} broke the glass: '{step.Title}', step {run.Plan.NumberOf(step.Id)} of {run.Plan.Procedure.Steps.Length} of run {run.Id} on {runs.NameOf(run.Plan.Pair)}, may run without its approvals.",
            $"The reason: {broken.Reason}",
            .. more,
        ];
        return new Notice(key, NoticeKind.Alert, NoticeText.Title(title), [.. lines.Select(line => NoticeText.Line(line))], OpenReview.AddressOf(run.Id, broken), "Open the review", run.Id, run.Plan.Pair);
    }
}
