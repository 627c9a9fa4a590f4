namespace Portal.Host.Wire;

/// <summary>What a server knows of itself. A null is 'not known'; <see cref="Problems"/> says why.</summary>
/// <param name="AtUnixMs">Server's clock, ms since 1970 UTC.</param>
/// <param name="AutomaticUpdates">'off', 'download-only', 'installs'.</param>
/// <param name="PackageHolder">Who holds the package manager's lock: 'apt-get (pid 812)'; "" when nobody.</param>
/// <param name="HalfConfigured">Packages that dpkg left unfinished.</param>
/// <param name="DiskFreeBytes">Least free space of the file systems that packages are written to, bytes.</param>
/// <param name="Patroni">Null where no Patroni is configured.</param>
public sealed record HostFacts(
    long AtUnixMs,
    string? BootId,
    bool? RebootRequired,
    IReadOnlyList<string>? RebootRequiredBy,
    string? AutomaticUpdates,
    string? PackageHolder,
    IReadOnlyList<string>? HalfConfigured,
    long? DiskFreeBytes,
    PatroniFacts? Patroni,
    IReadOnlyList<string>? Problems);

/// <summary>Patroni as this server's own REST interface shows it.</summary>
/// <param name="Name">This member's name.</param>
/// <param name="Role">Of this member: 'primary' (or 'master'), 'replica', ...; null when its Patroni does not answer.</param>
/// <param name="State">'running', 'streaming', 'stopped', 'starting', ...</param>
/// <param name="Paused">Null when not known.</param>
/// <param name="Members">The cluster as this member sees it; null when not known.</param>
/// <param name="Problem">Why something is not known; null when all is.</param>
/// <param name="Synchronous">Whether <c>synchronous_mode</c> is on (GET /config); null when not known. With it on, only a sync_standby may take over.</param>
public sealed record PatroniFacts(
    string? Name,
    string? Role,
    string? State,
    int? Timeline,
    bool? Paused,
    IReadOnlyList<PatroniMember>? Members,
    string? Problem,
    bool? Synchronous = null);

/// <summary>One member of <c>GET /cluster</c>.</summary>
/// <param name="Role">'leader', 'replica', 'sync_standby', ...</param>
/// <param name="LagBytes">Null where Patroni says 'unknown' or nothing.</param>
public sealed record PatroniMember(string Name, string Role, string State, int? Timeline, long? LagBytes, string? Host);

/// <summary>Installed versions; a package that is not installed is left out.</summary>
/// <param name="RebootRequired">Null when not known.</param>
public sealed record InstalledPackages(IReadOnlyList<WirePackage> Packages, IReadOnlyList<string> HalfConfigured, bool? RebootRequired);
