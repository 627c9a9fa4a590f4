using System.Net.Sockets;

namespace Portal.Remoting.Probes;

/// <summary>A new TCP connection for each try, closed as soon as it is accepted.</summary>
internal sealed class TcpTry(string host, int port) : IServiceTry
{
    public async Task<bool> Answers(CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
