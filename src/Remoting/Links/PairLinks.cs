using System.Collections.Frozen;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Links;

/// <summary>Opens each pair's link through the factory of its engine.</summary>
internal sealed class PairLinks(IEnumerable<IPairLinkFactory> factories) : IPairLinks
{
    private readonly FrozenDictionary<EngineKind, IPairLinkFactory> _factories = factories.ToFrozenDictionary(f => f.Kind);

    public IPairLink Open(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return _factories.TryGetValue(pair.Engine, out var factory)
            ? factory.Open(pair)
            : throw new NotSupportedException(
                $"Pair '{pair.Id}' names the engine '{pair.Engine}'; known are {string.Join(", ", _factories.Keys.Select(k => $"'{k}'").Order(StringComparer.Ordinal))}.");
    }
}
