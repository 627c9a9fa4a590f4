using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Links;

namespace Portal.Remoting.Simulation;

/// <summary>Opens simulated pairs of one kind.</summary>
internal sealed class SimulatedLinks(EngineKind kind, SimulatedWorld world) : IPairLinkFactory
{
    public EngineKind Kind => kind;

    public IPairLink Open(Pair pair) => world.Open(pair);
}
