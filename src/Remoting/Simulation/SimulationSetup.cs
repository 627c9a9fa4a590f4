using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Links;
using Portal.Remoting.Simulation.Rehearsals;

namespace Portal.Remoting.Simulation;

/// <summary>Registers the simulator.</summary>
internal static class SimulationSetup
{
    /// <summary>Adds one <see cref="SimulatedWorld"/> and the links into it; its options come from the section 'Remoting:Simulation' and are checked at start.</summary>
    public static IServiceCollection AddSimulation(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<SimulationOptions>().BindConfiguration(SimulationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SimulationOptions>, SimulationOptionsCheck>();
        services.AddSingleton(provider => new SimulatedWorld(
            provider.GetRequiredService<IOptions<SimulationOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SimulatedEnrolments>();
        services.AddSingleton<IRehearsalStages, RehearsalStages>();
        foreach (var kind in new EngineKind[] { SimulatedEngine.ContinuousAvailabilityKind, SimulatedEngine.PatroniKind })
            services.AddSingleton<IPairLinkFactory>(provider => new SimulatedLinks(kind, provider.GetRequiredService<SimulatedWorld>()));
        return services;
    }
}
