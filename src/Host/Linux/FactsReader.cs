using Portal.Host.Apt;
using Portal.Host.Patroni;
using Portal.Host.Wire;

namespace Portal.Host.Linux;

/// <summary>Reads what the server knows of itself, from files and from its own Patroni; starts no process and needs no root.</summary>
internal sealed class FactsReader(HostRoots roots, TimeProvider time) : IDisposable
{
    /// <summary>Free space is told in whole steps of this many bytes, rounded down: every log line would be a change otherwise.</summary>
    private const long DiskStep = 16L << 20;

    private static readonly string[] PackageFolders = ["var/cache/apt", "var/lib/dpkg", "usr", "boot"];

    private readonly PatroniRest? _patroni = PatroniRest.Of(roots, TimeSpan.FromSeconds(1));
    private (DateTime, DateTime) _dpkgAsOf;
    private IReadOnlyList<string>? _halfConfigured;

    internal async Task<HostFacts> Read(CancellationToken stop)
    {
        Task<PatroniFacts>? patroni = _patroni?.Facts(stop);
        List<string> problems = [];
        string? boot = roots.BootId();
        if (boot is null)
            problems.Add("The boot id cannot be read.");
        AutomaticUpdates automatic = AutomaticUpdates.Read(roots);
        PackageActivity activity = new PackageLocks(roots).Holder();
        problems.AddRange(new[] { automatic.Problem, activity.Problem }.OfType<string>());
        HostFacts facts = new(
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            boot,
            File.Exists(roots.RebootRequired),
            TextFile.Lines(roots.RebootRequiredBy)?.Distinct().ToArray() ?? [],
            automatic.State,
            activity.Holder,
            HalfConfigured(problems),
            DiskFree(problems),
            patroni is null ? null : await patroni,
            problems);
        return facts;
    }

    /// <summary>Whether two readings differ in anything but their time.</summary>
    internal static bool Differ(HostFacts one, HostFacts other) =>
        !System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(one with { AtUnixMs = 0 }, WireJson.Default.HostFacts).AsSpan()
            .SequenceEqual(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(other with { AtUnixMs = 0 }, WireJson.Default.HostFacts));

    public void Dispose() => _patroni?.Dispose();

    private IReadOnlyList<string>? HalfConfigured(List<string> problems)
    {
        try
        {
            // dpkg's list is megabytes long: read again only when dpkg has written.
            (DateTime, DateTime) asOf = (File.GetLastWriteTimeUtc(roots.DpkgStatus), Directory.GetLastWriteTimeUtc(roots.DpkgJournal));
            if (_halfConfigured is null || asOf != _dpkgAsOf)
                _halfConfigured = [.. DpkgStatus.Read(roots).Unfinished];
            _dpkgAsOf = asOf;
            return _halfConfigured;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add("dpkg's list of packages cannot be read, so nobody knows whether one is unfinished.");
            return null;
        }
    }

    private long? DiskFree(List<string> problems)
    {
        try
        {
            long least = PackageFolders.Select(roots.At).Where(Directory.Exists).Min(f => new DriveInfo(f).AvailableFreeSpace);
            return least / DiskStep * DiskStep;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            problems.Add("The free space on the server's file systems cannot be read.");
            return null;
        }
    }
}
