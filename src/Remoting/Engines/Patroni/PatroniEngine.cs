using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Hosts;

namespace Portal.Remoting.Engines.Patroni;

/// <summary>Patroni's view of the pair in the words of the portal. Pure: what two servers say goes in, readings come out.</summary>
internal static class PatroniEngine
{
    public static readonly EngineKind Kind = new("patroni");

    /// <summary>Measured: a replica restarted while paused comes back with PostgreSQL stopped.</summary>
    public static readonly EngineTraits Traits = new(Kind, "Patroni", SuspendForReboot.Forbidden);

    /// <summary>Name of the one replicated thing.</summary>
    public const string Wal = "WAL";

    /// <summary>The pair as its two servers show it.</summary>
    public static PairSnapshot Snapshot(Pair pair, ServerFacts primary, ServerFacts secondary, ServerUpdates updates, DateTimeOffset now)
    {
        var servers = Identities.Both.Select(on =>
        {
            var facts = on == Identity.Primary ? primary : secondary;
            return ServerReadings.Of(on, facts, updates[on]) with { Role = RoleOf(on, facts), Engine = EngineOf(on, facts) };
        }).ToImmutableArray();
        var (sync, channel) = Replication.Read(pair, primary, secondary, servers[0].Role, servers[1].Role, now);
        return new PairSnapshot(
            pair.Id, servers[0], servers[1], [sync], channel,
            Reading.Unknown<ServiceState>("It is measured from the portal.", now, "probe"));
    }

    /// <summary>Only a server's own Patroni says what the server is: the partner's view of it may be old.</summary>
    public static Reading<Role> RoleOf(Identity on, ServerFacts known)
    {
        var source = Source(on);
        if (known.Facts is null)
            return Reading.Unknown<Role>(known.Why, known.At, source);
        if (known.Facts.Patroni is not { } patroni)
            return Reading.Unknown<Role>($"No Patroni is configured on {on}.", known.At, source);
        return patroni switch
        {
            { Role: null } => Reading.Unknown<Role>(patroni.Problem ?? $"Patroni on {on} does not say what this member is.", known.At, source),
            { State: null } => Reading.Unknown<Role>($"Patroni on {on} does not say how PostgreSQL is.", known.At, source),
            { Role: var role, State: "running" } when IsLeader(role) => Reading.Known(Role.Active, known.At, source),
            { Role: var role, State: var state } when IsLeader(role) => Reading.Unknown<Role>($"{on} leads, and its PostgreSQL is '{state}'.", known.At, source),
            { Role: "replica" or "sync_standby" or "demoted" or "uninitialized" } => Reading.Known(Role.Passive, known.At, source),
            { Role: var role } => Reading.Unknown<Role>($"Patroni on {on} is '{role}', which the portal does not know.", known.At, source),
        };
    }

    private static Reading<EngineState> EngineOf(Identity on, ServerFacts known)
    {
        var source = Source(on);
        return known.Facts switch
        {
            null => Reading.Unknown<EngineState>(known.Why, known.At, source),
            { Patroni: null } => Reading.Unknown<EngineState>($"No Patroni is configured on {on}.", known.At, source),
            // A Patroni that shows the cluster runs, even when it takes too long to say how its PostgreSQL is.
            { Patroni: { Role: null, Members: null } } => Reading.Known(EngineState.Stopped, known.At, source),
            { Patroni: { Paused: true } } => Reading.Known(EngineState.Suspended, known.At, source),
            { Patroni: { Paused: false } } => Reading.Known(EngineState.Running, known.At, source),
            { Patroni: { Problem: var problem } } => Reading.Unknown<EngineState>($"Patroni on {on} does not say whether it is paused. {problem}".TrimEnd(), known.At, source),
        };
    }

    /// <summary>The server that owns an effect's key. It follows from the effect alone, so that whoever looks for the key later asks the same server.</summary>
    public static Identity OwnerOf(Effect effect) => effect switch
    {
        Effect.Scan scan => scan.On,
        Effect.Install install => install.On,
        Effect.Verify verify => verify.On,
        Effect.Reboot reboot => reboot.On,
        // Patroni takes a switchover from any member. Asked of the leader, its own loop begins at once; asked of the other,
        // the leader finds it at its next loop (seen with loop_wait 2 s: done after 2.1 s and 4.1 s).
        Effect.Switchover switchover => switchover.To.Partner(),
        // Pausing is a setting of the whole cluster, so either would do.
        Effect.SuspendEngine or Effect.ResumeEngine => Identity.Primary,
        _ => throw new NotSupportedException(effect.GetType().Name),
    };

    internal static string Source(Identity on) => $"Patroni on {on}";

    internal static bool IsLeader(string? role) => role is "primary" or "master" or "leader";
}
