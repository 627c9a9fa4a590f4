using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Links;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Engines.Patroni;

internal sealed class PatroniLinkFactory(IHostShells shells, IOptions<RemotingOptions> options, TimeProvider clock) : IPairLinkFactory
{
    public EngineKind Kind => PatroniEngine.Kind;

    public IPairLink Open(Pair pair) => new PatroniLink(pair, shells.Open(pair), options.Value.WatchEvery, clock);
}
