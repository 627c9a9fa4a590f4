using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Ports;
using Portal.Remoting.Engines.Patroni;
using Portal.Remoting.Enrolment;
using Portal.Remoting.Links;
using Portal.Remoting.Probes;
using Portal.Remoting.Simulation;
using Portal.Remoting.Ssh;

namespace Portal.Remoting;

/// <summary>Registers the ways to reach servers.</summary>
public static class RemotingSetup
{
    /// <summary>Adds <see cref="IPairLinks"/>, with a factory for each engine, and <see cref="IEnrolments"/>; options come from the section 'Remoting'.</summary>
    public static IServiceCollection AddRemoting(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<RemotingOptions>().BindConfiguration(RemotingOptions.Section);
        services.AddSingleton<OpenSshShells>();
        services.AddSingleton<IHostShells>(provider => provider.GetRequiredService<OpenSshShells>());
        services.AddSingleton<IPairLinkFactory, PatroniLinkFactory>();
        services.AddSingleton<Enrolments>();
        services.AddSingleton<IEnrolments, EnrolmentsByEngine>();
        services.AddSingleton<IPairLinks, PairLinks>();
        services.AddSimulation();
        services.AddProbes();
        return services;
    }
}
