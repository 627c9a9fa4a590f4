using System.Net;
using System.Net.Http.Headers;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Webhooks;

/// <summary>What every post to a webhook has in common: no redirect, no cookie, no trace of where it went, and a signature.</summary>
internal static class HookClient
{
    /// <summary>A client for one webhook. It has no limit of its own: the caller sets one.</summary>
    /// <param name="authority">Path of a private authority's certificate; null: what the machine trusts.</param>
    public static HttpClient Make(Secret url, string? authority)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy is for the way out; what is on this machine needs none.
            UseProxy = !new Uri(url.Reveal()).IsLoopback,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            // Nobody else learns how requests hang together here.
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Certificates.Check(authority, certificate, chain, errors);
        // Made by hand: the usual factory writes addresses into the log.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>A post, signed when there is a key; docs/notifications.md says how the signature is checked.</summary>
    /// <param name="at">Of this attempt: a receiver refuses what is old.</param>
    public static HttpRequestMessage Post(Secret url, byte[] body, string type, Secret? key, DateTimeOffset at)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url.Reveal())) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type, "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("RollingPatchPortal", null));
        var timestamp = WebhookSignature.Timestamp(at);
        request.Headers.Add("X-Portal-Timestamp", timestamp);
        if (key is not null) request.Headers.Add("X-Portal-Signature", WebhookSignature.Of(key, timestamp, body));
        return request;
    }
}
