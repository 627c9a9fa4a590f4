namespace Portal.Remoting.Simulation.Rehearsals;

/// <summary>A time that passes as fast as it is waited for: whoever waits is woken at once, and the time is what it would be then.</summary>
/// <remarks>Right for one waiter at a time, which is all that a rehearsal has.</remarks>
/// <param name="passes">Called with each moment that is jumped to, so that nothing on the way is missed.</param>
internal sealed class RehearsalClock(DateTimeOffset begins, Action<DateTimeOffset> passes) : TimeProvider
{
    private long _ticks = begins.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <summary>Goes forward to a moment; never back.</summary>
    public void To(DateTimeOffset moment)
    {
        if (moment.UtcTicks > Volatile.Read(ref _ticks)) Volatile.Write(ref _ticks, moment.UtcTicks);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan) return new Rung();
        passes(GetUtcNow() + dueTime);
        // Never on the caller's own stack: it has not got its timer yet.
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Rung();
    }

    private sealed class Rung : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
