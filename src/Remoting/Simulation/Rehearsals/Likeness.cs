using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Rehearsals;

/// <summary>Simulated servers that are alike to a pair as it is known to be.</summary>
/// <param name="Assumed">Sentences: what is not known of the pair, and was taken to be in order.</param>
internal sealed record Likeness(PairState State, ImmutableArray<string> Assumed)
{
    // A seed of a quiet pair: its backlog is what the real one's is, and nothing on top.
    private const int Quiet = 4;
    private const long DiskFreeBytes = 16L << 30;
    private static readonly TimeSpan Check = TimeSpan.FromSeconds(15);

    public static Likeness Of(Plan plan, PairSnapshot now, DateTimeOffset begins, double speed)
    {
        var assumed = ImmutableArray.CreateBuilder<string>();
        if (Identities.Both.Any(on => !plan.Packages[on].IsEmpty))
            assumed.Add("Every server that gets updates needs a restart after them: the longer way.");
        var active = Active(now, assumed);
        var state = new PairState(
            Quiet, active, Server(plan, now.Primary, begins, assumed), Server(plan, now.Secondary, begins, assumed),
            SyncPhase.Synchronized, begins, [], ImmutableDictionary<string, JobState>.Empty, Faults(now, active), SimulatedTally.None);
        return new(Sync(state, now, begins, speed, assumed), assumed.ToImmutable());
    }

    private static Identity Active(PairSnapshot now, ImmutableArray<string>.Builder assumed)
    {
        if (now.Active is { } active) return active;
        foreach (var on in Identities.Both)
        {
            if (now[on].Role.Is(Role.Active)) return on;
            if (now[on].Role.Is(Role.Passive) && !now[on.Partner()].Role.IsKnown) return on.Partner();
        }

        if (Identities.Both.Any(on => !now[on].Role.IsKnown)) assumed.Add("It is not known which server is active: Primary.");
        return Identity.Primary;
    }

    private static ImmutableArray<FaultEntry> Faults(PairSnapshot now, Identity active)
    {
        var faults = ImmutableArray.CreateBuilder<FaultEntry>();
        foreach (var on in Identities.Both)
        {
            if (!now[on].Reach.Is(Reachability.Reachable)) faults.Add(new(SimulatedFault.Unreachable, on, null));
            if (now[on].PackageActivity is { IsKnown: true, Value.Holder: not null }) faults.Add(new(SimulatedFault.HeldAptLock, on, null));
            if (now[on].AutomaticUpdates.Is(AutomaticUpdates.Installs)) faults.Add(new(SimulatedFault.AutomaticUpdatesOn, on, null));
        }

        if (Identities.Both.All(on => now[on].Role.Is(Role.Active))) faults.Add(new(SimulatedFault.TwoActives, null, null));
        if (Identities.Both.All(on => now[on].Role.Is(Role.Passive))) faults.Add(new(SimulatedFault.NoneActive, null, null));
        else if (now.Service.Is(ServiceState.Silent)) faults.Add(new(SimulatedFault.ServiceSilent, active, null));
        return faults.ToImmutable();
    }

    private static ServerState Server(Plan plan, ServerSnapshot now, DateTimeOffset begins, ImmutableArray<string>.Builder assumed)
    {
        var on = now.Identity;
        T Or<T>(Reading<T> reading, T otherwise, string what)
        {
            if (reading.IsKnown) return reading.Value!;
            if (now.Reach.Is(Reachability.Reachable)) assumed.Add($"It is not known {what} on {on}: taken to be in order.");
            return otherwise;
        }

        ImmutableArray<SimulatedPackage> packages = [.. plan.Offered[on].Select(SimulatedPackage.Of)];
        return new(
            Up: true,
            now.BootId is { IsKnown: true, Value: { Length: > 0 } boot } ? boot : Seeds.BootId(Quiet, on, 1),
            Boots: 1,
            Or(now.Engine, EngineState.Running, "how the engine stands"),
            packages,
            Known: plan.Offered[on],
            KnownAt: now.Updates.IsKnown && now.Updates.At < begins ? now.Updates.At : begins,
            Or(now.RebootRequired, false, "whether a restart is pending"),
            HalfConfigured: [],
            now.AutomaticUpdates.Is(AutomaticUpdates.Off) ? AutomaticUpdates.Off : AutomaticUpdates.DownloadOnly,
            Or(now.DiskFreeBytes, DiskFreeBytes, "how much disk space is free"),
            Or(now.ClockSkew, TimeSpan.Zero, "what the clock says"));
    }

    private static PairState Sync(PairState state, PairSnapshot now, DateTimeOffset begins, double speed, ImmutableArray<string>.Builder assumed)
    {
        if (!state.Connected) return state with { Sync = SyncPhase.Collecting };
        if (now.Sync.IsEmpty || now.Sync.Any(sync => !sync.Status.IsKnown)) assumed.Add("Not every sync status is known: taken to be Synchronized.");
        var known = now.Sync.Where(sync => sync.Status.IsKnown).Select(sync => sync.Status.Value).ToArray();
        var behind = now.Sync.Where(sync => sync.LagBytes.IsKnown).Select(sync => sync.LagBytes.Value).DefaultIfEmpty().Max();
        if (known.Any(status => status is not (SyncStatus.Synchronized or SyncStatus.Checking)))
            return state with { Faults = state.Faults.Add(new(SimulatedFault.LaggingReplica, null, null)) };
        return known.Contains(SyncStatus.Checking)
            ? (state with { Sync = SyncPhase.Checking }).Plan(new Happening.CheckEnded(begins + (Check / speed)))
            : state with { Behind = behind };
    }
}
