using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Notifications;
using Portal.Notifications.Outbox;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class NotificationDeskTests : IDisposable
{
    private readonly NotifyStage _stage = new(Story.Planned());
    private readonly NotificationDesk _desk;

    public NotificationDeskTests() => _desk = _stage.Desk();

    public void Dispose()
    {
        _desk.Dispose();
        _stage.Dispose();
    }

    private LedgerEntry[] Changes => [.. _stage.Ledger.Read(PersonChanges.Stream)];

    [Fact]
    public void A_change_is_on_record_without_the_address()
    {
        Assert.IsType<Reply.Done>(_desk.Save(Story.Adam.Id, Story.Adam.Id, " adam@example.com ", [NoticeWish.Approvals, NoticeWish.Digest]));
        Assert.IsType<Reply.Done>(_desk.Save(Story.Adam.Id, Story.Adam.Id, "adam@example.com", [NoticeWish.Digest, NoticeWish.Approvals]));
        Assert.IsType<Reply.Done>(_desk.Save(Story.Adam.Id, Story.Adam.Id, "", [NoticeWish.Approvals]));

        Assert.Null(_stage.Reaches.Of(Story.Adam.Id).Address);
        Assert.Equal(["person.notifications-changed", "person.notifications-changed"], Changes.Select(e => e.Kind));
        Assert.All(Changes, e => Assert.DoesNotContain("adam@", e.Body, StringComparison.Ordinal));
        Assert.Equal(
            "Adam Approver changed how Adam Approver is notified: the mail address was set, and the kinds are now approvals, digest.",
            AuditSentences.Of(Changes[0], AuditNames.Keys with { Person = id => _stage.People.Find(id)!.Name }));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b@c")]
    [InlineData("a b@example.com")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData("<a@example.com>")]
    [InlineData("a@example.com\r\nBcc: b@example.com")]
    [InlineData(".a@example.com")]
    [InlineData("a@-example.com")]
    [InlineData("ä@example.com")]
    public void What_is_no_plain_address_is_refused_and_the_refusal_is_on_record(string address)
    {
        Assert.IsType<Reply.Refused>(_desk.Save(Story.Adam.Id, Story.Adam.Id, address, null));

        Assert.Null(_stage.Reaches.Of(Story.Adam.Id).Address);
        Assert.Equal("action.refused", Assert.Single(_stage.Ledger.Read(SecurityJournal.Stream)).Kind);
    }

    [Fact]
    public void An_admin_sets_another_persons_address_and_not_their_wishes()
    {
        Assert.IsType<Reply.Done>(_desk.Save(NotifyStage.Ada.Id, Story.Adam.Id, "adam@example.com", null));
        Assert.IsType<Reply.Refused>(_desk.Save(NotifyStage.Ada.Id, Story.Adam.Id, "adam@example.com", []));

        var reach = _stage.Reaches.Of(Story.Adam.Id);
        Assert.Equal("adam@example.com", reach.Address);
        Assert.True(reach.Wishes.SetEquals(NoticeKinds.Usual));
    }

    [Fact]
    public void Nobody_else_sets_or_sees_an_address_and_a_deactivated_person_nothing()
    {
        _stage.Reachable(Story.Adam);

        Assert.IsType<Reply.Refused>(_desk.Save(Story.Olga.Id, Story.Adam.Id, "evil@example.com", null));
        Assert.Null(_desk.Of(Story.Olga.Id, Story.Adam.Id));
        Assert.Null(_desk.State(Story.Olga.Id));
        Assert.IsType<Reply.Refused>(_desk.TestWebhook(Story.Olga.Id, "ops"));
        _stage.Deactivate(Story.Adam);
        Assert.IsType<Reply.Refused>(_desk.Save(Story.Adam.Id, Story.Adam.Id, "new@example.com", null));
        Assert.Null(_desk.Of(Story.Adam.Id, Story.Adam.Id));
        Assert.Equal("adam@example.com", _stage.Reaches.Of(Story.Adam.Id).Address);
    }

    [Fact]
    public void A_test_message_goes_to_whoever_asks_and_too_many_are_refused()
    {
        Assert.IsType<Reply.Refused>(_desk.TestMail(Story.Adam.Id));
        _stage.Reachable(Story.Adam);
        for (var i = 0; i < 9; i++) Assert.IsType<Reply.Done>(_desk.TestMail(Story.Adam.Id));

        Assert.Contains("too often", Assert.IsType<Reply.Refused>(_desk.TestMail(Story.Adam.Id)).Why, StringComparison.Ordinal);
        Assert.Equal(9, _stage.All.Count(row => row.Kind == "test" && row.Recipient == Story.Adam.Id.Value));
    }

    [Fact]
    public void An_admin_sees_what_was_given_up_until_something_arrives_again()
    {
        _stage.Reachable(Story.Adam);
        _desk.TestMail(Story.Adam.Id);
        var row = _stage.Outbox.Claim(OutboxRow.Mail, "c")!;
        _stage.Outbox.GiveUp(row, "c", "Why.", "The mail server refused the recipient (550).");

        var state = _desk.State(NotifyStage.Ada.Id)!;
        var mail = Assert.Single(state.Channels);
        Assert.Equal((0L, 1L, null, "The mail server refused the recipient (550)."), (mail.Waiting, mail.GivenUp, mail.LastDelivered, mail.LastError));
        Assert.Equal(row.Delivery, Assert.Single(state.GivenUp).Delivery);

        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        _desk.TestMail(Story.Adam.Id);
        _stage.Outbox.Delivered(_stage.Outbox.Claim(OutboxRow.Mail, "d")!, "d");
        mail = Assert.Single(_desk.State(NotifyStage.Ada.Id)!.Channels);
        Assert.Equal((_stage.Time.GetUtcNow(), null), (mail.LastDelivered, mail.LastError));
    }

    [Fact]
    public void Deliveries_read_as_sentences()
    {
        _stage.Reachable(Story.Olga);
        _stage.Story.Start().Do(new RunCommand.Abort(Story.Olga, "Too late."));
        _stage.Write().Follow();
        _stage.Outbox.Delivered(_stage.Outbox.Claim(OutboxRow.Mail, "c")!, "c");
        var sent = Assert.Single(_stage.Entries);
        var hook = new LedgerEntry(1, sent.Stream, 1, sent.At, "notification.failed", UserId.Portal,
            """{"delivery":"d","about":"run-held","run":null,"person":null,"webhook":"ops","attempts":3,"why":"The webhook answered 500."}""", "", [], []);

        Assert.Equal($"A message 'run-aborted' of run {_stage.Story.State.Id} to u-olga was sent, at attempt 1.", AuditSentences.Of(sent, AuditNames.Keys));
        Assert.Equal("A message 'run-held' to the webhook ops could not be sent and was given up. The webhook answered 500.", AuditSentences.Of(hook, AuditNames.Keys));
    }
}
