using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Portal.Notifications.Outbox;

namespace Portal.Notifications.Mail;

/// <summary>Turns what went wrong with the mail server into sentences; only the detail holds words of the server.</summary>
internal static class MailFaults
{
    public static Attempt Of(Exception fault) => fault switch
    {
        SmtpCommandException refused => Of(refused),
        SslHandshakeException => new Attempt.Later("The mail server's certificate is not trusted, or TLS failed. Mend it, or name your own authority's certificate in Notifications:Mail:Authority."),
        AuthenticationException => new Attempt.Later("The mail server did not accept the user and password."),
        NotSupportedException => new Attempt.Later("The mail server does not offer what the settings ask for, TLS or a sign-in."),
        SocketException socket => new Attempt.Later($"The mail server cannot be reached ({socket.SocketErrorCode})."),
        ProtocolException => new Attempt.Later("The mail server broke off, or did not speak SMTP."),
        IOException => new Attempt.Later("The connection to the mail server was lost."),
        _ => new Attempt.Later($"Sending failed ({fault.GetType().Name})."),
    };

    private static Attempt Of(SmtpCommandException refused)
    {
        var what = refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => "the recipient",
            SmtpErrorCode.SenderNotAccepted => "the sender",
            _ => "the message",
        };
        var why = $"The mail server refused {what} ({(int)refused.StatusCode}).";
        return (int)refused.StatusCode >= 500 ? new Attempt.Never(why, refused.Message) : new Attempt.Later(why, refused.Message);
    }
}
