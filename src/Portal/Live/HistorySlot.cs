namespace Portal.Live;

/// <summary>What was seen of a pair within five seconds.</summary>
/// <param name="At">When they began, UTC, on a grid of five seconds.</param>
/// <param name="Backlog">Largest backlog, bytes; null: not known.</param>
/// <param name="Tries">Tries of the protected service; 0: it was not tried, which is not an answer.</param>
/// <param name="Silent">How many of them were not answered.</param>
/// <param name="Slowest">Slowest answer; null when there was none.</param>
/// <param name="Gap">Longest time without an answer that ended here or goes on; zero when every try was answered.</param>
public sealed record HistorySlot(DateTimeOffset At, long? Backlog, int Tries, int Silent, TimeSpan? Slowest, TimeSpan Gap)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>How far back slots are kept.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    public static HistorySlot Empty(DateTimeOffset at) => new(at, null, 0, 0, null, TimeSpan.Zero);
}
