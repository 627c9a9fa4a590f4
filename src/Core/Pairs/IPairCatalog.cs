using System.Collections.Immutable;

namespace Portal.Core.Pairs;

/// <summary>The pairs that the portal knows, as declared at start.</summary>
public interface IPairCatalog
{
    ImmutableArray<Pair> All { get; }

    /// <summary>Null when no pair has that key.</summary>
    Pair? Find(PairId id);
}
