using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Components.Controls;

/// <summary>The service probe over the last minute, as a strip of bars can show it.</summary>
/// <param name="Bars">Oldest first, one for each half second; null where nothing was tried.</param>
/// <param name="Every">Usual time between two tries; zero when there are fewer than two.</param>
/// <param name="LongestGap">Longest time between the ends of two answered tries that had a silent one between them; to now, when none answered since.</param>
/// <param name="Failed">Silent tries.</param>
public sealed record ProbeHistory(ImmutableArray<ProbeBar?> Bars, TimeSpan Every, TimeSpan LongestGap, int Tries, int Failed)
{
    /// <summary>What is looked back on.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(60);

    private const int Count = 120;

    /// <summary>'50 ms', '1 s': how often was tried, without the jitter.</summary>
    public static string Pace(TimeSpan every)
    {
        var ms = Math.Round(every.TotalMilliseconds / 10) * 10;
        return ms < 950 ? $"{ms.ToString("0", CultureInfo.InvariantCulture)} ms" : Shown.Duration(TimeSpan.FromSeconds(Math.Round(every.TotalSeconds, 1)));
    }

    public static ProbeHistory Of(ImmutableArray<ProbeBeat> beats, DateTimeOffset now)
    {
        ImmutableArray<ProbeBeat> seen = [.. (beats.IsDefault ? [] : beats).Where(b => now - b.At <= Span && b.At <= now)];
        var bars = new ProbeBar?[Count];
        foreach (var beat in seen)
        {
            var at = Math.Clamp(Count - 1 - (int)((now - beat.At) / (Span / Count)), 0, Count - 1);
            bars[at] = new ProbeBar(bars[at] is { } b && b.Took > beat.Took ? b.Took : beat.Took, bars[at] is { State: ServiceState.Silent } ? ServiceState.Silent : beat.State);
        }
        return new ProbeHistory([.. bars], Usual(seen), Gap(seen, now), seen.Length, seen.Count(b => b.State == ServiceState.Silent));
    }

    private static TimeSpan Usual(ImmutableArray<ProbeBeat> beats)
    {
        var steps = beats.Zip(beats.Skip(1), (a, b) => b.At - a.At).Order().ToArray();
        return steps.Length == 0 ? TimeSpan.Zero : steps[steps.Length / 2];
    }

    private static TimeSpan Gap(ImmutableArray<ProbeBeat> beats, DateTimeOffset now)
    {
        var longest = TimeSpan.Zero;
        DateTimeOffset? answered = null;
        DateTimeOffset? silent = null;
        foreach (var beat in beats)
        {
            if (beat.State == ServiceState.Silent)
            {
                silent ??= beat.At;
                continue;
            }
            var end = beat.At + beat.Took;
            if (silent is { } from) longest = Longer(longest, end - (answered ?? from));
            (answered, silent) = (end, null);
        }
        return silent is { } still ? Longer(longest, now - (answered ?? still)) : longest;
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>What the tries of one half second came to: the slowest, and silent when one of them was.</summary>
public sealed record ProbeBar(TimeSpan Took, ServiceState State);
