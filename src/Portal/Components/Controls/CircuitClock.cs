namespace Portal.Components.Controls;

/// <summary>One timer for everything on a page that grows older; it runs only while somebody listens.</summary>
public sealed class CircuitClock(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Action? _listeners;
    private ITimer? _timer;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Raised once a second, on no particular thread.</summary>
    public event Action Ticked
    {
        add
        {
            lock (_gate)
            {
                _listeners += value;
                _timer ??= time.CreateTimer(_ => Tick(), null, Second, Second);
            }
        }
        remove
        {
            lock (_gate)
            {
                _listeners -= value;
                if (_listeners is null) Stop();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _listeners = null;
            Stop();
        }
    }

    private void Tick() => _listeners?.Invoke();

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
