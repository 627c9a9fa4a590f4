using System.Collections.Immutable;
using Portal.Components.Controls;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>What happened in one minute, for those who read a table rather than a drawing.</summary>
/// <param name="At">When it began, UTC.</param>
/// <param name="Backlog">Largest, bytes; null: not known.</param>
/// <param name="Slowest">Slowest answer; null: there was none.</param>
public sealed record HistoryMinute(DateTimeOffset At, long? Backlog, TimeSpan? Slowest, int Tries, int Silent);

/// <summary>The last 15 minutes in a sentence each, and minute by minute.</summary>
public static class HistoryWords
{
    /// <summary>'now 12 KB, at most 2.1 GB, above the limit of 1 MB for about 3 min 10 s'.</summary>
    public static string Backlog(ImmutableArray<HistorySlot> history, long limit)
    {
        var known = Of(history).Where(s => s.Backlog is not null).ToArray();
        if (known.Length == 0) return "Not known in this time.";
        var above = known.Count(s => s.Backlog > limit);
        var over = above == 0 ? $"never above the limit of {Shown.Bytes(limit)}" : $"above the limit of {Shown.Bytes(limit)} for about {Shown.Duration(above * HistorySlot.Length)}";
        return $"{Shown.Bytes(known[^1].Backlog!.Value)} at last, {Shown.Bytes(known.Max(s => s.Backlog!.Value))} at most, {over}{Unseen(known)}.";
    }

    /// <summary>'All 885 tries were answered, the slowest took 12 ms', or how many were not and the longest gap.</summary>
    public static string Service(ImmutableArray<HistorySlot> history)
    {
        var tried = Of(history).Where(s => s.Tries > 0).ToArray();
        if (tried.Length == 0) return "Not tried in this time.";
        var (tries, silent) = (tried.Sum(s => s.Tries), tried.Sum(s => s.Silent));
        if (silent > 0) return $"{silent} of {tries} tries were not answered; the longest time without an answer was {Shown.Duration(tried.Max(s => s.Gap))}{Unseen(tried)}.";
        var slowest = tried.Max(s => s.Slowest) is { } took ? $", the slowest took {Milliseconds(took)}" : "";
        return $"All {tries} tries were answered{slowest}{Unseen(tried)}.";
    }

    /// <summary>Newest first; a minute of which nothing is known is left out.</summary>
    public static ImmutableArray<HistoryMinute> Minutes(ImmutableArray<HistorySlot> history) =>
    [
        .. Of(history).GroupBy(s => s.At.UtcTicks / TimeSpan.TicksPerMinute).OrderByDescending(g => g.Key).Select(g => new HistoryMinute(
            new DateTimeOffset(g.Key * TimeSpan.TicksPerMinute, TimeSpan.Zero), g.Max(s => s.Backlog), g.Max(s => s.Slowest), g.Sum(s => s.Tries), g.Sum(s => s.Silent))),
    ];

    /// <summary>'under 1 ms', '3.2 ms', '12 ms', '1.39 s'.</summary>
    public static string Milliseconds(TimeSpan span) => span.TotalMilliseconds switch
    {
        >= 1000 => Shown.Duration(span),
        < 1 => "under 1 ms",
        >= 10 => FormattableString.Invariant($"{span.TotalMilliseconds:0} ms"),
        _ => FormattableString.Invariant($"{span.TotalMilliseconds:0.#} ms"),
    };

    // A little less than the whole is the beginning of the first slot, and no news.
    private static string Unseen(HistorySlot[] seen)
    {
        var slots = (int)(HistorySlot.Span / HistorySlot.Length);
        return seen.Length >= slots - 2 ? "" : $"; seen in {Shown.Duration(Math.Min(seen.Length, slots) * HistorySlot.Length)} of 15 min";
    }

    private static ImmutableArray<HistorySlot> Of(ImmutableArray<HistorySlot> history) => history.IsDefault ? [] : history;
}
