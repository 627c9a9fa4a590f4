using System.Collections.Immutable;

namespace Portal.Core.Pairs;

/// <summary>What is known of one server; each value has its own age and source.</summary>
/// <param name="Updates">What the last scan found; older than the other values, since a scan is expensive.</param>
/// <param name="DiskFreeBytes">Free on the file system that the package manager writes to, bytes.</param>
/// <param name="ClockSkew">Server's clock minus the portal's; negative when the server is behind.</param>
public sealed record ServerSnapshot(
    Identity Identity,
    Reading<Reachability> Reach,
    Reading<Role> Role,
    Reading<string> BootId,
    Reading<EngineState> Engine,
    Reading<ImmutableArray<PackageUpdate>> Updates,
    Reading<bool> RebootRequired,
    Reading<AutomaticUpdates> AutomaticUpdates,
    Reading<PackageActivity> PackageActivity,
    Reading<long> DiskFreeBytes,
    Reading<TimeSpan> ClockSkew)
{
    /// <summary>A server of which nothing is known.</summary>
    public static ServerSnapshot Unknown(Identity identity, string why, DateTimeOffset at, string source) => new(
        identity,
        Reading.Unknown<Reachability>(why, at, source),
        Reading.Unknown<Role>(why, at, source),
        Reading.Unknown<string>(why, at, source),
        Reading.Unknown<EngineState>(why, at, source),
        Reading.Unknown<ImmutableArray<PackageUpdate>>(why, at, source),
        Reading.Unknown<bool>(why, at, source),
        Reading.Unknown<AutomaticUpdates>(why, at, source),
        Reading.Unknown<PackageActivity>(why, at, source),
        Reading.Unknown<long>(why, at, source),
        Reading.Unknown<TimeSpan>(why, at, source));
}

/// <summary>State of one replicated thing: 'File System Status', 'Registry Status', 'WAL'.</summary>
/// <param name="LagBytes">How far behind the passive server is, bytes; 0 when it has all.</param>
public sealed record SyncReading(string Name, Reading<SyncStatus> Status, Reading<long> LagBytes);

/// <summary>What is known of a pair at one moment.</summary>
/// <param name="Sync">Empty is 'not known', never 'in sync'.</param>
/// <param name="Service">Whether the protected service answers its probe.</param>
public sealed record PairSnapshot(
    PairId Pair,
    ServerSnapshot Primary,
    ServerSnapshot Secondary,
    ImmutableArray<SyncReading> Sync,
    Reading<ChannelState> Channel,
    Reading<ServiceState> Service)
{
    public ServerSnapshot this[Identity identity] => identity == Identity.Primary ? Primary : Secondary;

    /// <summary>A copy with one server replaced.</summary>
    public PairSnapshot With(ServerSnapshot server) =>
        server.Identity == Identity.Primary ? this with { Primary = server } : this with { Secondary = server };

    /// <summary>The one active server; null when there is none, there are two, or a role is not known.</summary>
    public Identity? Active =>
        (Primary.Role, Secondary.Role) switch
        {
            ({ IsKnown: true, Value: Role.Active }, { IsKnown: true, Value: Role.Passive }) => Identity.Primary,
            ({ IsKnown: true, Value: Role.Passive }, { IsKnown: true, Value: Role.Active }) => Identity.Secondary,
            _ => null,
        };

    /// <summary>A pair of which nothing is known.</summary>
    public static PairSnapshot Unknown(PairId pair, string why, DateTimeOffset at, string source) => new(
        pair,
        ServerSnapshot.Unknown(Identity.Primary, why, at, source),
        ServerSnapshot.Unknown(Identity.Secondary, why, at, source),
        [],
        Reading.Unknown<ChannelState>(why, at, source),
        Reading.Unknown<ServiceState>(why, at, source));
}
