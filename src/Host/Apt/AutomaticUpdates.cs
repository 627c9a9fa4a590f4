using Portal.Host.Linux;

namespace Portal.Host.Apt;

/// <summary>Whether the server installs updates by itself, as its configuration says.</summary>
/// <param name="State">'off', 'download-only', 'installs'; null when nothing says so.</param>
/// <param name="Problem">Why it is not known, with the remedy; null when it is.</param>
internal sealed record AutomaticUpdates(string? State, string? Problem)
{
    private const string Remedy =
        "Write 'APT::Periodic::Unattended-Upgrade \"0\";' to /etc/apt/apt.conf.d/20auto-upgrades.";

    internal static AutomaticUpdates Read(HostRoots roots)
    {
        AptConf conf = new();
        foreach (string file in Files(roots))
        {
            if (TextFile.Read(file) is not { } text)
                return new(null, $"{file} cannot be read, so nobody knows whether updates install by themselves. Make it readable for the user portal.");
            conf.Add(text);
        }
        return Judge(conf, File.Exists(roots.At("usr/bin/unattended-upgrade")));
    }

    /// <summary>Only what is stated counts: an absent policy is not 'off'.</summary>
    /// <param name="installed">Whether the program that installs by itself is there.</param>
    internal static AutomaticUpdates Judge(AptConf conf, bool installed)
    {
        if (IsOff(conf["APT::Periodic::Enable"]))
            return new("off", null);
        if (conf["APT::Periodic::Unattended-Upgrade"] is not { } policy)
        {
            string there = installed ? "unattended-upgrades is installed" : "unattended-upgrades is not installed";
            return new(null, $"No policy says whether updates install by themselves ({there}). {Remedy}");
        }
        if (!IsOff(policy))
            return new("installs", null);
        return new(IsOff(conf["APT::Periodic::Download-Upgradeable-Packages"] ?? "0") ? "off" : "download-only", null);
    }

    /// <summary>apt takes a number of days, with a unit, or 'always'; zero and nothing are off.</summary>
    private static bool IsOff(string? value) => value is not null && value.TrimEnd('s', 'm', 'h', 'd') is "" or "0";

    private static IEnumerable<string> Files(HostRoots roots)
    {
        string parts = roots.At("etc/apt/apt.conf.d");
        string[] found = Directory.Exists(parts) ? Directory.GetFiles(parts) : [];
        foreach (string file in found.Where(f => IsPart(Path.GetFileName(f))).Order(StringComparer.Ordinal))
            yield return file;
        if (File.Exists(roots.At("etc/apt/apt.conf")))
            yield return roots.At("etc/apt/apt.conf");
    }

    /// <summary>apt reads names of letters, digits, '-', '_' and '.', without an extension or with '.conf'.</summary>
    private static bool IsPart(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && Path.GetExtension(name) is "" or ".conf";
}
