using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Ports;

namespace Portal.Remoting.Probes;

/// <summary>Registers the probes of protected services.</summary>
internal static class ProbesSetup
{
    /// <summary>Adds <see cref="IServiceProbes"/>; needs the simulator and logging.</summary>
    public static IServiceCollection AddProbes(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IServiceProbes, ServiceProbes>();
    }
}
