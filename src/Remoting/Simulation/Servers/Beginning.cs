using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>How a simulated pair begins.</summary>
internal static class Beginning
{
    /// <summary>The pair as declared; what is not declared follows from its id.</summary>
    public static PairState Of(PairId pair, SimulatedPairOptions options, DateTimeOffset now)
    {
        var seed = Seeds.Of(pair);
        var updates = options.Updates ?? Seeds.Number(seed, "updates", 6);
        return new(
            seed,
            options.Active ?? Identity.Primary,
            Server(Identity.Primary, updates, seed, options, now),
            Server(Identity.Secondary, options.UpdatesSecondary ?? updates, seed, options, now),
            SyncPhase.Synchronized,
            now,
            Agenda: [],
            ImmutableDictionary<string, JobState>.Empty,
            Faults(options),
            SimulatedTally.None);
    }

    private static ServerState Server(Identity identity, int updates, int seed, SimulatedPairOptions options, DateTimeOffset now)
    {
        var packages = Catalogue.Pending(updates, options.RebootRequired == false ? RestartNeed.NotNeeded : RestartNeed.Needed);
        return new(
            Up: true,
            Seeds.BootId(seed, identity, 1),
            Boots: 1,
            EngineState.Running,
            packages,
            Known: [.. packages.Select(package => package.Update).OfType<PackageUpdate>()],
            KnownAt: now - TimeSpan.FromMinutes(5 + Seeds.Number(seed, $"scan {identity}", 50)),
            RebootRequired: options.RebootPending == identity,
            HalfConfigured: [],
            Seeds.Number(seed, "automatic", 2) == 0 ? AutomaticUpdates.Off : AutomaticUpdates.DownloadOnly,
            DiskFreeBytes: (4_000L + Seeds.Number(seed, $"disk {identity}", 28_000)) * 1_048_576,
            ClockSkew: TimeSpan.FromMilliseconds(Seeds.Number(seed, $"clock {identity}", 80) - 40));
    }

    private static ImmutableArray<FaultEntry> Faults(SimulatedPairOptions options) =>
        SimulatedFaults.TryParse(options.Fault, out var fault) ? [new(fault, options.FaultOn, options.FaultTimes)] : [];
}
