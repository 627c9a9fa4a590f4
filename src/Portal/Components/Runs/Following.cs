namespace Portal.Components.Runs;

/// <summary>Shows each item of a stream on a page until the page is gone.</summary>
internal static class Following
{
    /// <param name="show">Runs on the page's own context.</param>
    /// <param name="fail">Told of a fault, which the page shows; not of its own end.</param>
    public static async Task Each<T>(IAsyncEnumerable<T> source, Func<T, Task> show, Func<Exception, Task> fail, CancellationToken stop)
    {
        try
        {
            await foreach (var item in source.WithCancellation(stop)) await show(item);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The page is gone, and with it whatever it was about to show.
        }
        catch (Exception fault)
        {
            await fail(fault);
        }
    }
}
