namespace Portal.Remoting.Hosts;

/// <summary>A moment after which is no longer waited.</summary>
internal sealed class Deadline(TimeProvider clock, TimeSpan limit)
{
    private readonly long _began = clock.GetTimestamp();

    public TimeSpan Elapsed => clock.GetElapsedTime(_began);

    public TimeSpan Left => limit > Elapsed ? limit - Elapsed : TimeSpan.Zero;

    public bool HasPassed => Left == TimeSpan.Zero;

    /// <summary>The shorter of what is left and the given span.</summary>
    public TimeSpan AtMost(TimeSpan span) => Left < span ? Left : span;
}
