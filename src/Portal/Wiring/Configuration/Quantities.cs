using System.Globalization;

namespace Portal.Wiring.Configuration;

/// <summary>Durations and sizes as people write them; a number always has its unit.</summary>
internal static class Quantities
{
    /// <summary>'00:30:00', '30 min', '45 s', '12 h' or '2 d'; more than zero, at most 7 days; null for anything else.</summary>
    public static TimeSpan? Duration(string text)
    {
        TimeSpan? value = TimeSpan.TryParseExact(text, ["hh\\:mm\\:ss", "d\\.hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out var clock)
            ? clock
            : Split(text) switch
            {
                ({ } n, "s" or "sec") => TimeSpan.FromSeconds(n),
                ({ } n, "min") => TimeSpan.FromMinutes(n),
                ({ } n, "h") => TimeSpan.FromHours(n),
                ({ } n, "d") => TimeSpan.FromDays(n),
                _ => null,
            };
        return value > TimeSpan.Zero && value <= TimeSpan.FromDays(7) ? value : null;
    }

    /// <summary>'0 B', '64 KB', '1 MB' or '2 GB', in steps of 1024; null for anything else.</summary>
    public static long? Bytes(string text)
    {
        double? value = Split(text) switch
        {
            ({ } n, "B") => n,
            ({ } n, "KB") => n * (1L << 10),
            ({ } n, "MB") => n * (1L << 20),
            ({ } n, "GB") => n * (1L << 30),
            ({ } n, "TB") => n * (1L << 40),
            _ => null,
        };
        return value is >= 0 and <= (1L << 50) ? (long)value : null;
    }

    private static (double? Number, string Unit) Split(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return (double.TryParse(text[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e12 ? number : null,
            text[end..].Trim());
    }
}
