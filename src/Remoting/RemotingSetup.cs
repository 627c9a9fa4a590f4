using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Ports;
using Portal.Remoting.Links;
using Portal.Remoting.Probes;
using Portal.Remoting.Simulation;

namespace Portal.Remoting;

/// <summary>Registers the ways to reach servers.</summary>
public static class RemotingSetup
{
    /// <summary>Adds <see cref="IPairLinks"/>, with a factory for each engine.</summary>
    public static IServiceCollection AddRemoting(this IServiceCollection services)
    {
        services.AddSingleton<IPairLinks, PairLinks>();
        services.AddSimulation();
        services.AddProbes();
        return services;
    }
}
