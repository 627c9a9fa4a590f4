using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Notifications;
using Portal.Notifications.Reminders;
using Portal.Notifications.Settings;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

/// <summary>Who is told of an emergency, when, and in which words.</summary>
public sealed class GlassNoticeTests : IDisposable
{
    private readonly NotifyStage _stage;
    private readonly Reminder _reminder;

    public GlassNoticeTests()
    {
        _stage = new NotifyStage(GlassStory.Asking(), NotifyStage.SettingsOf(1) with
        {
            Webhooks = [Hook("questions", NoticeKind.ApprovalAsked), Hook("holds", NoticeKind.RunHeld), Hook("alerts", NoticeKind.Alert), Hook("all")],
        });
        _stage.SetRoles(GlassStory.Olga, [.. GlassStory.Olga.Roles]);
        _reminder = _stage.Reminder();
    }

    public void Dispose()
    {
        _reminder.Dispose();
        _stage.Dispose();
    }

    private static WebhookSettings Hook(string name, params NoticeKind[] kinds) => new(name, WebhookFormat.Json, new Secret("https://chat.example.com/x"), null, [.. kinds], [], null, TimeSpan.FromSeconds(5));

    private IEnumerable<string> Alerted => _stage.All.Where(row => row.Kind == "alert").Select(row => row.Recipient).Order(StringComparer.Ordinal);

    private void Break() => _stage.Story.Do(new RunCommand.BreakGlass(GlassStory.Olga, _stage.Story.State.Asked!.Step, _stage.Story.State.Asked.Digest, GlassStory.Why));

    [Fact]
    public void Every_Admin_is_told_at_once_whatever_they_wish_and_the_chats_that_hear_questions()
    {
        _stage.SetRoles(Story.Vera, PortalRole.Admin);
        _stage.Reachable(Story.Olga, Story.Adam, NotifyStage.Ada);
        _stage.Reach(Story.Vera, "vera@example.com", NoticeWish.Digest);
        _stage.Write().Follow();
        Break();

        _stage.Write().Follow();

        Assert.Equal(new[] { NotifyStage.Ada.Id.Value, Story.Vera.Id.Value, "questions", "alerts", "all" }.Order(StringComparer.Ordinal), Alerted);
        var notice = _stage.All.Last(row => row.Kind == "alert").Notice;
        Assert.Equal($"/approvals/{_stage.Story.State.Id}/review/{_stage.Story.State.GlassBreaks[0].Digest}", notice.Path);
        var said = string.Join(' ', notice.Lines);
        foreach (var word in new[] { "Olga Operator broke the glass", GlassStory.Why, "The checks still have to hold", "has to review it" }) Assert.Contains(word, said, StringComparison.Ordinal);
        Assert.Null(_stage.Relevance.WhyNot(notice, NotifyStage.Ada.Id));

        _stage.NewFollower();
        _stage.Follow();
        Assert.Equal(5, Alerted.Count());
    }

    [Fact]
    public void It_is_told_also_when_it_was_reviewed_before_anybody_could_be()
    {
        _stage.Reachable(NotifyStage.Ada);
        Break();
        _stage.Story.Reviewed(Story.Adam, justified: true);

        _stage.Write().Follow();

        Assert.Contains(NotifyStage.Ada.Id.Value, Alerted);
    }

    [Fact]
    public void Once_a_day_those_who_may_review_it_are_reminded_until_somebody_did_also_over_a_restart()
    {
        _stage.Reachable(Story.Olga, Story.Adam, NotifyStage.Ada);
        Break();
        _stage.Write();
        string[] Reminded() => [.. _stage.All.Where(row => row.Notice.Title.StartsWith("Not reviewed yet", StringComparison.Ordinal) && row.Lane == "mail").Select(row => row.Recipient)];

        After(TimeSpan.FromHours(23.9));
        Assert.Empty(Reminded());
        After(TimeSpan.FromHours(0.2));
        After(TimeSpan.FromHours(1));
        using (var restarted = _stage.Reminder()) restarted.Look();
        Assert.Equal(new[] { Story.Adam.Id.Value, NotifyStage.Ada.Id.Value }.Order(StringComparer.Ordinal), Reminded().Order(StringComparer.Ordinal));
        After(TimeSpan.FromDays(3));
        Assert.Equal(4, Reminded().Length);

        _stage.Story.Reviewed(Story.Adam, justified: true);
        _stage.Write();
        After(TimeSpan.FromDays(2));
        Assert.Equal(4, Reminded().Length);
    }

    [Fact]
    public void It_stands_in_the_digest_of_who_may_review_it()
    {
        using var stage = new NotifyStage(GlassStory.Ended(), NotifyStage.SettingsOf(1) with { Digest = new DigestSettings(new TimeOnly(7, 30), TimeZoneInfo.Utc) });
        stage.Reach(Story.Adam, "adam@example.com", NoticeWish.Digest);
        stage.Reach(Story.Olga, "olga@example.com", NoticeWish.Digest);
        using var reminder = stage.Reminder();
        stage.Write();
        reminder.Look();

        stage.Time.Advance(TimeSpan.FromHours(12));
        reminder.Look();

        var digest = Assert.Single(stage.All, row => row.Kind == "digest");
        Assert.Equal(Story.Adam.Id.Value, digest.Recipient);
        Assert.StartsWith("Review: Olga Operator broke the glass for ", Assert.Single(digest.Notice.Lines), StringComparison.Ordinal);
    }

    private void After(TimeSpan time)
    {
        _stage.Time.Advance(time);
        _reminder.Look();
    }
}
