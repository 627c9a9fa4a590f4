using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>What a request may contain. Checked on both sides of sudo; what passes is safe as an argument and as a file name.</summary>
internal static class Checks
{
    internal const int MostPackages = 5_000;
    internal const int LongestLimitSeconds = 7 * 24 * 3600;

    /// <exception cref="RefusalException">It is not a key.</exception>
    internal static string Key(string? key) =>
        key is { Length: > 0 and <= 100 } && char.IsAsciiLetterOrDigit(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
            ? key
            : throw Bad("the job key");

    /// <exception cref="RefusalException">It is not a job that this server does.</exception>
    internal static Job Job(Job? job)
    {
        if (job is null)
            throw Bad("the job");
        if (job.LimitSeconds is < 1 or > LongestLimitSeconds)
            throw Bad("the job's limit");
        switch (job.Kind)
        {
            case JobKinds.Scan or JobKinds.Suspend or JobKinds.Resume:
                return new(job.Kind, LimitSeconds: job.LimitSeconds);
            case JobKinds.Install:
                return new(job.Kind, Packages: Packages(job.Packages), LimitSeconds: job.LimitSeconds);
            case JobKinds.Reboot:
                return new(job.Kind, BootId: Guid.TryParseExact(job.BootId, "D", out _) ? job.BootId : throw Bad("the boot id"), LimitSeconds: job.LimitSeconds);
            case JobKinds.Switchover when job.From == job.To:
                throw Bad("the switchover (from a member to itself)");
            case JobKinds.Switchover:
                return new(job.Kind, From: Member(job.From), To: Member(job.To), LimitSeconds: job.LimitSeconds);
            default:
                throw Bad("the job's kind");
        }
    }

    /// <exception cref="RefusalException">The list is empty, too long, names a package twice, or something in it is not a name or a version.</exception>
    internal static IReadOnlyList<WirePackage> Packages(IReadOnlyList<WirePackage>? packages)
    {
        IReadOnlyList<WirePackage> list = Names(packages);
        if (list.Any(p => !IsVersion(p.Version)))
            throw Bad("a package's version");
        return list.Select(p => p.Name).Distinct().Count() == list.Count ? list : throw Bad("the list of packages (one is named twice)");
    }

    /// <summary>Checks names only.</summary>
    internal static IReadOnlyList<WirePackage> Names(IReadOnlyList<WirePackage>? packages)
    {
        if (packages is not { Count: > 0 and <= MostPackages })
            throw Bad("the list of packages (1 to 5,000)");
        return packages.All(p => p is not null && IsName(p.Name)) ? packages : throw Bad("a package's name");
    }

    /// <summary>Debian Policy 5.6.1: lower-case letters, digits, '+', '-', '.', at least two; here with an optional ':architecture'.</summary>
    internal static bool IsName(string? name)
    {
        if (name is null || name.Length > 200)
            return false;
        string[] parts = name.Split(':');
        return parts.Length <= 2
            && parts[0].Length >= 2
            && parts.All(p => p.Length > 0 && IsLowerOrDigit(p[0]) && p.All(c => IsLowerOrDigit(c) || c is '+' or '-' or '.'));
    }

    /// <summary>Debian Policy 5.6.12: [epoch:]upstream[-revision]. Not ending with '-' or '+', which apt would take for a command.</summary>
    internal static bool IsVersion(string? version)
    {
        if (version is not { Length: > 0 and <= 200 } || version[^1] is '-' or '+' or ':')
            return false;
        int colon = version.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 || (colon > 0 && version[..colon].All(char.IsAsciiDigit)))
            && char.IsAsciiLetterOrDigit(version[colon + 1])
            && version[(colon + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '~' or ':');
    }

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static string Member(string? name) =>
        name is { Length: > 0 and <= 100 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && char.IsAsciiLetterOrDigit(name[0])
            ? name
            : throw Bad("a member's name");

    private static RefusalException Bad(string what) =>
        new($"In the request, {what} is not valid; nothing was done.", "This is a fault of the portal, or of somebody else who has its key.");
}
