using Portal.Host.Wire;

namespace Portal.Remoting.Hosts;

/// <summary>What is known of a server at a moment: its facts, or why there are none.</summary>
/// <param name="At">When the portal received the facts, or lost them, UTC.</param>
/// <param name="Facts">Null when there are none.</param>
/// <param name="Why">One sentence when there are none.</param>
/// <param name="Tried">Whether a connection was tried; a server without a pinned key is left alone, so nobody knows if it is up.</param>
internal sealed record ServerFacts(DateTimeOffset At, HostFacts? Facts, string Why, bool Tried)
{
    public static ServerFacts Of(HostFacts facts, DateTimeOffset at) => new(at, facts, "", Tried: true);

    public static ServerFacts None(string why, DateTimeOffset at) => new(at, null, why, Tried: true);

    public static ServerFacts Unasked(string why, DateTimeOffset at) => new(at, null, why, Tried: false);
}
