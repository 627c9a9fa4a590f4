using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Remoting.Tests.Probes;

/// <summary>A real listener on loopback that does to each connection what the test says.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    private Listener(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _listener.Start();
        _accepting = Accept(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Accepts and never says anything.</summary>
    public static Listener BlackHole() => new((_, stop) => Task.Delay(Timeout.Infinite, stop));

    /// <summary>Answers every request with the status, and keeps the connection open if the client lets it.</summary>
    public static Listener Http(string status) => new(async (stream, stop) =>
    {
        var request = new byte[4096];
        await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false, stop);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok"), stop);
        await Task.Delay(Timeout.Infinite, stop);
    });

    /// <summary>Gives PostgreSQL sessions, which may write or not.</summary>
    public static Listener PostgreSql(Func<bool> readWrite) => new((stream, stop) => new PostgreSqlWire(stream, readWrite).Serve(stop));

    /// <summary>A port on which nobody listens.</summary>
    public static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept(Func<NetworkStream, CancellationToken, Task> serve)
    {
        var served = new List<Task>();
        try
        {
            while (true)
                served.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token), serve));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task Serve(TcpClient client, Func<NetworkStream, CancellationToken, Task> serve)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                await serve(client.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test is over, or the client went away.
            }
        }
    }
}
