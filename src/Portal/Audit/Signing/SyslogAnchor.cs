using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Portal.Notifications;

namespace Portal.Audit.Signing;

/// <summary>A system log elsewhere that gets checkpoints.</summary>
/// <param name="Tls">Over TLS (RFC 5425); plain TCP (RFC 6587) only for a log on this machine.</param>
/// <param name="Authority">Path of a private authority's certificate; null: what the machine trusts.</param>
public sealed record SyslogSettings(string Host, int Port, bool Tls, string? Authority);

/// <summary>Sends checkpoints to a system log: RFC 5424 messages over TCP or TLS, with their lengths before them.</summary>
/// <remarks>Such a log acknowledges nothing. So each delivery is a connection of its own, ended in order: the other side closes after it has read all of it.</remarks>
internal sealed class SyslogAnchor(SyslogSettings to, TimeProvider clock) : IAnchor
{
    /// <summary>From the name's look-up to the other side's end of the connection.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    // Facility 13, log audit; severity 6, informational.
    private const int Priority = (13 * 8) + 6;

    public string Name => $"syslog {to.Host}:{to.Port.ToString(CultureInfo.InvariantCulture)}";

    public async Task Keep(IReadOnlyList<string> lines, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.CreateTimer(_ => limit.Cancel(), null, Limit, Timeout.InfiniteTimeSpan);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(to.Host, to.Port, limit.Token);
            await using var wire = client.GetStream();
            if (to.Tls) await OverTls(wire, lines, limit.Token);
            else await Send(wire, client, lines, limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"It did not take the checkpoints within {Limit.TotalSeconds:0} s.");
        }
        catch (SocketException fault)
        {
            throw new IOException($"It cannot be reached ({fault.SocketErrorCode}).", fault);
        }
        catch (AuthenticationException fault)
        {
            throw new IOException("Its certificate is not trusted, or TLS failed. Name your authority's certificate in Audit:Syslog:Authority.", fault);
        }
    }

    private async Task OverTls(NetworkStream wire, IReadOnlyList<string> lines, CancellationToken stop)
    {
        await using var inner = new SslStream(wire, leaveInnerStreamOpen: true);
        await inner.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = to.Host,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Certificates.Check(to.Authority, certificate, chain, errors),
        }, stop);
        await inner.WriteAsync(Frame(lines), stop);
        await inner.FlushAsync(stop);
        await inner.ShutdownAsync();
        await UntilClosed(inner, stop);
    }

    private async Task Send(NetworkStream wire, TcpClient client, IReadOnlyList<string> lines, CancellationToken stop)
    {
        await wire.WriteAsync(Frame(lines), stop);
        client.Client.Shutdown(SocketShutdown.Send);
        await UntilClosed(wire, stop);
    }

    private static async Task UntilClosed(Stream wire, CancellationToken stop)
    {
        var rest = new byte[256];
        while (await wire.ReadAsync(rest, stop) > 0)
        {
            // A log has nothing to say; whatever it says is passed over.
        }
    }

    private byte[] Frame(IReadOnlyList<string> lines)
    {
        using var frame = new MemoryStream();
        foreach (var line in lines)
        {
            var message = Encoding.UTF8.GetBytes(Message(line));
            frame.Write(Encoding.ASCII.GetBytes($"{message.Length.ToString(CultureInfo.InvariantCulture)} "));
            frame.Write(message);
        }
        return frame.ToArray();
    }

    private string Message(string line) => string.Create(CultureInfo.InvariantCulture,
        $"<{Priority}>1 {clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} {Host()} rolling-patch-portal - checkpoint - {line}");

    private static string Host() => new([.. Environment.MachineName.Select(c => c is > ' ' and <= '~' ? c : '-').DefaultIfEmpty('-').Take(255)]);
}
