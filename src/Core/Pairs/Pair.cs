using System.Collections.Immutable;

namespace Portal.Core.Pairs;

/// <summary>Names an engine adapter: 'patroni', 'simulated'.</summary>
public readonly record struct EngineKind(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One server of a pair, as declared.</summary>
/// <param name="HostName">What people call it; never a key, since clones share it.</param>
/// <param name="Management">Address at which it is reached whatever its role, 'host' or 'host:port'; null: only through its partner.</param>
/// <param name="ChannelAddress">Address that its partner reaches it at; used for the jump when there is no management address.</param>
/// <param name="HostKeys">Fingerprints 'SHA256:...' of the pinned host keys; empty: not enrolled, so never connected to.</param>
public sealed record Server(
    Identity Identity,
    string HostName,
    string? Management,
    string? ChannelAddress,
    ImmutableArray<string> HostKeys);

/// <summary>How the protected service is probed from outside.</summary>
public abstract record ServiceProbe
{
    private ServiceProbe() { }

    /// <summary>What people read: 'PostgreSQL at 10.0.0.5:5432'.</summary>
    public abstract string Describe();

    /// <summary>A TCP connection is accepted.</summary>
    public sealed record Tcp(string Host, int Port) : ServiceProbe
    {
        public override string Describe() => $"TCP {Host}:{Port}";
    }

    /// <summary>A GET is answered with a status below 400.</summary>
    public sealed record Http(Uri Address) : ServiceProbe
    {
        public override string Describe() => $"HTTP {Address}";
    }

    /// <summary>A read-write session is had and SELECT 1 answered by one of the hosts.</summary>
    /// <param name="PasswordFile">Path of a file with the password; the password itself is never kept in configuration.</param>
    public sealed record PostgreSql(ImmutableArray<string> Hosts, int Port, string Database, string User, string? PasswordFile) : ServiceProbe
    {
        public override string Describe() => $"PostgreSQL {string.Join(',', Hosts)}:{Port}";
    }

    /// <summary>The simulator's own service.</summary>
    public sealed record Simulated : ServiceProbe
    {
        public override string Describe() => "simulated service";
    }
}

/// <summary>Limits within which a pair may be patched.</summary>
/// <param name="BacklogBytes">Largest backlog at which the pair counts as in sync, bytes.</param>
/// <param name="DiskFreeBytes">Least free space for packages, bytes.</param>
/// <param name="ClockSkew">Largest difference between a server's clock and the portal's.</param>
/// <param name="Install">Limit of one install step.</param>
/// <param name="Reboot">Limit of one reboot step, to reachable again.</param>
/// <param name="Switchover">Limit of one switchover step.</param>
/// <param name="Sync">Limit of one wait for sync; a full check can take hours.</param>
public sealed record PairLimits(
    long BacklogBytes,
    long DiskFreeBytes,
    TimeSpan ClockSkew,
    TimeSpan Install,
    TimeSpan Reboot,
    TimeSpan Switchover,
    TimeSpan Sync)
{
    public static readonly PairLimits Default = new(
        BacklogBytes: 1_048_576,
        DiskFreeBytes: 512L * 1_048_576,
        ClockSkew: TimeSpan.FromSeconds(30),
        Install: TimeSpan.FromHours(2),
        Reboot: TimeSpan.FromMinutes(30),
        Switchover: TimeSpan.FromMinutes(10),
        Sync: TimeSpan.FromHours(12));
}

/// <summary>A weekly time in which runs may act.</summary>
/// <param name="Days">Days on which it opens.</param>
/// <param name="From">Opens, in <paramref name="Zone"/>.</param>
/// <param name="To">Closes; earlier than From means on the next day.</param>
/// <param name="Zone">IANA name: 'Europe/Vienna'.</param>
public sealed record MaintenanceWindow(ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeOnly To, string Zone);

/// <summary>Two servers that protect one application: the unit that is shown, locked, patched and reported.</summary>
/// <param name="GatedInstall">Whether an install, too, needs a second admin; switchover, suspend and reboot always do.</param>
public sealed record Pair(
    PairId Id,
    string Name,
    EngineKind Engine,
    Server Primary,
    Server Secondary,
    ServiceProbe Probe,
    ImmutableArray<string> Tags,
    PairLimits Limits,
    ImmutableArray<MaintenanceWindow> Windows,
    InstallGate GatedInstall)
{
    public Server this[Identity identity] => identity == Identity.Primary ? Primary : Secondary;

    /// <summary>True when both servers have a management address, which procedure B needs.</summary>
    public bool HasManagementAddresses => Primary.Management is not null && Secondary.Management is not null;
}

/// <summary>Whether an install needs a second admin.</summary>
public enum InstallGate
{
    /// <summary>The requester's plan is enough; reboot, suspend and switchover stay gated.</summary>
    Open,

    /// <summary>A second admin approves each install.</summary>
    SecondAdmin,
}
