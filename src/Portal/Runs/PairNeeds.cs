using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Runs;

/// <summary>What a pair needs, worst first; pure.</summary>
internal static class PairNeeds
{
    /// <param name="paused">A person keeps the portal from looking at it, so that nothing of it is known, on purpose.</param>
    public static PairNeed Of(PairSnapshot p, RunState? run, bool paused)
    {
        if (paused) return PairNeed.NotWatched;
        var bothActive = p.Primary.Role.Is(Role.Active) && p.Secondary.Role.Is(Role.Active);
        var noneActive = p.Primary.Role.Is(Role.Passive) && p.Secondary.Role.Is(Role.Passive) && run?.InFlight != true;
        if (bothActive || noneActive || run is { Status: RunStatus.Held or RunStatus.Planned or RunStatus.Paused } or { Asked: not null, Granted: null }) return PairNeed.You;
        if (run is not null) return PairNeed.Running;
        if (Identities.Both.Any(i => !p[i].Reach.Is(Reachability.Reachable))) return PairNeed.Unreachable;
        if (p.Sync.IsEmpty || p.Sync.Any(s => !s.Status.Is(SyncStatus.Synchronized))) return PairNeed.OutOfSync;
        return Identities.Both.Any(i => p[i].Updates is { IsKnown: true, Value.IsDefaultOrEmpty: false }) ? PairNeed.Updates : PairNeed.Nothing;
    }
}
