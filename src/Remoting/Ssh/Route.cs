using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>One way to a server: straight, or with a jump through its partner.</summary>
/// <param name="Host">Name of the block in the pair's ssh configuration.</param>
/// <param name="Address">Host name or address, without the port.</param>
/// <param name="Jump">Name of the partner's block; null when straight.</param>
internal sealed record Route(string Host, string Address, int Port, string? Jump)
{
    /// <summary>The ways to a server, the one to be tried first in front; empty when nothing is declared that leads to it.</summary>
    public static ImmutableArray<Route> To(Pair pair, Identity identity)
    {
        var server = pair[identity];
        if (server.Management is { } management)
            return [Straight(identity, management)];

        // Without a management address only the active server answers at its public name; the passive one is behind it.
        var jumps = server.ChannelAddress is { } channel
            ? ImmutableArray.Create(Split(channel, $"{Name(identity)}-by-partner", Name(identity.Partner())))
            : [];
        return pair[identity.Partner()].Management is null ? [Straight(identity, server.HostName), .. jumps] : jumps;
    }

    private static Route Straight(Identity identity, string address) => Split(address, Name(identity), null);

    private static string Name(Identity identity) => identity == Identity.Primary ? "primary" : "secondary";

    /// <summary>Splits 'host', 'host:port', '[v6]:port' or a bare v6 address.</summary>
    private static Route Split(string address, string host, string? jump)
    {
        var bare = address.Trim();
        var port = 22;
        var colon = bare.LastIndexOf(':');
        var bracket = bare.LastIndexOf(']');
        if (colon > bracket && (bracket >= 0 || bare.IndexOf(':', StringComparison.Ordinal) == colon) &&
            int.TryParse(bare[(colon + 1)..], out var given))
        {
            (bare, port) = (bare[..colon], given);
        }

        return new Route(host, bare.Trim('[', ']'), port, jump);
    }
}
