using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>What time does to a simulated pair; pure, so that it makes no difference when, or whether, anybody looks.</summary>
internal sealed class Physics(SimulatedEngine engine, double speed)
{
    private static readonly TimeSpan CheckAfterResume = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckAfterSwitchover = TimeSpan.FromSeconds(4);

    /// <summary>Lets everything happen that is due by now.</summary>
    public PairState Advance(PairState state, DateTimeOffset now)
    {
        while (state.Agenda is [var first, ..] && first.At <= now)
        {
            var before = state;
            state = Apply(state with { Agenda = state.Agenda.RemoveAt(0) }, first);
            state = Settle(before, state, first.At);
        }

        return state;
    }

    /// <summary>Begins to compare the two servers.</summary>
    public PairState BeginCheck(PairState state, DateTimeOffset at) => BeginCheck(state, at, CheckAfterResume);

    private PairState BeginCheck(PairState state, DateTimeOffset at, TimeSpan takes) =>
        (WithoutCheck(state) with { Sync = SyncPhase.Checking, SyncAt = at }).Plan(new Happening.CheckEnded(at + (takes / speed)));

    private PairState Apply(PairState state, Happening happening) => happening switch
    {
        Happening.Scanned it => state.Scanned(it),
        Happening.Installed it => state.Installed(it),
        Happening.LeftHalfConfigured it => state.With(it.On, server => server with { HalfConfigured = [it.Package] }),
        Happening.Verified it => state.Verified(it),
        Happening.WentDown it => WentDown(state, it),
        Happening.CameUp it => CameUp(state, it),
        Happening.RolesLeft => state with { Active = null },
        Happening.RolesTaken it => BeginCheck(Counted(state with { Active = it.Active }), it.At, CheckAfterSwitchover),
        Happening.EngineChanged it => EngineChanged(state, it.To),
        Happening.CheckEnded it => state with { Sync = SyncPhase.Synchronized, SyncAt = it.At, Behind = 0 },
        Happening.JobEnded it => state.WithReport(it.Key, it.State, it.Detail, it.Remedy),
        _ => throw new InvalidOperationException($"'{happening.GetType().Name}' does not happen."),
    };

    private PairState Settle(PairState before, PairState after, DateTimeOffset at)
    {
        if (before.Connected == after.Connected)
            return after;
        return after.Connected
            ? BeginCheck(after, at)
            : WithoutCheck(after) with { Sync = SyncPhase.Collecting, SyncAt = at };
    }

    private static PairState WithoutCheck(PairState state) =>
        state with { Agenda = state.Agenda.RemoveAll(happening => happening is Happening.CheckEnded) };

    private static PairState Counted(PairState state) =>
        state with { Tally = state.Tally with { Switchovers = state.Tally.Switchovers + 1 } };

    private static PairState WentDown(PairState state, Happening.WentDown it)
    {
        foreach (var (key, _) in state.Jobs.Where(job => job.Value is { IsRunning: true, UsesPackages: true } && job.Value.On == it.On))
        {
            state = state.WithReport(key, EffectState.NoResult, $"{it.On} was restarted while this was under way.") with
            {
                Agenda = state.Agenda.RemoveAll(due => due is Happening.Installed install && install.On == it.On),
            };
        }

        return state.With(it.On, server => server with { Up = false }) with
        {
            Tally = state.Tally with { Reboots = state.Tally.Reboots + 1 },
        };
    }

    private PairState CameUp(PairState state, Happening.CameUp it)
    {
        state = state.With(it.On, server => server with
        {
            Up = true,
            Boots = server.Boots + 1,
            BootId = Seeds.BootId(state.Seed, it.On, server.Boots + 1),
            RebootRequired = false,
            Engine = server.Engine == EngineState.Suspended ? engine.AfterSuspendedRestart : server.Engine,
        });
        return it.Key is null
            ? state
            : state.WithReport(it.Key, EffectState.Succeeded, $"{it.On} restarted and is reachable again, boot {state[it.On].BootId}.");
    }

    private static PairState EngineChanged(PairState state, EngineState to)
    {
        foreach (var identity in Identities.Both.Where(identity => state[identity].Up))
            state = state.With(identity, server => server with { Engine = to });
        return state;
    }
}
