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
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var length = window.To > window.From ? window.To - window.From : window.To - window.From + TimeSpan.FromDays(window.To == window.From ? 1 : 0);
        foreach (var back in new[] { 0, 1 })
        {
            var day = local.Date.AddDays(-back);
            if (!window.Days.Contains(day.DayOfWeek)) continue;
            var opens = day + window.From.ToTimeSpan();
            var closes = opens + length;
            if (local.DateTime >= opens && local.DateTime < closes) return closes - local.DateTime;
        }
        return null;
    }

    private static string Describe(MaintenanceWindow w) =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", w.Days)} {w.From:HH\\:mm} to {w.To:HH\\:mm} {w.Zone}");

    private static string Words(TimeSpan left) =>
        left.TotalHours >= 1 ? $"{(int)left.TotalHours} h {left.Minutes} min" : $"{Math.Max(1, (int)left.TotalMinutes)} min";
}
