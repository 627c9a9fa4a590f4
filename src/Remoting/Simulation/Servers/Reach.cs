using Portal.Core.Pairs;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>Whether the portal reaches a simulated server by the path that it has.</summary>
internal static class Reach
{
    /// <summary>Null when it is reached; else why not, as a sentence.</summary>
    public static string? Obstacle(PairState state, Pair pair, Identity on)
    {
        if (Direct(state, on) is { } why)
            return why;
        var throughPartner = pair[on].Management is null && state.Active == on.Partner();
        return throughPartner && Direct(state, on.Partner()) is { } partners
            ? $"{on} has no management address and is reached through {on.Partner()}. {partners}"
            : null;
    }

    /// <summary>Why neither server is reached; null when one is.</summary>
    public static string? ObstacleToBoth(PairState state, Pair pair) =>
        Obstacle(state, pair, Identity.Primary) is { } why && Obstacle(state, pair, Identity.Secondary) is not null ? why : null;

    private static string? Direct(PairState state, Identity on)
    {
        if (state.Has(SimulatedFault.HostKeyChanged, on))
            return $"{on} shows another host key than the pinned one; nothing was sent to it.";
        if (state.Has(SimulatedFault.Unreachable, on))
            return $"{on} does not answer (connection timed out).";
        return state[on].Up ? null : $"{on} does not answer (connection refused).";
    }
}
