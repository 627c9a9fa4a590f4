using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Portal.Notifications.Settings;
using Portal.Notifications.Webhooks;

namespace Portal.Audit.Signing;

/// <summary>A web server elsewhere that keeps checkpoints.</summary>
/// <param name="Name">What people call it; the address is a secret and never shown.</param>
/// <param name="Key">Signs what is sent.</param>
/// <param name="Authority">Path of a private authority's certificate; null: what the machine trusts.</param>
internal sealed record HookSettings(string Name, Secret Url, Secret Key, string? Authority);

/// <summary>Posts checkpoints to a webhook, a line each (JSON Lines). They are kept when it answers 200 to 299, and sent again until then.</summary>
internal sealed class WebhookAnchor(HookSettings to, TimeProvider clock) : IAnchor, IDisposable
{
    /// <summary>From the name's look-up to the answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client = HookClient.Make(to.Url, to.Authority);

    public string Name => $"webhook {to.Name}";

    public async Task Keep(IReadOnlyList<string> lines, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.CreateTimer(_ => limit.Cancel(), null, Limit, Timeout.InfiniteTimeSpan);
        try
        {
            using var request = HookClient.Post(to.Url, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), "application/jsonl", to.Key, clock.GetUtcNow());
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode) throw new IOException($"It answered {(int)answer.StatusCode}{((int)answer.StatusCode is >= 300 and < 400 ? ", a redirect, which is not followed" : "")}.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"It did not take the checkpoints within {Limit.TotalSeconds:0} s.");
        }
        catch (HttpRequestException fault) when (fault.InnerException is AuthenticationException)
        {
            throw new IOException($"Its certificate is not trusted, or TLS failed. Name your authority's certificate in Audit:Webhooks:{to.Name}:Authority.", fault);
        }
        catch (HttpRequestException fault)
        {
            // What the library says names the address.
            throw new IOException($"It cannot be reached ({(fault.InnerException as SocketException)?.SocketErrorCode.ToString() ?? fault.HttpRequestError.ToString()}).");
        }
    }

    public void Dispose() => _client.Dispose();
}
