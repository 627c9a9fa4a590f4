using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace Portal.Tests.Notifications;

/// <summary>A mail server on loopback that speaks SMTP (RFC 5321) over real sockets, with STARTTLS when it has a certificate.</summary>
internal sealed class SmtpStage : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<SmtpMail> _mails = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _serving;

    public SmtpStage(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _serving = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The answer to a command, instead of the usual one; null leaves it as it is, empty never answers.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>Completes when a command was met with silence.</summary>
    public TaskCompletionSource Silent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SmtpMail[] Mails => [.. _mails];

    /// <summary>Everything that was said to the server before TLS began.</summary>
    public ConcurrentQueue<string> InTheClear { get; } = new();

    /// <summary>Waits until so many mails more have arrived.</summary>
    public async Task Arrived(int mails = 1)
    {
        for (var i = 0; i < mails; i++) Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30)), "No mail arrived within 30 s.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _serving;
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        _stop.Dispose();
        _arrived.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Task.Run(async () =>
            {
                using (client)
                {
                    try
                    {
                        await Talk(client.GetStream());
                    }
                    catch (Exception fault) when (fault is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
                    {
                    }
                }
            });
        }
    }

    private async Task Talk(Stream line)
    {
        var (encrypted, sender, recipients) = (false, "", new List<string>());
        if (!await Say(line, "CONNECT", "220 stage ESMTP")) return;
        while (await Hear(line) is { } command)
        {
            if (!encrypted) InTheClear.Enqueue(command);
            var verb = command.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "STARTTLS" && _certificate is not null)
            {
                await Say(line, command, "220 go ahead");
                var tls = new SslStream(line);
                await tls.AuthenticateAsServerAsync(_certificate);
                (line, encrypted) = (tls, true);
                continue;
            }
            if (verb == "DATA")
            {
                if (!await Say(line, command, "354 go on")) return;
                var text = await Message(line);
                // Acknowledged, or refused, only after it was read.
                if (!await Say(line, "END", "250 kept", () => Keep(new SmtpMail(sender, [.. recipients], text, encrypted)))) return;
                recipients.Clear();
                continue;
            }
            if (verb == "MAIL") sender = command;
            if (verb == "RCPT") recipients.Add(command);
            var usual = verb switch
            {
                "EHLO" => _certificate is not null && !encrypted ? "250-stage\r\n250 STARTTLS" : "250-stage\r\n250-8BITMIME\r\n250 AUTH PLAIN",
                "AUTH" => "235 welcome",
                "MAIL" or "RCPT" or "RSET" or "NOOP" => "250 fine",
                "QUIT" => "221 bye",
                _ => "502 what?",
            };
            if (!await Say(line, command, usual) || verb == "QUIT") return;
        }
    }

    private void Keep(SmtpMail mail)
    {
        _mails.Enqueue(mail);
        _arrived.Release();
    }

    private async Task<bool> Say(Stream line, string command, string usual, Action? before = null)
    {
        var answer = Answer(command) ?? usual;
        if (answer.Length == 0)
        {
            Silent.TrySetResult();
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        if (answer == usual) before?.Invoke();
        await line.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), _stop.Token);
        await line.FlushAsync(_stop.Token);
        return true;
    }

    private async Task<string> Message(Stream line)
    {
        var text = new StringBuilder();
        while (await Hear(line) is { } part && part != ".") text.Append(part.StartsWith('.') ? part[1..] : part).Append("\r\n");
        return text.ToString();
    }

    // Byte by byte, so that nothing is read past the line: TLS may begin right behind it.
    private async Task<string?> Hear(Stream line)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (await line.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
            bytes.Add(one[0]);
        }
        return null;
    }
}

/// <summary>A mail as the server got it.</summary>
internal sealed record SmtpMail(string Sender, string[] Recipients, string Raw, bool Encrypted)
{
    public MimeMessage Parsed => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(Raw)));
}
