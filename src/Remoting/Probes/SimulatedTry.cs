using Portal.Core.Pairs;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Probes;

/// <summary>Asks the simulated service.</summary>
internal sealed class SimulatedTry(SimulatedPair servers) : IServiceTry
{
    public Task<bool> Answers(CancellationToken stop) => Task.FromResult(servers.Service == ServiceState.Answers);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
