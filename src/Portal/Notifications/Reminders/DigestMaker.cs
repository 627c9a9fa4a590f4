using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;
using Portal.Runs;

namespace Portal.Notifications.Reminders;

/// <summary>What is pending for each person who wishes to hear of it once a day.</summary>
internal sealed class DigestMaker(
    QuestionStore questions, IRunArchive archive, IOpenReviews reviews, IPeople people, RunNotices notices, Dispatch dispatch, NotificationSettings settings, TimeProvider clock)
{
    private const int MostRuns = 200;

    /// <summary>The digest of this local day, when its time has come and none was made; who has nothing pending gets none.</summary>
    public (DateOnly Day, ImmutableArray<NewMessage> Messages)? Due()
    {
        if (settings.Digest is not { } digest) return null;
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), digest.Zone);
        var day = DateOnly.FromDateTime(local.Date);
        if (TimeOnly.FromTimeSpan(local.TimeOfDay) < digest.At) return null;
        return questions.DigestOn() switch
        {
            { } last when last >= day => null,
            // The first start after it was declared: today's time is over.
            null => (day, []),
            _ => (day, Of(day)),
        };
    }

    private ImmutableArray<NewMessage> Of(DateOnly day)
    {
        var open = archive.Recent(take: MostRuns, wanted: run => !run.Ended);
        return [.. people.All().Where(person => person.Standing == Standing.Active).SelectMany(person => For(person, open, day))];
    }

    private IEnumerable<NewMessage> For(Person person, ImmutableArray<RunState> open, DateOnly day)
    {
        ImmutableArray<string> pending =
        [
            .. open.Where(run => run is { Asked: { } asked } && Audience.IsOpen(run, asked.Digest, clock.GetUtcNow()) && Deciders.MayDecide(run, person))
                .Select(run => $"Decide: '{run.Plan[run.Asked!.Step].Title}' on {notices.NameOf(run.Plan.Pair)}, run {run.Id}."),
            .. open.Where(run => run.Hold is not null && (person.Has(PortalRole.Operator) || run.Plan.RequestedBy == person.Id))
                .Select(run => $"Held: '{run.Plan[run.Hold!.Step].Title}' on {notices.NameOf(run.Plan.Pair)}, run {run.Id}. {run.Hold.Why}"),
            .. reviews.Now.Where(review => Run.WhyNotReview(review.Broken, person) is null)
                .Select(review => $"Review: {people.NameOf(review.Broken.By)} broke the glass for '{review.Step}' on {notices.NameOf(review.Pair)}, run {review.Run}."),
        ];
        if (pending.IsEmpty) return [];
        var title = pending.Length == 1 ? "One thing waits for you" : string.Create(CultureInfo.InvariantCulture, $"{pending.Length} things wait for you");
        var notice = new Notice($"digest/{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", NoticeKind.Digest, title, [.. pending.Take(30).Select(line => NoticeText.Line(line))], "/approvals", "Open what waits");
        return dispatch.Mail(notice, [person.Id]);
    }
}
