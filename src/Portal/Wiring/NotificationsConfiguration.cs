using System.Globalization;
using Portal.Notifications;
using Portal.Notifications.Settings;
using Portal.Wiring.Configuration;

namespace Portal.Wiring;

/// <summary>Reads the section Notifications of the configuration; docs/configuration.md describes it.</summary>
internal static partial class NotificationsConfiguration
{
    private const string DurationInstead = "Write a duration of at most 7 days, for example 10 min, 45 s or 12 h.";

    /// <summary>What is wrong is added to <paramref name="faults"/>; no secret is ever named there.</summary>
    /// <param name="publicUrl">Where people open the portal, when Notifications:Address says nothing else.</param>
    public static NotificationSettings Read(IConfiguration configuration, Uri? publicUrl, SettingFaults faults)
    {
        var from = new SettingReader(configuration.GetSection("Notifications"), faults);
        from.Only("Address", "Mail", "Webhooks", "Reminders", "Digest", "GiveUpAfter");
        return new NotificationSettings(
            ReadAddress(from) ?? publicUrl,
            from.Has("Mail") ? ReadMail(from.Section("Mail")) : null,
            [.. from.Each("Webhooks").Select(ReadWebhook).OfType<WebhookSettings>()],
            ReadReminders(from.Section("Reminders")),
            from.Has("Digest") ? ReadDigest(from.Section("Digest")) : null,
            from.Value("GiveUpAfter", Quantities.Duration, NotificationSettings.None.GiveUpAfter, DurationInstead));
    }

    private static Uri? ReadAddress(SettingReader from)
    {
        if (from.Text("Address") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && OutsideSettings.IsSafe(address) && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }) return address;
        from.Fault("Address", $"is '{text}'", "Write the address at which people open the portal, with https and without a path: https://portal.example.com.");
        return null;
    }

    private static MailSettings ReadMail(SettingReader from)
    {
        from.Only("Host", "Port", "Security", "From", "User", "PasswordFile", "Authority", "Limit");
        var host = from.Host("Write the mail server's name, for example mail.example.com.");
        var security = from.Value<MailSecurity>("Security", ParseEnum<MailSecurity>, MailSecurity.StartTls,
            "Write StartTls (port 587), Tls (port 465), or None for a server that offers neither.");
        var sender = from.Required("From", "Write the address that messages come from, for example portal@example.com.");
        if (sender.Length > 0 && !MailAddresses.IsValid(sender)) from.Fault("From", $"is '{sender}'", "Write one plain address, for example portal@example.com.");
        var user = from.Text("User");
        var password = from.Secret("PasswordFile", "the password of the mail account");
        if ((user is null) != (password is null) && from.Has("User") != from.Has("PasswordFile"))
            from.Fault(user is null ? "User" : "PasswordFile", "is missing", "Write both User and PasswordFile, or neither.");
        if (user is not null && security == MailSecurity.None && !OutsideSettings.IsLoopback(host))
            from.Fault("Security", "is 'None' with a User, whose password would cross the network in the clear", "Write StartTls or Tls, or take User and PasswordFile out.");
        return new MailSettings(
            host, from.Value<int>("Port", Addresses.Port, security == MailSecurity.Tls ? 465 : security == MailSecurity.None ? 25 : 587, "Write a port, 1 to 65535."),
            security, sender, user, password, from.Authority(), ReadLimit(from, TimeSpan.FromSeconds(20)));
    }

    private static ReminderSettings ReadReminders(SettingReader from)
    {
        from.Only("First", "Every", "Escalate", "Warn");
        var usual = ReminderSettings.Usual;
        var every = from.Value("Every", Quantities.Duration, usual.Every, DurationInstead);
        if (every < TimeSpan.FromMinutes(1)) from.Fault("Every", $"is '{from.Text("Every")}'", "Write at least 1 min: nobody reads faster.");
        return new ReminderSettings(
            from.Value("First", Quantities.Duration, usual.First, DurationInstead), every,
            from.Value("Escalate", Quantities.Duration, usual.Escalate, DurationInstead),
            from.Value("Warn", Quantities.Duration, usual.Warn, DurationInstead));
    }

    private static DigestSettings ReadDigest(SettingReader from)
    {
        from.Only("At", "Zone");
        const string at = "Write a time of day as HH:mm, for example 07:30.", zone = "Write an IANA time zone, for example Europe/Vienna or Etc/UTC.";
        from.Required("At", at);
        var time = from.Value<TimeOnly>("At",
            text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null, TimeOnly.MinValue, at);
        var name = from.Required("Zone", zone);
        if (name.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)) return new DigestSettings(time, found);
        if (name.Length > 0) from.Fault("Zone", $"is '{name}'", zone);
        return new DigestSettings(time, TimeZoneInfo.Utc);
    }

    private static TimeSpan ReadLimit(SettingReader from, TimeSpan usual)
    {
        var limit = from.Value("Limit", Quantities.Duration, usual, DurationInstead);
        if (limit > TimeSpan.FromMinutes(1)) from.Fault("Limit", $"is '{from.Text("Limit")}'", "Write at most 60 s: what takes longer is tried again.");
        return limit;
    }

    private static T? ParseEnum<T>(string text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value : null;
}
