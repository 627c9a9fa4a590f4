using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Portal.Core.People;
using Portal.Notifications.Outbox;
using Portal.Notifications.People;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Mail;

/// <summary>Sends by SMTP, each message over a connection of its own and within one limit.</summary>
internal sealed class MailCarrier(NotificationSettings settings, ReachStore reaches, TimeProvider clock) : ICarrier
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    public async Task<Attempt> Carry(OutboxRow row, CancellationToken stop)
    {
        if (settings.Mail is not { } server) return new Attempt.Never("No mail server is declared any more.");
        // As it is now: who took the address back is not written to.
        if (reaches.Of(new UserId(row.Recipient)).Address is not { } address) return new Attempt.Never("The person has no address any more.");
        using var message = Message(row, server, address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.CreateTimer(_ => limit.Cancel(), null, server.Limit, Timeout.InfiniteTimeSpan);
        using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = (_, certificate, chain, errors) => Certificates.Check(server.Authority, certificate, chain, errors) };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, Security(server), limit.Token);
            if (server is { User: { } user, Password: { } password }) await client.AuthenticateAsync(user, password.Reveal(), limit.Token);
            await client.SendAsync(message, limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Attempt.Later($"The mail server did not take the message within {server.Limit.TotalSeconds:0} s.");
        }
#pragma warning disable CA1031 // Whatever the server or the network does, it is one failed attempt.
        catch (Exception fault) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return MailFaults.Of(fault);
        }
        await Leave(client);
        return new Attempt.Delivered();
    }

    private MimeMessage Message(OutboxRow row, MailSettings server, string address)
    {
        var body = MailBody.Of(row.Notice, settings);
        var message = new MimeMessage
        {
            Subject = body.Subject,
            Date = clock.GetUtcNow(),
            MessageId = $"{row.Delivery}@{server.From[(server.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            Body = new BodyBuilder { TextBody = body.Text, HtmlBody = body.Html }.ToMessageBody(),
        };
        message.From.Add(new MailboxAddress("Rolling Patch Portal", server.From));
        message.To.Add(new MailboxAddress("", address));
        // No answers by machines, and a mark for those who sort.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Portal-Delivery", row.Delivery);
        return message;
    }

    // The message is acknowledged by now: whatever happens here changes nothing.
    private static async Task Leave(SmtpClient client)
    {
        using var limit = new CancellationTokenSource(Goodbye);
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
#pragma warning disable CA1031 // A server that hangs up first, or never, is no concern of ours any more.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static SecureSocketOptions Security(MailSettings server) => server.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
