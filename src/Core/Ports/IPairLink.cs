using Portal.Core.Pairs;

namespace Portal.Core.Ports;

/// <summary>Whether an engine has to be suspended while its passive server restarts.</summary>
public enum SuspendForReboot
{
    /// <summary>Continuous Availability: always.</summary>
    Required,

    /// <summary>Either way works.</summary>
    Allowed,

    /// <summary>Patroni: a replica restarted while paused comes back with PostgreSQL stopped.</summary>
    Forbidden,
}

/// <summary>What an engine is like; procedures are fitted to it.</summary>
/// <param name="Name">For people: 'Patroni'.</param>
public sealed record EngineTraits(EngineKind Kind, string Name, SuspendForReboot Suspend);

/// <summary>The portal's access to one pair. Observing never changes anything; every effect is keyed and done at most once.</summary>
public interface IPairLink : IAsyncDisposable
{
    EngineTraits Traits { get; }

    /// <summary>Live state: one snapshot at once, then one whenever something changed and at least every 2 s; goes on through lost connections, with unknown readings.</summary>
    IAsyncEnumerable<PairSnapshot> Watch(CancellationToken stop);

    /// <summary>Asks both servers now; what cannot be read within 5 s is unknown. Never throws for an unreachable server.</summary>
    Task<PairSnapshot> Observe(CancellationToken stop);

    /// <summary>Sends the effect once and follows it to its end. A lost connection or a limit ends as <see cref="EffectState.Unknown"/>, never as a second sending.</summary>
    /// <param name="output">Receives what the server's tools print, as it comes.</param>
    /// <param name="limit">Longest time to follow; the effect itself is not stopped by it.</param>
    Task<EffectReport> Perform(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop);

    /// <summary>Looks what became of a key, on the servers, without doing anything; follows a running one to its end or the limit.</summary>
    Task<EffectReport> Look(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop);
}

/// <summary>Opens the access to pairs; the only way from the portal to a server.</summary>
public interface IPairLinks
{
    /// <summary>Opens the link to a pair; opening connects to nothing yet.</summary>
    IPairLink Open(Pair pair);
}
