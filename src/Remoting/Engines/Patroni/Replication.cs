using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Hosts;

namespace Portal.Remoting.Engines.Patroni;

/// <summary>How far the passive member follows, as the leader's own view of the cluster shows it.</summary>
internal static class Replication
{
    public static (SyncReading Sync, Reading<ChannelState> Channel) Read(
        Pair pair, ServerFacts primary, ServerFacts secondary, Reading<Role> primaryRole, Reading<Role> secondaryRole, DateTimeOffset now)
    {
        var leader = (primaryRole.Is(Role.Active), secondaryRole.Is(Role.Active)) switch
        {
            (true, true) => Nothing("Both servers are active, so nobody can say what is in sync.", now),
            (false, false) => Nothing("No server is known to be active, so nobody can say what is in sync.", now),
            (true, false) => Of(pair, Identity.Primary, primary, secondary),
            (false, true) => Of(pair, Identity.Secondary, secondary, primary),
        };
        return leader;
    }

    private static (SyncReading, Reading<ChannelState>) Of(Pair pair, Identity leader, ServerFacts active, ServerFacts passive)
    {
        var source = PatroniEngine.Source(leader);
        var patroni = active.Facts!.Patroni!;
        if (patroni.Members is not { } members)
            return Nothing($"Patroni on {leader} does not show the cluster. {patroni.Problem}".TrimEnd(), active.At, source);
        if (Other(members, patroni.Name, passive.Facts?.Patroni?.Name) is not { } member)
        {
            return (
                Sync(SyncStatus.Uninitialized, active.At, source, null),
                Reading.Known(ChannelState.Disconnected, active.At, source));
        }

        var streams = member.State is "streaming" or "running" && member.LagBytes is not null && !PatroniEngine.IsLeader(member.Role);
        return (
            Status(pair, member, patroni.Synchronous, streams, active.At, source),
            Reading.Known(streams ? ChannelState.Connected : ChannelState.Disconnected, active.At, source));
    }

    private static SyncReading Status(Pair pair, PatroniMember member, bool? synchronous, bool streams, DateTimeOffset at, string source)
    {
        if (streams && member.Role is "sync_standby" or "quorum_standby")
            return Sync(SyncStatus.Synchronized, at, source, member.LagBytes);
        if (!streams)
        {
            var starting = member.State is "starting" or "running" or "in archive recovery" or "creating replica" or "stopped" or "stopping" or "restarting";
            return Sync(starting ? SyncStatus.Checking : SyncStatus.OutOfSync, at, source, member.LagBytes);
        }

        return synchronous switch
        {
            // Patroni refuses a switchover to anything but its synchronous standby, whatever the lag says.
            true => Sync(SyncStatus.Checking, at, source, member.LagBytes),
            false => Sync(member.LagBytes <= pair.Limits.BacklogBytes ? SyncStatus.Synchronized : SyncStatus.OutOfSync, at, source, member.LagBytes),
            null => new SyncReading(
                PatroniEngine.Wal,
                Reading.Unknown<SyncStatus>("It streams, but is not shown as the synchronous standby, and it is not known whether Patroni wants one.", at, source),
                Lag(member.LagBytes, at, source)),
        };
    }

    private static PatroniMember? Other(IReadOnlyList<PatroniMember> members, string? leader, string? passive) =>
        passive is not null
            ? members.FirstOrDefault(m => m.Name == passive && m.Name != leader)
            : members.Where(m => m.Name != leader).ToArray() is [var only] ? only : null;

    private static SyncReading Sync(SyncStatus status, DateTimeOffset at, string source, long? lag) =>
        new(PatroniEngine.Wal, Reading.Known(status, at, source), Lag(lag, at, source));

    private static Reading<long> Lag(long? bytes, DateTimeOffset at, string source) =>
        bytes is { } known ? Reading.Known(known, at, source) : Reading.Unknown<long>("Patroni does not know the lag.", at, source);

    private static (SyncReading, Reading<ChannelState>) Nothing(string why, DateTimeOffset at, string source = "Patroni") => (
        new SyncReading(PatroniEngine.Wal, Reading.Unknown<SyncStatus>(why, at, source), Reading.Unknown<long>(why, at, source)),
        Reading.Unknown<ChannelState>(why, at, source));
}
