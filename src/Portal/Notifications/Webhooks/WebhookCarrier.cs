using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Webhooks;

/// <summary>Posts to one webhook within a limit of time and size; follows no redirect, and never shows where it posts to.</summary>
internal sealed class WebhookCarrier : ICarrier, IDisposable
{
    /// <summary>What is read of an answer, bytes; the rest is left.</summary>
    private const int AnswerSize = 4096;

    private readonly WebhookSettings _hook;
    private readonly NotificationSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public WebhookCarrier(WebhookSettings hook, NotificationSettings settings, TimeProvider clock) =>
        (_hook, _settings, _clock, _client) = (hook, settings, clock, HookClient.Make(hook.Url, hook.Authority));

    public async Task<Attempt> Carry(OutboxRow row, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = _clock.CreateTimer(_ => limit.Cancel(), null, _hook.Limit, Timeout.InfiniteTimeSpan);
        try
        {
            using var request = Request(row);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var said = await Said(answer, limit.Token);
            return Of(answer.StatusCode, Blind(said));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Attempt.Later($"The webhook did not answer within {_hook.Limit.TotalSeconds:0} s.");
        }
        catch (HttpRequestException fault) when (fault.InnerException is AuthenticationException)
        {
            return new Attempt.Later("The webhook's certificate is not trusted, or TLS failed. Mend it, or name your own authority's certificate in the webhook's Authority.");
        }
        catch (HttpRequestException fault)
        {
            return new Attempt.Later($"The webhook cannot be reached ({(fault.InnerException as SocketException)?.SocketErrorCode.ToString() ?? fault.HttpRequestError.ToString()}).");
        }
        catch (IOException)
        {
            return new Attempt.Later("The connection to the webhook was lost.");
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(OutboxRow row)
    {
        var body = WebhookBody.Of(row, _hook.Format, _settings.Link(row.Notice.Path));
        var request = HookClient.Post(_hook.Url, body, "application/json", _hook.Key, _clock.GetUtcNow());
        request.Headers.Add("X-Portal-Delivery", row.Delivery);
        return request;
    }

    private static Attempt Of(HttpStatusCode status, string said) => (int)status switch
    {
        >= 200 and < 300 => new Attempt.Delivered(),
        >= 300 and < 400 => new Attempt.Never($"The webhook answered with a redirect ({(int)status}), which is not followed."),
        408 or 425 or 429 or >= 500 => new Attempt.Later($"The webhook answered {(int)status}.", said),
        _ => new Attempt.Never($"The webhook refused the message ({(int)status}).", said),
    };

    // Some answers repeat where they were asked, and a chat tool's address is its password.
    private string Blind(string said)
    {
        var url = new Uri(_hook.Url.Reveal());
        foreach (var part in url.PathAndQuery.Split('/', '?', '&', '=').Where(part => part.Length >= 6)) said = said.Replace(part, "(secret)", StringComparison.OrdinalIgnoreCase);
        return said;
    }

    // A body that never ends, or is cut off, says no less than the status before it.
    private static async Task<string> Said(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.IsSuccessStatusCode) return "";
        var buffer = new byte[AnswerSize];
        var read = 0;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            while (read < buffer.Length && await body.ReadAsync(buffer.AsMemory(read), stop) is > 0 and var more) read += more;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            return "";
        }
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }
}
