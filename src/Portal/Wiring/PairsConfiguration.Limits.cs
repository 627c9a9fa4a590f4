using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Wiring.Configuration;

namespace Portal.Wiring;

internal static partial class PairsConfiguration
{
    private const string DurationInstead = "Write a duration of at most 7 days, for example 00:30:00, 30 min, 45 s or 12 h.";
    private const string BytesInstead = "Write a size with its unit, for example 0 B, 64 KB, 1 MB or 2 GB.";

    private static PairLimits ReadLimits(SettingReader from)
    {
        from.Only("Backlog", "DiskFree", "ClockSkew", "Install", "Reboot", "Switchover", "Sync");
        var usual = PairLimits.Default;
        return new PairLimits(
            BacklogBytes: from.Value("Backlog", Quantities.Bytes, usual.BacklogBytes, BytesInstead),
            DiskFreeBytes: from.Value("DiskFree", Quantities.Bytes, usual.DiskFreeBytes, BytesInstead),
            ClockSkew: from.Value("ClockSkew", Quantities.Duration, usual.ClockSkew, DurationInstead),
            Install: from.Value("Install", Quantities.Duration, usual.Install, DurationInstead),
            Reboot: from.Value("Reboot", Quantities.Duration, usual.Reboot, DurationInstead),
            Switchover: from.Value("Switchover", Quantities.Duration, usual.Switchover, DurationInstead),
            Sync: from.Value("Sync", Quantities.Duration, usual.Sync, DurationInstead));
    }

    private static MaintenanceWindow ReadWindow(SettingReader from)
    {
        from.Only("Days", "From", "To", "Zone");
        return new MaintenanceWindow(ReadDays(from), ReadTime(from, "From"), ReadTime(from, "To"), ReadZone(from));
    }

    private static ImmutableArray<DayOfWeek> ReadDays(SettingReader from)
    {
        var days = from.List("Days");
        if (days.IsEmpty)
            from.Fault("Days", "is missing", "Write the days on which the window opens: [\"Tue\", \"Thu\"].");
        foreach (var (key, text) in days.Where(day => ParseDay(day.Text) is null))
            from.Fault(key, $"is '{text}'", "Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.");
        return [.. days.Select(day => ParseDay(day.Text)).OfType<DayOfWeek>().Distinct()];
    }

    private static DayOfWeek? ParseDay(string text)
    {
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            var name = day.ToString();
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase) || name[..3].Equals(text, StringComparison.OrdinalIgnoreCase)) return day;
        }
        return null;
    }

    private static TimeOnly ReadTime(SettingReader from, string key)
    {
        const string instead = "Write a time of day as HH:mm, for example 21:00.";
        from.Required(key, instead);
        return from.Value<TimeOnly>(key,
            text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
            TimeOnly.MinValue, instead);
    }

    private static string ReadZone(SettingReader from)
    {
        const string instead = "Write an IANA time zone, for example Europe/Vienna or Etc/UTC.";
        var zone = from.Required("Zone", instead);
        if (zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            from.Fault("Zone", $"is '{zone}'", instead);
        return zone;
    }
}
