namespace Portal.Components.Controls;

/// <summary>Renders at once, then at most four times a second, however often it is asked; the last asking is always rendered.</summary>
/// <param name="fault">Gets what the rendering throws: the component's DispatchExceptionAsync, so that the page says that it failed.</param>
public sealed class RenderPace(TimeProvider time, Func<Task> render, Func<Exception, Task> fault, CancellationToken stop)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private bool _under;
    private bool _asked;

    /// <summary>Returns at once; may be called from any thread.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            _asked = true;
            if (_under) return;
            _under = true;
        }
        _ = Run();
    }

    private async Task Run()
    {
        try
        {
            while (Take())
            {
                await render();
                await Task.Delay(Shortest, time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        catch (ObjectDisposedException)
        {
            // Its circuit is, too.
        }
#pragma warning disable CA1031 // Whatever it is, the page shows it.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            await fault(thrown);
        }
    }

    private bool Take()
    {
        lock (_gate)
        {
            _under = _asked && !stop.IsCancellationRequested;
            _asked = false;
            return _under;
        }
    }
}
