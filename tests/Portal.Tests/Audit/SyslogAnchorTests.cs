using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Portal.Audit.Signing;
using Portal.Core.Audit.Proof;

namespace Portal.Tests.Audit;

/// <summary>Checkpoints in a real rsyslog, over TCP and TLS.</summary>
public sealed class SyslogAnchorTests
{
    private static readonly Checkpoint[] Some =
        [.. Enumerable.Range(1, 40).Select(i => new Checkpoint("portal-test", i, new string('a', 64), DateTimeOffset.UnixEpoch.AddMinutes(i), new string('b', 32), Convert.ToBase64String(new byte[70])))];

    private static SyslogAnchor Anchor(string host, int port, bool tls, string? authority = null) => new(new SyslogSettings(host, port, tls, authority), TimeProvider.System);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_checkpoint_arrives_whole_and_in_order(bool tls)
    {
        await using var log = await RealSyslog.Start(tls);
        var anchor = Anchor(tls ? "localhost" : "127.0.0.1", log.Port, tls, tls ? log.Authority : null);
        await anchor.Keep([.. Some.Select(c => c.Line())], default);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (log.Lines.Length < Some.Length) await Task.Delay(20, limit.Token);
        Assert.All(log.Lines, line => Assert.StartsWith("<110> rolling-patch-portal checkpoint ", line, StringComparison.Ordinal));
        Assert.Equal(Some, Checkpoint.In(log.Lines));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_takes_nothing()
    {
        await using var log = await RealSyslog.Start(tls: true);
        var fault = await Assert.ThrowsAsync<IOException>(() => Anchor("localhost", log.Port, tls: true).Keep([Some[0].Line()], default));
        Assert.Contains("not trusted", fault.Message, StringComparison.Ordinal);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_log_that_is_not_there_or_never_closes_is_a_fault_within_the_limit()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var clock = new FakeTimeProvider();
        var keeping = new SyslogAnchor(new SyslogSettings("127.0.0.1", port, false, null), clock).Keep([Some[0].Line()], default);
        using var silent = await listener.AcceptTcpClientAsync();
        var stream = silent.GetStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) > 0)
        {
            // Until the portal has ended its side, and waits for ours.
        }
        clock.Advance(SyslogAnchor.Limit);
        Assert.Contains("within 15 s", (await Assert.ThrowsAsync<IOException>(() => keeping)).Message, StringComparison.Ordinal);

        listener.Stop();
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<IOException>(() => Anchor("127.0.0.1", port, false).Keep([Some[0].Line()], default))).Message, StringComparison.Ordinal);
    }
}
