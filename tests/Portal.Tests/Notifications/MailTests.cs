using Portal.Core.Approvals;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class MailTests : IAsyncDisposable
{
    private readonly SmtpStage _server = new();
    private NotifyStage? _stage;

    public async ValueTask DisposeAsync()
    {
        _stage?.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Adam is asked, and a mail to him waits.</summary>
    private NotifyStage Asked(NotificationSettings? settings = null, Story? story = null)
    {
        _stage = new NotifyStage(story ?? Story.Planned(), settings ?? NotifyStage.SettingsOf(_server.Port)).Reachable(Story.Adam);
        _stage.Story.Start().UntilAsked("B2");
        return _stage.Write().Follow();
    }

    [Fact]
    public async Task A_question_arrives_with_a_link_to_the_decision_and_stands_in_the_ledger()
    {
        var stage = Asked();

        await stage.Send();

        var mail = Assert.Single(_server.Mails);
        var (row, run) = (Assert.Single(stage.All), stage.Story.State.Id);
        Assert.Equal(["RCPT TO:<adam@example.com>"], mail.Recipients);
        var read = mail.Parsed;
        Assert.StartsWith("[Patch portal] A decision is asked: ", read.Subject, StringComparison.Ordinal);
        Assert.Equal($"{row.Delivery}@example.com", read.MessageId);
        Assert.Equal("auto-generated", read.Headers["Auto-Submitted"]);
        Assert.Contains($"https://portal.example.com/approvals/{run}/B2", read.TextBody, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://portal.example.com/approvals/{run}/B2\"", read.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Delivered, row.State);
        var entry = Assert.Single(stage.Entries);
        Assert.Equal("notification.sent", entry.Kind);
        Assert.Contains($"\"person\":\"{Story.Adam.Id}\"", entry.Data, StringComparison.Ordinal);
        Assert.Contains($"\"run\":\"{run}\"", entry.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", entry.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_outside_address_the_mail_names_the_path_and_says_so()
    {
        var stage = Asked(NotifyStage.SettingsOf(_server.Port) with { Address = null });

        await stage.Send();

        var text = Assert.Single(_server.Mails).Parsed.TextBody;
        Assert.Contains($"/approvals/{stage.Story.State.Id}/B2 on the portal (its outside address is not configured, so this is no link)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_recipient_is_given_up_at_once_and_the_ledger_says_so_without_the_address()
    {
        _server.Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 <adam@example.com> nobody of this name, see https://mail.example.com/why?token=s3cret" : null;
        var stage = Asked();

        await stage.Send();

        var row = Assert.Single(stage.All);
        Assert.Equal((OutboxState.GivenUp, 1L), (row.State, row.Attempts));
        Assert.Contains("refused the recipient (550)", row.Error, StringComparison.Ordinal);
        Assert.Contains("nobody of this name", row.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("adam@", row.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", row.Error, StringComparison.Ordinal);
        var entry = Assert.Single(stage.Entries);
        Assert.Equal("notification.failed", entry.Kind);
        Assert.Contains("The mail server refused the recipient (550).", entry.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", entry.Data, StringComparison.Ordinal);
        Assert.All(stage.Log.Lines, line => Assert.DoesNotContain("example.com", line, StringComparison.Ordinal));
        Assert.NotEmpty(stage.Log.Lines);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_tried_again_later_under_the_same_delivery_id()
    {
        var busy = true;
        _server.Answer = command => busy && command == "END" ? "451 4.3.0 come back later" : null;
        var stage = Asked();

        await stage.Send();
        var first = Assert.Single(stage.All);
        Assert.Equal((OutboxState.Pending, 1L), (first.State, first.Attempts));
        Assert.Contains("(451)", first.Error, StringComparison.Ordinal);
        busy = false;
        await stage.Send();
        Assert.Empty(_server.Mails);
        stage.Time.Advance(TimeSpan.FromSeconds(15));
        await stage.Send();

        Assert.Equal($"{first.Delivery}@example.com", Assert.Single(_server.Mails).Parsed.MessageId);
        Assert.Equal((OutboxState.Delivered, 2L), (stage.All[0].State, stage.All[0].Attempts));
        // The retry is counted, not written.
        Assert.Equal(["notification.sent"], stage.Entries.Select(entry => entry.Kind));
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("MAIL")]
    [InlineData("END")]
    public async Task A_server_that_says_nothing_is_left_when_the_limit_is_over(string at)
    {
        _server.Answer = command => command.StartsWith(at, StringComparison.Ordinal) ? "" : null;
        var stage = Asked();

        var sending = stage.Send();
        await _server.Silent.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(sending.IsCompleted);
        stage.Time.Advance(TimeSpan.FromSeconds(21));
        await sending.WaitAsync(TimeSpan.FromSeconds(30));

        var row = Assert.Single(stage.All);
        Assert.Equal(OutboxState.Pending, row.State);
        Assert.Equal("The mail server did not take the message within 20 s.", row.Error);
    }

    [Fact]
    public async Task A_server_that_never_says_goodbye_has_acknowledged_all_the_same()
    {
        _server.Answer = command => command == "QUIT" ? "421 not now" : null;
        var stage = Asked();

        await stage.Send();

        Assert.Equal(OutboxState.Delivered, Assert.Single(stage.All).State);
    }

    [Fact]
    public async Task Nobody_listening_is_a_failed_attempt()
    {
        var stage = Asked(NotifyStage.SettingsOf(1));

        await stage.Send();

        Assert.Equal("The mail server cannot be reached (ConnectionRefused).", Assert.Single(stage.All).Error);
    }

    [Fact]
    public async Task With_starttls_nothing_but_greetings_is_said_in_the_clear()
    {
        using var certificates = new TestCertificates();
        await using var server = new SmtpStage(certificates.Server);
        var stage = Asked(NotifyStage.SettingsOf(server.Port, MailSecurity.StartTls, certificates.Authority, password: "correct horse"));

        await stage.Send();

        Assert.True(Assert.Single(server.Mails).Encrypted);
        Assert.All(server.InTheClear, line => Assert.True(line.StartsWith("EHLO", StringComparison.Ordinal) || line == "STARTTLS", line));
    }

    [Fact]
    public async Task A_certificate_of_nobody_we_trust_gets_no_mail()
    {
        using var certificates = new TestCertificates();
        await using var server = new SmtpStage(certificates.Server);
        var stage = Asked(NotifyStage.SettingsOf(server.Port, MailSecurity.StartTls));

        await stage.Send();

        Assert.Empty(server.Mails);
        Assert.StartsWith("The mail server's certificate is not trusted", Assert.Single(stage.All).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_gets_no_mail()
    {
        using var certificates = new TestCertificates("mail.example.com");
        await using var server = new SmtpStage(certificates.Server);
        var stage = Asked(NotifyStage.SettingsOf(server.Port, MailSecurity.StartTls, certificates.Authority));

        await stage.Send();

        Assert.Empty(server.Mails);
        Assert.Equal(OutboxState.Pending, Assert.Single(stage.All).State);
    }

    [Fact]
    public async Task A_server_that_does_not_offer_starttls_is_not_used_in_the_clear()
    {
        var stage = Asked(NotifyStage.SettingsOf(_server.Port, MailSecurity.StartTls));

        await stage.Send();

        Assert.Empty(_server.Mails);
        Assert.StartsWith("The mail server does not offer", Assert.Single(stage.All).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_goes_to_the_server_and_nowhere_else()
    {
        _server.Answer = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 wrong: correct-horse" : null;
        var settings = NotifyStage.SettingsOf(_server.Port, password: "correct-horse");
        var stage = Asked(settings);

        await stage.Send();

        Assert.Equal("The mail server did not accept the user and password.", Assert.Single(stage.All).Error);
        Assert.Contains(_server.InTheClear, line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
        Assert.DoesNotContain("correct-horse", settings.ToString(), StringComparison.Ordinal);
        Assert.All(stage.Log.Lines, line => Assert.DoesNotContain("correct-horse", line, StringComparison.Ordinal));
        Assert.DoesNotContain(stage.Ledger.All(), entry => entry.Body.Contains("correct-horse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_and_reasons_bend_neither_header_nor_text_nor_markup()
    {
        const string name = "ERP\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script>\u202Egnp";
        var story = Story.Planned();
        story.Pair = story.Pair with { Name = name };
        var stage = Asked(story: story);

        await stage.Send();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal(["RCPT TO:<adam@example.com>"], mail.Recipients);
        var read = mail.Parsed;
        Assert.Null(read.Headers["Bcc"]);
        Assert.Single(read.To);
        Assert.DoesNotContain(read.Subject ?? "", char.IsControl);
        Assert.DoesNotContain('\u202E', read.TextBody ?? "");
        Assert.DoesNotContain("<script", read.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", read.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain((read.TextBody ?? "").Split('\n'), line => line.StartsWith("Bcc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_that_was_decided_meanwhile_is_dropped()
    {
        var stage = Asked();
        stage.Story.Approve();
        stage.Write();

        await stage.Send();

        Assert.Empty(_server.Mails);
        Assert.Equal((OutboxState.Dropped, "The question was decided or has ended."), (stage.All[0].State, stage.All[0].Error));
        Assert.Empty(stage.Entries);
    }

    [Fact]
    public async Task A_question_that_expired_is_dropped()
    {
        var stage = Asked();
        stage.Time.Advance(ApprovalTerms.Usual.DecideWithin);

        await stage.Send();

        Assert.Empty(_server.Mails);
        Assert.Equal(OutboxState.Dropped, stage.All[0].State);
    }

    [Fact]
    public async Task Who_lost_the_role_meanwhile_is_not_written_to()
    {
        var stage = Asked();
        stage.SetRoles(Story.Adam, Core.People.PortalRole.Viewer);

        await stage.Send();

        Assert.Empty(_server.Mails);
        Assert.Equal(OutboxState.Dropped, stage.All[0].State);
    }
}
