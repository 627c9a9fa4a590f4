namespace Portal.Tests.Runs;

/// <summary>The system's clock, which a test sets forward; waits of 5 s and more take a fiftieth.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private long _ticks;

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= Long ? dueTime / 50 : dueTime, period);
}
