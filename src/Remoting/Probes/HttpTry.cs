using System.Net;

namespace Portal.Remoting.Probes;

/// <summary>A GET over a new connection for each try, like a new user: a kept one would hide that nobody can connect any more.</summary>
internal sealed class HttpTry : IServiceTry
{
    private readonly HttpClient _client;
    private readonly Uri _address;

    public HttpTry(Uri address)
    {
        _address = address;
        _client = new(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<bool> Answers(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.ConnectionClose = true;
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            return answer.StatusCode < HttpStatusCode.BadRequest;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
