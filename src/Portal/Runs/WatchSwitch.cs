namespace Portal.Runs;

/// <summary>Lets loops begin while it is on, and stops them when it is turned off; on at first.</summary>
internal sealed class WatchSwitch
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _on = Done();
    private CancellationTokenSource _off = new();

    public void On()
    {
        lock (_gate)
        {
            if (_off.IsCancellationRequested) _off = new CancellationTokenSource();
            _on.TrySetResult();
        }
    }

    public void Off()
    {
        lock (_gate)
        {
            if (_off.IsCancellationRequested) return;
            _on = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _off.Cancel();
        }
    }

    /// <summary>Waits until it is on.</summary>
    /// <returns>Cancelled when it is turned off.</returns>
    public async Task<CancellationToken> Begin(CancellationToken stop)
    {
        while (true)
        {
            Task on;
            lock (_gate)
            {
                if (!_off.IsCancellationRequested) return _off.Token;
                on = _on.Task;
            }
            await on.WaitAsync(stop);
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        done.SetResult();
        return done;
    }
}
