namespace Portal.Reports;

/// <summary>Makes reports away from everybody's circuit: two at a time, each within a limit, and nobody waits for ever.</summary>
internal sealed class ReportPress(TimeProvider clock) : IDisposable
{
    /// <summary>Longest that one report may take to be made.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Longest that somebody waits until another report is done.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _places = new(2);

    /// <summary>Does the work on a thread of its own turn.</summary>
    /// <exception cref="ReportTooSlowException">There was no place, or it took too long.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async Task<T> Make<T>(Func<CancellationToken, T> work, CancellationToken stop)
    {
        if (!await Enter(stop)) throw new ReportTooSlowException($"Others have been making reports for {Patience.TotalSeconds:0} s. Nothing was exported. Try again in a minute.");
        try
        {
            using var over = new CancellationTokenSource(Limit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
            try
            {
                return await Task.Run(() => work(either.Token), either.Token);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw new ReportTooSlowException($"The report was not done within {Limit.TotalSeconds:0} s. Nothing was exported. Choose a shorter span of time, or take JSON Lines, which are streamed.");
            }
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> Enter(CancellationToken stop)
    {
        using var over = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        try
        {
            await _places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>A report could not be made in time; the message says what to do.</summary>
internal sealed class ReportTooSlowException(string message) : Exception(message);
