using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Audit;
using Portal.Notifications;
using Portal.Notifications.Outbox;
using Portal.Storage;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly SmtpStage _server = new();
    private readonly NotifyStage _stage;

    public OutboxTests() => _stage = new NotifyStage(Story.Planned(), NotifyStage.SettingsOf(_server.Port)).Reachable(Story.Adam, Story.Olga);

    public async ValueTask DisposeAsync()
    {
        _stage.Dispose();
        await _server.DisposeAsync();
    }

    private static Notice Test(int number) => new($"test/{number}", NoticeKind.Test, "A test", ["It arrives."], "/", "Open the portal");

    private void Add(params ImmutableArray<NewMessage> messages) => _stage.Ledger.Write(within =>
    {
        _stage.Outbox.Add(within, messages);
        return true;
    });

    private static NewMessage Mail(int number) => new(OutboxRow.Mail, Story.Adam.Id.Value, Test(number));

    [Fact]
    public async Task A_crash_between_the_acknowledgement_and_the_mark_sends_it_again_under_the_same_id()
    {
        Add(Mail(1));
        // The mail is acknowledged, and then nothing can be written any more: as if the process had ended there.
        _server.Answer = command =>
        {
            if (command == "END") _stage.Ledger.BeforeCommit = () => throw new InvalidOperationException("The process is gone.");
            return null;
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _stage.Send());
        _stage.Ledger.BeforeCommit = () => { };
        _server.Answer = _ => null;

        // Nobody takes it before the claim of the process that is gone has ended.
        await _stage.Send();
        Assert.Single(_server.Mails);
        _stage.Time.Advance(OutboxStore.ClaimLife);
        await _stage.Send();

        Assert.Equal(2, _server.Mails.Length);
        Assert.Single(_server.Mails.Select(mail => mail.Parsed.MessageId).Distinct());
        Assert.Equal(["notification.sent"], _stage.Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task What_was_acknowledged_is_not_sent_again_after_a_restart()
    {
        Add(Mail(1));
        await _stage.Send();
        _stage.Time.Advance(TimeSpan.FromDays(1));
        Add(Mail(1));
        await _stage.Send();

        Assert.Single(_server.Mails);
    }

    [Fact]
    public async Task Several_who_send_at_once_send_each_message_once()
    {
        Add([.. Enumerable.Range(0, 30).Select(Mail)]);

        await Task.WhenAll(_stage.Send(), _stage.Send(), _stage.Send());

        Assert.Equal(30, _server.Mails.Length);
        Assert.Equal(30, _server.Mails.Select(mail => mail.Parsed.MessageId).Distinct().Count());
        Assert.Equal(30, _stage.Entries.Count(entry => entry.Kind == "notification.sent"));
    }

    [Fact]
    public async Task Two_portals_on_one_file_send_each_message_once()
    {
        Add([.. Enumerable.Range(0, 20).Select(Mail)]);
        using var second = PortalDatabase.Open(_stage.Database.Path);
        await using var watch = new LedgerWatch(NullLogger<LedgerWatch>.Instance);
        var ledger = SqliteLedger.Open(second, watch, _stage.Time);

        await Task.WhenAll(_stage.Send(), _stage.Send(sender: _stage.Sender(new OutboxStore(second, ledger, _stage.Time))));

        Assert.Equal(20, _server.Mails.Select(mail => mail.Parsed.MessageId).Distinct().Count());
        Assert.Equal(20, _server.Mails.Length);
        Assert.IsType<ChainCheck.Whole>(_stage.Ledger.Verify());
    }

    [Fact]
    public void A_clock_that_was_set_back_keeps_no_message_waiting_for_it()
    {
        Add(Mail(1));
        _stage.Execute("UPDATE notification_outbox SET due_at = @at, held_until = @at", new { at = LedgerRow.Text(_stage.Time.GetUtcNow().AddDays(1)) });

        Assert.NotNull(_stage.Outbox.Claim(OutboxRow.Mail, "c"));
    }

    [Fact]
    public void A_claim_that_ended_marks_nothing_any_more()
    {
        Add(Mail(1));
        var slow = _stage.Outbox.Claim(OutboxRow.Mail, "slow")!;
        _stage.Time.Advance(OutboxStore.ClaimLife);
        var quick = _stage.Outbox.Claim(OutboxRow.Mail, "quick")!;

        Assert.Equal(slow.Delivery, quick.Delivery);
        Assert.False(_stage.Outbox.Delivered(slow, "slow"));
        Assert.False(_stage.Outbox.Later(slow, "slow", _stage.Time.GetUtcNow(), "x"));
        Assert.True(_stage.Outbox.Delivered(quick, "quick"));
        Assert.False(_stage.Outbox.GiveUp(quick, "quick", "x", "x"));
        Assert.Single(_stage.Entries);
    }

    [Fact]
    public void A_full_outbox_gives_up_what_comes_on_top_and_says_so()
    {
        Add([.. Enumerable.Range(0, OutboxStore.MostWaiting + 2).Select(Mail)]);

        Assert.Equal(OutboxStore.MostWaiting, _stage.All.Count(row => row.State == OutboxState.Pending));
        Assert.Equal(2, _stage.All.Count(row => row is { State: OutboxState.GivenUp, Error: "The queue is full." }));
        Assert.Equal(["notification.failed", "notification.failed"], _stage.Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_message_is_tried_later_and_later_and_then_given_up()
    {
        _server.Answer = command => command.StartsWith("MAIL", StringComparison.Ordinal) ? "451 busy" : null;
        Add(Mail(1));
        var waits = new List<double>();
        for (var row = _stage.All[0]; row.State == OutboxState.Pending; row = _stage.All[0])
        {
            await _stage.Send();
            if (_stage.All[0].State != OutboxState.Pending) break;
            var wait = LedgerRow.Time(_stage.All[0].DueAt) - _stage.Time.GetUtcNow();
            waits.Add(wait.TotalSeconds);
            _stage.Time.Advance(wait);
        }

        Assert.Equal([15, 30, 60, 120, 240, 480, 960, 1800, 1800], waits.Take(9));
        Assert.InRange(waits.Sum(), TimeSpan.FromHours(23).TotalSeconds, TimeSpan.FromHours(24).TotalSeconds);
        Assert.Equal(OutboxState.GivenUp, _stage.All[0].State);
        var entry = Assert.Single(_stage.Entries);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"It was tried {waits.Count + 1} times."), entry.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 11.25)]
    [InlineData(1, 1, 18.75)]
    [InlineData(3, 0.5, 60)]
    [InlineData(500, 1, 2250)]
    public void The_wait_doubles_is_spread_and_has_an_end(long attempts, double chance, double seconds) =>
        Assert.Equal(seconds, BackOff.After(attempts, chance).TotalSeconds, 3);

    [Fact]
    public async Task What_cannot_be_recorded_is_not_lost()
    {
        Add(Mail(1));
        _stage.Execute("CREATE TRIGGER no_more BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no'); END", new { });

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _stage.Send());

        Assert.Equal(OutboxState.Pending, _stage.All[0].State);
    }

    [Fact]
    public void Messages_that_ended_are_forgotten_after_thirty_days()
    {
        Add(Mail(1), Mail(2));
        var row = _stage.Outbox.Claim(OutboxRow.Mail, "c")!;
        _stage.Outbox.Delivered(row, "c");
        _stage.Time.Advance(OutboxStore.Kept + TimeSpan.FromSeconds(1));

        Assert.Equal(1, _stage.Outbox.Forget());

        Assert.Equal(OutboxState.Pending, Assert.Single(_stage.All).State);
    }
}
