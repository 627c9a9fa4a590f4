using System.Collections.Immutable;
using Portal.Core.Audit.Proof;

namespace Portal.Audit.Signing;

/// <summary>How the audit trail proves itself now, for people.</summary>
public interface ISigningState
{
    /// <summary>Id of the key that signs now.</summary>
    string KeyId { get; }

    /// <summary>The newest checkpoint; null before the first.</summary>
    /// <exception cref="Core.Audit.LedgerUnavailableException">The storage failed.</exception>
    Checkpoint? Newest { get; }

    /// <summary>In the order of the configuration.</summary>
    ImmutableArray<AnchorState> Anchors { get; }
}

/// <summary>Whether what is done now can be proven afterwards.</summary>
public interface IAnchorWatch
{
    /// <summary>Why not, as a sentence; null where an anchor is at hand, or none is declared.</summary>
    string? Unanchored { get; }
}
