using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Notifications.Settings;

namespace Portal.Tests.Notifications;

/// <summary>A web server on loopback that takes messages, with TLS when it has a certificate.</summary>
internal sealed class WebhookStage : IAsyncDisposable
{
    public const string Token = "T0KEN-b7f9c2d4e6";
    public const string Key = "0123456789abcdef0123456789abcdef";
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();

    private WebhookStage(WebApplication app) => _app = app;

    /// <summary>Whatever was posted, in order.</summary>
    public ConcurrentQueue<Posted> Posts { get; } = new();

    /// <summary>How a post is answered; null: 200.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>Completes when an answer hangs.</summary>
    public TaskCompletionSource Silent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Address => $"{_app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/services/{Token}";

    public static async Task<WebhookStage> Start(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(o => o.Listen(System.Net.IPAddress.Loopback, 0, l =>
        {
            if (certificate is not null) l.UseHttps(certificate);
        }));
        var stage = new WebhookStage(builder.Build());
        stage._app.Run(stage.Take);
        await stage._app.StartAsync();
        return stage;
    }

    public WebhookSettings Settings(WebhookFormat format = WebhookFormat.Json, string? authority = null, ImmutableHashSet<string>? tags = null) =>
        new("ops", format, new Secret(Address), new Secret(Key), [], tags ?? [], authority, TimeSpan.FromSeconds(10));

    public async Task Hang(HttpContext context)
    {
        Silent.TrySetResult();
        await Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted).Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Posts.Enqueue(new Posted(context.Request.Path, context.Request.Headers.ToImmutableDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        if (Answer is { } answer) await answer(context);
    }
}

/// <summary>A message as the server got it.</summary>
internal sealed record Posted(string Path, ImmutableDictionary<string, string> Headers, byte[] Body);
