using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Patchers.Apt;

/// <summary>Patches Debian servers through portal-host: what to order, and how to read back what is installed.</summary>
internal static class AptPatcher
{
    private static readonly TimeSpan ScanLimit = TimeSpan.FromMinutes(10);

    public static Job Scan() => new(JobKinds.Scan, LimitSeconds: (int)ScanLimit.TotalSeconds);

    /// <summary>Exactly these versions.</summary>
    public static Job Install(ImmutableArray<PackageVersion> packages, TimeSpan limit) =>
        new(JobKinds.Install, Packages: Wire(packages), LimitSeconds: (int)Math.Ceiling(limit.TotalSeconds));

    public static Request Installed(ImmutableArray<PackageVersion> packages) => new(Verbs.Installed, Packages: Wire(packages));

    /// <summary>Whether exactly these versions are installed, and nothing is half configured.</summary>
    public static EffectReport Verify(Identity on, ImmutableArray<PackageVersion> expected, InstalledPackages found)
    {
        if (found.HalfConfigured.Count > 0)
        {
            return EffectReport.Failed(
                PlainText.Of($"dpkg on {on} left unfinished: {string.Join(", ", found.HalfConfigured)}."),
                "Run 'dpkg --configure -a' on the server and read what it says, then verify again.");
        }

        var versions = found.Packages.ToLookup(p => p.Name, p => p.Version, StringComparer.Ordinal);
        var wrong = expected.Where(e => !versions[e.Name].Contains(e.Version)).Select(e =>
            versions.Contains(e.Name) ? $"{e.Name} is {string.Join(" and ", versions[e.Name])}, not {e.Version}" : $"{e.Name} is not installed").ToImmutableArray();
        if (wrong.Length > 0)
        {
            var more = wrong.Length > 5 ? string.Create(CultureInfo.InvariantCulture, $"; {wrong.Length - 5} more") : "";
            return EffectReport.Failed(
                PlainText.Of($"{on} does not have what was approved: {string.Join("; ", wrong.Take(5))}{more}."),
                "See what changed the packages since, then plan the server again.");
        }

        return new EffectReport(
            EffectState.Succeeded,
            string.Create(CultureInfo.InvariantCulture, $"{on} has all {expected.Length} approved versions installed."),
            RebootRequired: found.RebootRequired);
    }

    private static IReadOnlyList<WirePackage> Wire(ImmutableArray<PackageVersion> packages) =>
        [.. packages.Select(p => new WirePackage(p.Name, p.Version))];
}
