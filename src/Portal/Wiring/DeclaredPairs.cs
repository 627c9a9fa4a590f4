using System.Collections.Frozen;
using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Wiring;

/// <summary>The pairs as the configuration declared them at start.</summary>
internal sealed class DeclaredPairs(ImmutableArray<Pair> all) : IPairCatalog
{
    private readonly FrozenDictionary<PairId, Pair> _byId = all.ToFrozenDictionary(pair => pair.Id);

    public ImmutableArray<Pair> All => all;

    public Pair? Find(PairId id) => _byId.GetValueOrDefault(id);
}
