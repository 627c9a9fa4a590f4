using System.Collections.Immutable;
using Portal.Wiring.Configuration;

namespace Portal.Audit.Signing;

/// <summary>With what the audit trail proves itself.</summary>
/// <param name="KeyFile">Path of the private key that signs checkpoints; null: beside the database's other keys.</param>
/// <param name="AnchorFiles">Files, best on other volumes, that get every checkpoint.</param>
/// <param name="Syslog">A system log that gets every checkpoint; null: none.</param>
/// <param name="Webhooks">Web servers that get every checkpoint.</param>
/// <param name="BlockAfter">When no anchor took anything for so long, nothing dangerous is begun; 15 min to 7 d.</param>
/// <param name="Reconcile">Hash of an anchored head that the database does not have, which whoever starts the portal accepts as lost; null: none.</param>
internal sealed record ProofSettings(string? KeyFile, ImmutableArray<string> AnchorFiles, SyslogSettings? Syslog, ImmutableArray<HookSettings> Webhooks, TimeSpan BlockAfter, string? Reconcile)
{
    public static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <summary>The key beside the database, and no anchor.</summary>
    public static readonly ProofSettings None = new(null, [], null, [], Usual, null);

    /// <summary>Reads 'Audit'.</summary>
    internal static ProofSettings Read(IConfiguration configuration, SettingFaults faults)
    {
        var from = new SettingReader(configuration.GetSection("Audit"), faults);
        from.Only("KeyFile", "AnchorFiles", "Syslog", "Webhooks", "BlockAfter", "Reconcile");
        foreach (var (key, file) in from.List("AnchorFiles").Where(file => !Path.IsPathFullyQualified(file.Text)))
            from.Fault(key, $"is '{file}', which is no full path", "Write the full path of a file, best on another volume.");
        return new ProofSettings(from.Text("KeyFile"), [.. from.List("AnchorFiles").Select(file => file.Text).Distinct(StringComparer.Ordinal)],
            from.Has("Syslog") ? ReadSyslog(from.Section("Syslog")) : null, [.. from.Each("Webhooks").Select(ReadWebhook).OfType<HookSettings>()], ReadBlockAfter(from), from.Text("Reconcile"));
    }

    private static TimeSpan ReadBlockAfter(SettingReader from)
    {
        const string instead = "Write a duration from 15 min to 7 d, for example 1 h.";
        var after = from.Value("BlockAfter", Quantities.Duration, Usual, instead);
        // Checkpoints are made every 5 minutes: less would block by mere chance.
        if (after < TimeSpan.FromMinutes(15) || after > TimeSpan.FromDays(7)) from.Fault("BlockAfter", $"is '{from.Text("BlockAfter")}'", instead);
        return after;
    }

    private static SyslogSettings ReadSyslog(SettingReader from)
    {
        from.Only("Host", "Port", "Tls", "Authority");
        var host = from.Host("Write the log server's name, for example log.example.com.");
        var tls = from.Value<bool>("Tls", text => bool.TryParse(text, out var yes) ? yes : null, true, "Write true or false.");
        if (!tls && host.Length > 0 && !OutsideSettings.IsLoopback(host)) from.Fault("Tls", "is false, and checkpoints would cross the network where anybody could change them", "Take it out; TLS is usual. A log on this machine may do without.");
        return new SyslogSettings(host, from.Value<int>("Port", Addresses.Port, tls ? 6514 : 601, "Write a port, 1 to 65535."), tls, from.Authority());
    }

    private static HookSettings? ReadWebhook(SettingReader from)
    {
        from.Only("UrlFile", "KeyFile", "Authority");
        from.DemandName();
        var (url, key, authority) = (from.HookUrl(), from.HookKey(isNeeded: true), from.Authority());
        return url is null || key is null ? null : new HookSettings(from.Id, url, key, authority);
    }
}
