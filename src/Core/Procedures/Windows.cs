using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;

namespace Portal.Core.Procedures;

/// <summary>Maintenance windows.</summary>
public static class Windows
{
    /// <summary>Inside one of the windows, or there are none.</summary>
    public static Verdict Check(ImmutableArray<MaintenanceWindow> windows, DateTimeOffset now)
    {
        if (windows.IsDefaultOrEmpty) return new Verdict.Pass("No maintenance window is declared: always open.");
        foreach (var window in windows)
            if (Left(window, now) is { } left)
                return new Verdict.Pass($"Inside the maintenance window, which closes in {Words(left)}.");
        return new Verdict.Fail("Outside the maintenance window.", $"Wait for the window ({string.Join("; ", windows.Select(Describe))}), or have it changed in the pair's configuration.");
    }

    /// <summary>How long the window stays open; null when it is closed.</summary>
    public static TimeSpan? Left(MaintenanceWindow window, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(window.Zone);
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        foreach (var day in new[] { today, today.AddDays(-1) })
        {
            if (!window.Days.Contains(day.DayOfWeek)) continue;
            var opens = Instant(day + window.From.ToTimeSpan(), zone);
            var closes = Instant((window.To > window.From ? day : day.AddDays(1)) + window.To.ToTimeSpan(), zone);
            if (now >= opens && now < closes) return closes - now;
        }
        return null;
    }

    /// <summary>When one of the windows opens next; null when none does within a week, or there are none.</summary>
    public static DateTimeOffset? Opens(ImmutableArray<MaintenanceWindow> windows, DateTimeOffset now) => windows.IsDefaultOrEmpty
        ? null
        : windows.SelectMany(w => Openings(w, now)).Where(at => at > now).Order().Select(at => (DateTimeOffset?)at).FirstOrDefault();

    private static IEnumerable<DateTimeOffset> Openings(MaintenanceWindow window, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(window.Zone);
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        return Enumerable.Range(0, 8).Select(day => today.AddDays(day)).Where(day => window.Days.Contains(day.DayOfWeek))
            .Select(day => Instant(day + window.From.ToTimeSpan(), zone).ToUniversalTime());
    }

    // A time that the clocks skip is the first one after the gap; of one that comes twice, the first counts.
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static string Describe(MaintenanceWindow w) =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", w.Days)} {w.From:HH\\:mm} to {w.To:HH\\:mm} {w.Zone}");

    private static string Words(TimeSpan left) =>
        left.TotalHours >= 1 ? $"{(int)left.TotalHours} h {left.Minutes} min" : $"{Math.Max(1, (int)left.TotalMinutes)} min";
}
