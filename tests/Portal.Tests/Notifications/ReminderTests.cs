using Portal.Core.Approvals;
using Portal.Core.Runs;
using Portal.Notifications;
using Portal.Notifications.Outbox;
using Portal.Notifications.Reminders;
using Portal.Notifications.Settings;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class ReminderTests : IDisposable
{
    private readonly NotifyStage _stage = new(Story.Planned(), NotifyStage.SettingsOf(1) with { Digest = new DigestSettings(new TimeOnly(7, 30), TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna")) });
    private readonly Reminder _reminder;

    public ReminderTests() => _reminder = _stage.Reminder();

    public void Dispose()
    {
        _reminder.Dispose();
        _stage.Dispose();
    }

    private IEnumerable<string> Kinds => _stage.All.Select(row => row.Kind);

    private ApprovalRequest Asked()
    {
        _stage.Story.Start().UntilAsked("B2");
        _stage.Write().Follow();
        return _stage.Story.State.Asked!;
    }

    private void After(double minutes)
    {
        _stage.Time.Advance(TimeSpan.FromMinutes(minutes));
        _reminder.Look();
    }

    [Fact]
    public void An_undecided_question_is_asked_again_told_to_more_people_and_announced_before_it_ends()
    {
        _stage.Reachable(Story.Olga, Story.Adam, Story.Vera, NotifyStage.Ada);
        Asked();

        After(9);
        Assert.Equal(["approval-asked"], Kinds);
        After(1.1);
        After(1);
        Assert.Equal(["approval-asked", "approval-reminder"], Kinds);
        After(9);
        // To the deciders and to Admins; neither to the requester nor to a Viewer.
        Assert.Equal([("approval-escalated", Story.Adam.Id.Value), ("approval-escalated", NotifyStage.Ada.Id.Value)], _stage.All.Skip(2).Select(row => (row.Kind, row.Recipient)));
        After(10);
        Assert.Equal(["approval-reminder"], Kinds.Skip(4));
        After(20.5);
        Assert.Equal(["approval-expiring"], Kinds.Skip(5));
        After(5);
        Assert.Equal(6, _stage.All.Length);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    [InlineData("abort")]
    public void Once_decided_nobody_is_reminded_and_what_waits_is_dropped(string how)
    {
        _stage.Reachable(Story.Adam);
        var asked = Asked();
        _stage.Story.Do(how switch
        {
            "approve" => new RunCommand.Approve(Story.Adam, asked.Step, asked.Digest, "Looked."),
            "reject" => new RunCommand.Reject(Story.Adam, asked.Step, asked.Digest, "Payroll."),
            _ => new RunCommand.Abort(Story.Olga, "Too late."),
        });
        _stage.Write();

        After(15);
        After(15);

        Assert.Equal([("approval-asked", OutboxState.Dropped)], _stage.All.Where(row => row.Notice.About == asked.Digest).Select(row => (row.Kind, row.State)));
    }

    [Fact]
    public void An_expired_question_is_closed_by_the_clock_alone()
    {
        _stage.Reachable(Story.Adam);
        Asked();

        After(61);

        Assert.Equal([("approval-asked", OutboxState.Dropped)], _stage.All.Select(row => (row.Kind, row.State)));
    }

    [Fact]
    public void After_an_outage_one_reminder_is_sent_and_not_all_that_were_missed()
    {
        _stage.Reachable(Story.Adam);
        Asked();

        After(35);

        Assert.Equal(["approval-asked", "approval-reminder", "approval-escalated"], Kinds);
    }

    [Fact]
    public void Two_processes_remind_once()
    {
        using var other = _stage.Reminder();
        _stage.Reachable(Story.Adam);
        Asked();
        _stage.Time.Advance(TimeSpan.FromMinutes(10.5));

        Parallel.Invoke(_reminder.Look, other.Look);

        Assert.Equal(["approval-asked", "approval-reminder"], Kinds);
    }

    [Fact]
    public void Escalation_reaches_an_approver_who_does_not_wish_to_be_asked()
    {
        _stage.Reach(Story.Adam, "adam@example.com", NoticeWish.Ends);
        Asked();
        After(21);

        Assert.Equal([("approval-escalated", Story.Adam.Id.Value)], _stage.All.Select(row => (row.Kind, row.Recipient)));
    }

    [Fact]
    public void A_clock_that_was_set_back_reminds_nobody_twice()
    {
        var question = new AskedQuestion { Asked = "2026-11-22T12:00:00.0000000Z", Expires = "2026-11-22T13:00:00.0000000Z", Reminded = 1, Escalated = true };

        var (after, due) = Schedule.Of(question, ReminderSettings.Usual, new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.Zero));

        Assert.Empty(due);
        Assert.Equal(question, after);
    }

    [Fact]
    public void The_digest_comes_once_a_day_at_its_local_time_to_those_who_wish_it_and_have_something_pending()
    {
        _stage.Reach(Story.Adam, "adam@example.com", NoticeWish.Digest);
        _stage.Reach(Story.Vera, "vera@example.com", NoticeWish.Digest);
        // 22:04 in Vienna: the first look takes the day as done.
        _reminder.Look();
        _stage.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 6, 20, 0, TimeSpan.Zero));
        _stage.Story.Tick();
        Asked();
        _reminder.Look();
        Assert.Empty(_stage.All);

        After(11);
        After(1);

        Assert.Equal([("digest", Story.Adam.Id.Value)], _stage.All.Select(row => (row.Kind, row.Recipient)));
        Assert.Contains(_stage.All[0].Notice.Lines, line => line.StartsWith("Decide: ", StringComparison.Ordinal));
        After(TimeSpan.FromHours(20).TotalMinutes);
        Assert.Single(_stage.All);
    }

    [Fact]
    public void What_waits_for_a_webhook_that_was_taken_out_is_dropped()
    {
        _stage.Ledger.Write(within =>
        {
            _stage.Outbox.Add(within, [new NewMessage("webhook:gone", "gone", new Notice("k", NoticeKind.Alert, "t", ["l"], "/", "Open"))]);
            return true;
        });

        _reminder.Look();

        Assert.Equal(OutboxState.Dropped, Assert.Single(_stage.All).State);
    }
}
