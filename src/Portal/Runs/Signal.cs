using System.Threading.Channels;

namespace Portal.Runs;

/// <summary>Wakes one waiter; rings while nobody waits are remembered as one.</summary>
internal sealed class Signal
{
    private readonly Channel<byte> _rings = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rings.Writer.TryWrite(0);

    public async Task Wait(CancellationToken stop) => await _rings.Reader.ReadAsync(stop);

    /// <summary>Waits for a ring, at most so long.</summary>
    /// <returns>False: the limit came first.</returns>
    public async Task<bool> Wait(TimeSpan limit, TimeProvider clock, CancellationToken stop)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.CreateTimer(_ => ends.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
        try
        {
            await _rings.Reader.ReadAsync(ends.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
