using System.Collections.Immutable;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>What charts.js draws: one value for each slot of the last 15 minutes, null where nothing is known.</summary>
/// <param name="Unit">'bytes' or 'ms'.</param>
/// <param name="Start">Beginning of the first slot, seconds since 1970 UTC.</param>
/// <param name="Step">Length of a slot, seconds.</param>
/// <param name="Span">What is shown, seconds up to <paramref name="Now"/>.</param>
/// <param name="Now">Right end, seconds since 1970 UTC.</param>
/// <param name="Top">Least value at the top of the scale.</param>
/// <param name="Limit">Drawn dashed; null: there is none.</param>
/// <param name="Tries">How often the service was tried in a slot; null for the backlog.</param>
/// <param name="Silent">How many of these tries were not answered.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Group">Charts of one group share their cursor.</param>
public sealed record ChartData(
    string Unit, long Start, int Step, int Span, double Now, double Top, double? Limit,
    ImmutableArray<double?> Values, ImmutableArray<int>? Tries, ImmutableArray<int>? Silent, int Height, string Group)
{
    private const double LeastBytes = 4096, LeastMilliseconds = 50;
    private const int Tall = 112;

    /// <param name="limit">Largest backlog that counts as in sync, bytes.</param>
    public static ChartData Backlog(ImmutableArray<HistorySlot> history, DateTimeOffset now, long limit, string group)
    {
        var (slots, start) = Grid(history, now);
        return Of("bytes", start, now, Math.Max(LeastBytes, limit * 1.15), limit, [.. slots.Select(s => (double?)s?.Backlog)], null, null, group);
    }

    /// <summary>The slowest answer of each slot, milliseconds.</summary>
    public static ChartData Service(ImmutableArray<HistorySlot> history, DateTimeOffset now, string group)
    {
        var (slots, start) = Grid(history, now);
        return Of("ms", start, now, LeastMilliseconds, null, [.. slots.Select(s => s?.Slowest is { } took ? Math.Round(took.TotalMilliseconds, 2) : (double?)null)],
            [.. slots.Select(s => s?.Tries ?? 0)], [.. slots.Select(s => s?.Silent ?? 0)], group);
    }

    private static ChartData Of(string unit, long start, DateTimeOffset now, double top, double? limit, ImmutableArray<double?> values, ImmutableArray<int>? tries, ImmutableArray<int>? silent, string group) =>
        new(unit, start, (int)HistorySlot.Length.TotalSeconds, (int)HistorySlot.Span.TotalSeconds, now.ToUnixTimeMilliseconds() / 1000.0, top, limit, values, tries, silent, Tall, group);

    // Slots lie on a grid, so a place without one is a time of which nothing is known.
    private static (HistorySlot?[] Slots, long Start) Grid(ImmutableArray<HistorySlot> history, DateTimeOffset now)
    {
        var step = (long)HistorySlot.Length.TotalSeconds;
        var last = now.ToUnixTimeSeconds() / step * step;
        var count = (int)(HistorySlot.Span / HistorySlot.Length) + 1;
        var start = last - ((count - 1) * step);
        var slots = new HistorySlot?[count];
        foreach (var slot in history.IsDefault ? [] : history)
        {
            var place = (slot.At.ToUnixTimeSeconds() - start) / step;
            if (place >= 0 && place < count) slots[place] = slot;
        }
        return (slots, start);
    }
}
