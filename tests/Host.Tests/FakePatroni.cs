using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Host.Tests;

/// <summary>A REST interface on loopback that says what a test wants, and keeps what it was asked.</summary>
internal sealed class FakePatroni : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    internal FakePatroni(TestHost host)
    {
        _listener.Start();
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        host.Write("etc/portal-host/patroni.json", $$"""{"url":"http://127.0.0.1:{{port}}","name":"pg1"}""");
        _serving = Serve();
    }

    /// <summary>Answers by 'METHOD /path'; a code of 0 drops the connection without a word.</summary>
    internal ConcurrentDictionary<string, (HttpStatusCode Code, string Text)> Answers { get; } = [];

    internal ConcurrentQueue<(string Request, string Body, string? Authorization)> Asked { get; } = [];

    internal Action<string> OnRequest { get; set; } = _ => { };

    private async Task Serve()
    {
        try
        {
            while (true)
                _ = One(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task One(TcpClient client)
    {
        using TcpClient _ = client;
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 } first)
        {
            int length = 0;
            string? authorization = null;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(header.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
                if (header.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase))
                    authorization = header["Authorization:".Length..].Trim();
            }
            char[] body = new char[length];
            if (length > 0)
                await reader.ReadBlockAsync(body);
            string request = string.Join(' ', first.Split(' ').Take(2));
            Asked.Enqueue((request, new string(body), authorization));
            OnRequest(request);
            (HttpStatusCode code, string text) = Answers.GetValueOrDefault(request, (HttpStatusCode.NotFound, "none"));
            if (code == 0)
                return;
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {(int)code} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n{text}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
    }
}
