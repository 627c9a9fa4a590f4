using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Jobs;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>What the portal can know of a simulated pair at a moment.</summary>
internal sealed class Snapshots(Pair pair, SimulatedEngine engine, double speed)
{
    private const long FullDiskBytes = 12L * 1_048_576;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(90);
    private readonly string _engineSource = engine.Traits.Name;

    public PairSnapshot At(PairState state, DateTimeOffset now)
    {
        var service = state.Serves ? ServiceState.Answers : ServiceState.Silent;
        return new(
            pair.Id,
            Server(state, Identity.Primary, now),
            Server(state, Identity.Secondary, now),
            Sync(state, now),
            Channel(state, now),
            Reading.Known(service, now, "simulated service"));
    }

    private ServerSnapshot Server(PairState state, Identity identity, DateTimeOffset now)
    {
        var source = $"simulated {identity}";
        if (Reach.Obstacle(state, pair, identity) is { } why)
        {
            return ServerSnapshot.Unknown(identity, why, now, source) with
            {
                Reach = Reading.Known(Reachability.Unreachable, now, source) with { Why = why },
            };
        }

        var server = state[identity];
        return new(
            identity,
            Reading.Known(Reachability.Reachable, now, source),
            Reading.Known(RoleOf(state, identity), now, $"{_engineSource} on {identity}"),
            Reading.Known(server.BootId, now, source),
            Reading.Known(server.Engine, now, $"{_engineSource} on {identity}"),
            Reading.Known(server.Known, server.KnownAt, $"apt on {identity}"),
            Reading.Known(server.RebootRequired, now, source),
            Reading.Known(state.Has(SimulatedFault.AutomaticUpdatesOn, identity) ? AutomaticUpdates.Installs : server.AutomaticUpdates, now, source),
            Reading.Known(Activity(state, identity), now, source),
            Reading.Known(state.Has(SimulatedFault.FullDisk, identity) ? FullDiskBytes : server.DiskFreeBytes, now, source),
            Reading.Known(state.Has(SimulatedFault.ClockSkewed, identity) ? Skew : server.ClockSkew, now, source));
    }

    private static Role RoleOf(PairState state, Identity identity)
    {
        if (state.Has(SimulatedFault.TwoActives, identity))
            return Role.Active;
        return state.Active == identity && !state.Has(SimulatedFault.NoneActive, identity) ? Role.Active : Role.Passive;
    }

    private static PackageActivity Activity(PairState state, Identity identity)
    {
        if (state.Has(SimulatedFault.HeldAptLock, identity))
            return new(PackageJobs.Holder);
        return state.Jobs.Values.Any(job => job is { IsRunning: true, UsesPackages: true } && job.On == identity)
            ? new("apt-get (portal-host)")
            : PackageActivity.Idle;
    }

    private ImmutableArray<SyncReading> Sync(PairState state, DateTimeOffset now)
    {
        if (Reach.ObstacleToBoth(state, pair) is { } why)
            return [.. engine.SyncNames.Select(name => new SyncReading(name, Reading.Unknown<SyncStatus>(why, now, _engineSource), Reading.Unknown<long>(why, now, _engineSource)))];
        var bytes = Backlog.Bytes(state, now, speed);
        return [.. engine.SyncNames.Select((name, i) => new SyncReading(
            name,
            Reading.Known(StatusOf(state), now, _engineSource),
            Reading.Known(i == 0 ? bytes : bytes / 16, now, _engineSource)))];
    }

    private SyncStatus StatusOf(PairState state)
    {
        if (state.Has(SimulatedFault.LaggingReplica, null))
            return SyncStatus.OutOfSync;
        return state.Sync switch
        {
            SyncPhase.Synchronized => SyncStatus.Synchronized,
            SyncPhase.Checking => SyncStatus.Checking,
            _ => engine.Traits.Suspend == SuspendForReboot.Forbidden ? SyncStatus.OutOfSync : SyncStatus.Unchecked,
        };
    }

    private Reading<ChannelState> Channel(PairState state, DateTimeOffset now) =>
        Reach.ObstacleToBoth(state, pair) is { } why
            ? Reading.Unknown<ChannelState>(why, now, _engineSource)
            : Reading.Known(state.Connected ? ChannelState.Connected : ChannelState.Disconnected, now, _engineSource);
}
