using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Probes;

/// <summary>Tries a service on a fixed grid of times; tries overlap, and their beats come in the order in which they were begun.</summary>
/// <param name="every">Width of the grid, 5 ms or more.</param>
/// <param name="limit">After which one try counts as not answered.</param>
internal sealed class BeatLine(IServiceTry service, TimeSpan every, TimeSpan limit, TimeProvider clock)
{
    /// <summary>Beats that wait for a reader: 3 minutes of them at 50 ms. A full line lets no further try begin.</summary>
    private const int Capacity = 4096;

    /// <summary>Ends without an exception when it is stopped; what is under way then counts for nothing.</summary>
    public async IAsyncEnumerable<ProbeBeat> Run([EnumeratorCancellation] CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var line = Channel.CreateBounded<Task<ProbeBeat>>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
        var pacing = Pace(line.Writer, ended.Token);
        try
        {
            await foreach (var attempt in line.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                var beat = await attempt.ConfigureAwait(false);
                if (stop.IsCancellationRequested)
                    yield break;
                yield return beat;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await pacing.ConfigureAwait(false);
            while (line.Reader.TryRead(out var attempt))
                await attempt.ConfigureAwait(false);
        }
    }

    private async Task Pace(ChannelWriter<Task<ProbeBeat>> line, CancellationToken stop)
    {
        // Times on the grid are counted with the monotonic clock: a correction of the wall clock is no gap.
        var (begunAt, begun) = (clock.GetUtcNow(), clock.GetTimestamp());
        try
        {
            for (long place = 0; ; place = Math.Max(place, (long)(clock.GetElapsedTime(begun) / every)) + 1)
            {
                var wait = (place * every) - clock.GetElapsedTime(begun);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, clock, stop).ConfigureAwait(false);
                await line.WriteAsync(Attempt(begunAt + clock.GetElapsedTime(begun), stop), stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: that is how a beat ends.
        }
        finally
        {
            line.Complete();
        }
    }

    private async Task<ProbeBeat> Attempt(DateTimeOffset at, CancellationToken stop)
    {
        var begun = clock.GetTimestamp();
        var answers = false;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            // On the pool: what a try does before its first wait must not hold up the grid.
            answers = await Task.Run(() => service.Answers(ended.Token), ended.Token).WaitAsync(limit, clock, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }

        return new(at, answers ? ServiceState.Answers : ServiceState.Silent, clock.GetElapsedTime(begun));
    }
}
