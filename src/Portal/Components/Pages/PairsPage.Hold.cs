namespace Portal.Components.Pages;

/// <summary>Here what keeps rows where they are while somebody points at them, or has the focus among them.</summary>
public sealed partial class PairsPage
{
    // From row to row the focus leaves and comes: the order must not be let go in between.
    private static readonly TimeSpan Leaving = TimeSpan.FromMilliseconds(400);
    private ITimer? _leaving;

    private void PointerCame() => _order.UnderPointer = true;

    private void PointerLeft()
    {
        _order.UnderPointer = false;
        Arrange();
    }

    private void FocusCame()
    {
        _leaving?.Dispose();
        _leaving = null;
        _order.HasFocus = true;
    }

    private void FocusLeft()
    {
        _leaving?.Dispose();
        _leaving = Time.CreateTimer(_ => _ = InvokeAsync(LetGo), null, Leaving, Timeout.InfiniteTimeSpan);
    }

    private void LetGo()
    {
        // A focus that came meanwhile has taken the timer away.
        if (_leaving is null) return;
        _leaving.Dispose();
        _leaving = null;
        _order.HasFocus = false;
        Redraw();
    }

    private void Reach(string key)
    {
        _at = key;
        _pace.Ask();
    }

    private void SortNow()
    {
        _order.Forget();
        Arrange();
    }
}
