using Portal.Host.Wire;

namespace Portal.Host.Apt;

/// <summary>What 'apt-get -s' says it would do.</summary>
/// <param name="Installs">Packages that would be installed or upgraded, in apt's order.</param>
/// <param name="Removes">Names of packages that would be removed.</param>
internal sealed record AptSimulation(IReadOnlyList<WireUpdate> Installs, IReadOnlyList<string> Removes)
{
    /// <summary>Reads 'Inst name [old] (new origin, origin [arch])' and 'Remv name [old]' lines; other lines are skipped.</summary>
    internal static AptSimulation Parse(IEnumerable<string> lines)
    {
        List<WireUpdate> installs = [];
        List<string> removes = [];
        foreach (string line in lines)
        {
            if (line.StartsWith("Inst ", StringComparison.Ordinal) && Install(line[5..]) is { } install)
                installs.Add(install);
            else if (line.StartsWith("Remv ", StringComparison.Ordinal) || line.StartsWith("Purg ", StringComparison.Ordinal))
                removes.Add(line[5..].Split(' ')[0]);
        }
        return new(installs, removes);
    }

    private static WireUpdate? Install(string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int close = text.IndexOf(')', Math.Max(open, 0));
        if (open < 2 || close < 0)
            return null;
        string[] before = text[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string inside = text[(open + 1)..close];
        int arch = inside.LastIndexOf(" [", StringComparison.Ordinal);
        if (arch >= 0)
            inside = inside[..arch];
        int space = inside.IndexOf(' ', StringComparison.Ordinal);
        string version = space < 0 ? inside : inside[..space];
        string origin = space < 0 ? "" : inside[(space + 1)..].Trim();
        string? installed = before.Length > 1 && before[1].StartsWith('[') ? before[1].Trim('[', ']') : null;
        // 'Debian-Security:12/stable' of Debian, 'Ubuntu:24.04/noble-security' of Ubuntu.
        bool security = origin.Contains("security", StringComparison.OrdinalIgnoreCase);
        return new(before[0], installed, version, origin, security ? true : null);
    }
}
