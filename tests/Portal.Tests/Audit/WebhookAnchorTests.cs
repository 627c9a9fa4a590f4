using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Portal.Audit.Signing;
using Portal.Core.Audit.Proof;
using Portal.Notifications.Settings;
using Portal.Tests.Notifications;

namespace Portal.Tests.Audit;

/// <summary>Checkpoints at a real web server, with and without TLS.</summary>
public sealed class WebhookAnchorTests
{
    private static readonly string[] Lines =
        [.. Enumerable.Range(1, 3).Select(i => new Checkpoint("portal-test", i, new string('a', 64), DateTimeOffset.UnixEpoch.AddMinutes(i), new string('b', 32), Convert.ToBase64String(new byte[70])).Line())];

    private static WebhookAnchor Anchor(string address, string? authority = null, TimeProvider? clock = null) =>
        new(new HookSettings("vault", new Secret(address), new Secret(WebhookStage.Key), authority), clock ?? TimeProvider.System);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checkpoints_arrive_whole_in_order_and_signed(bool tls)
    {
        using var certificates = new TestCertificates();
        await using var server = await WebhookStage.Start(tls ? certificates.Server : null);
        using var anchor = Anchor(server.Address, tls ? certificates.Authority : null);
        await anchor.Keep(Lines, default);

        var post = Assert.Single(server.Posts);
        Assert.Equal(Lines, Encoding.UTF8.GetString(post.Body).TrimEnd('\n').Split('\n'));
        Assert.Equal("application/jsonl; charset=utf-8", post.Headers["Content-Type"]);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{post.Headers["X-Portal-Timestamp"]}."), .. post.Body];
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(WebhookStage.Key), signed))}", post.Headers["X-Portal-Signature"]);
    }

    [Theory]
    [InlineData(500, "answered 500")]
    [InlineData(404, "answered 404")]
    [InlineData(302, "not followed")]
    public async Task Any_answer_but_success_has_kept_nothing_and_does_not_show_the_address(int status, string says)
    {
        await using var server = await WebhookStage.Start();
        server.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1/elsewhere";
            return Task.CompletedTask;
        };
        using var anchor = Anchor(server.Address);
        var fault = await Assert.ThrowsAsync<IOException>(() => anchor.Keep(Lines, default));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(WebhookStage.Token, $"{fault} {anchor.Name}", StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_a_fault_at_the_limit()
    {
        await using var server = await WebhookStage.Start();
        server.Answer = server.Hang;
        var clock = new FakeTimeProvider();
        using var anchor = Anchor(server.Address, clock: clock);
        var keeping = anchor.Keep(Lines, default);
        await server.Silent.Task;
        clock.Advance(WebhookAnchor.Limit);
        Assert.Contains("within 15 s", (await Assert.ThrowsAsync<IOException>(() => keeping)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_and_a_port_that_nobody_listens_at_are_told()
    {
        using var certificates = new TestCertificates();
        await using var server = await WebhookStage.Start(certificates.Server);
        using var untrusted = Anchor(server.Address);
        Assert.Contains("not trusted", (await Assert.ThrowsAsync<IOException>(() => untrusted.Keep(Lines, default))).Message, StringComparison.Ordinal);
        Assert.Empty(server.Posts);

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var absent = Anchor($"http://127.0.0.1:{port}/{WebhookStage.Token}");
        var fault = await Assert.ThrowsAsync<IOException>(() => absent.Keep(Lines, default));
        Assert.Contains("cannot be reached", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(WebhookStage.Token, fault.ToString(), StringComparison.Ordinal);
    }
}
