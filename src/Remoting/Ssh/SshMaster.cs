using System.Diagnostics;
using System.Text;
using CliWrap;

namespace Portal.Remoting.Ssh;

/// <summary>One connection to a server: an ssh process that holds it, and the socket through which calls share it.</summary>
internal sealed class SshMaster : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _process;
    private long _heard = Stopwatch.GetTimestamp();

    private SshMaster(SshTool tool, Route route, string socket)
    {
        Route = route;
        Socket = socket;
        _process = Run(tool.Ssh("-M", "-N", "-o", "ControlMaster=yes", route.Host).WithStandardErrorPipe(SshTool.Errors(_errors)));
    }

    public Route Route { get; }

    public string Socket { get; }

    public bool IsUp => !_process.IsCompleted && File.Exists(Socket);

    /// <summary>Completes when the connection is gone.</summary>
    public Task Gone => _process;

    /// <summary>When a line last came through, in stopwatch ticks.</summary>
    public long LastHeard => Volatile.Read(ref _heard);

    public void Hear() => Volatile.Write(ref _heard, Stopwatch.GetTimestamp());

    /// <summary>Connects; null and the reason when that did not succeed within the limit.</summary>
    public static async Task<(SshMaster? Master, SshFailure? Failure)> Connect(SshTool tool, Route route, string socket, TimeSpan limit, CancellationToken stop)
    {
        File.Delete(socket);
        var master = new SshMaster(tool, route, socket);
        var began = Stopwatch.GetTimestamp();
        while (!master._process.IsCompleted && !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < limit)
        {
            // The socket appears under its name when it listens, so its presence is enough.
            if (File.Exists(socket))
                return (master, null);
            await Task.WhenAny(master._process, Task.Delay(TimeSpan.FromMilliseconds(4), CancellationToken.None));
        }

        var timedOut = !master._process.IsCompleted;
        await master.DisposeAsync();
        stop.ThrowIfCancellationRequested();
        return (null, SshFailure.Parse(timedOut ? "timed out" : master.Errors()));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _process;
        _end.Dispose();
    }

    private string Errors()
    {
        lock (_errors)
            return _errors.ToString();
    }

    private async Task Run(Command command)
    {
        try
        {
            await command.ExecuteAsync(_end.Token);
        }
        catch (OperationCanceledException)
        {
            // Given up by us.
        }
    }
}
