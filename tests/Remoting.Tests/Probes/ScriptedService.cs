using System.Collections.Concurrent;
using System.Threading.Channels;
using Portal.Remoting.Probes;

namespace Portal.Remoting.Tests.Probes;

/// <summary>A service whose tries the test sees begin, and answers when it likes.</summary>
internal sealed class ScriptedService : IServiceTry
{
    private readonly Channel<TaskCompletionSource<bool>> _begun = Channel.CreateUnbounded<TaskCompletionSource<bool>>();

    public ConcurrentQueue<CancellationToken> Stops { get; } = new();

    /// <summary>The next try that begins.</summary>
    public async Task<TaskCompletionSource<bool>> Next() => await _begun.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public Task<bool> Answers(CancellationToken stop)
    {
        Stops.Enqueue(stop);
        var attempt = new TaskCompletionSource<bool>();
        _begun.Writer.TryWrite(attempt);
        return attempt.Task;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
