namespace Portal.Remoting.Simulation;

/// <summary>Waits without holding a timer for longer than needed.</summary>
internal static class Pause
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Ends at the moment, or when the change comes first.</summary>
    public static async Task Until(DateTimeOffset due, Task changed, TimeProvider clock, CancellationToken stop)
    {
        var wait = due - clock.GetUtcNow();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var delay = Task.Delay(wait > Shortest ? wait : Shortest, clock, ended.Token);
        await Task.WhenAny(delay, changed).ConfigureAwait(false);
        if (!delay.IsCompleted)
            await ended.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }
}
