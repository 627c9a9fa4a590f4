using System.Globalization;

namespace Portal.Components.Controls;

/// <summary>Numbers as people read them, always with their unit.</summary>
public static class Shown
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>'0 B', '312 B', '18 KB', '2.1 GB', in steps of 1024.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        var digits = unit == 0 || Math.Abs(value) >= 10 ? "0" : "0.#";
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>'now', '3 s', '4 min', '2 h', '31 d': rounded down, so that nothing looks older than it is by rounding.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };

    /// <summary>'1.39 s', '48 s', '3 min 02 s', '1 h 52 min', '2 d 4 h'.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => $"{span.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min {span.Seconds:00} s",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h {span.Minutes:00} min",
        _ => $"{(int)span.TotalDays} d {span.Hours} h",
    };

    /// <summary>'2026-11-22 21:14:20 UTC'.</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
