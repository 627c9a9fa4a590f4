using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Links;

/// <summary>Opens links to the pairs of one kind of engine; registered once for each kind.</summary>
internal interface IPairLinkFactory
{
    EngineKind Kind { get; }

    /// <summary>Opens the link to a pair of this kind; connects to nothing yet.</summary>
    IPairLink Open(Pair pair);
}
