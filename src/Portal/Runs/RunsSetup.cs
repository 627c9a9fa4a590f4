using System.Net;
using Orleans.Configuration;
using Orleans.Serialization;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Policies;
using Portal.Runs.Rehearsals;

namespace Portal.Runs;

/// <summary>Sets up the owners of pairs, the gate and the live feed.</summary>
public static class RunsSetup
{
    /// <param name="outputFolder">Where the tools' output is kept; made when it is needed.</param>
    public static WebApplicationBuilder AddRuns(this WebApplicationBuilder builder, string outputFolder)
    {
        builder.Host.UseOrleans(silo =>
        {
            // One process, loopback only, ports of the system's choice: several portals may run side by side on one machine.
            var (siloPort, gatewayPort) = (FreePort(), FreePort());
            silo.UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, siloPort), "rolling-patch-portal", "portal");
            silo.Configure<EndpointOptions>(o => o.AdvertisedIPAddress = IPAddress.Loopback);
            silo.Services.AddSerializer(s => s.AddJsonSerializer(t => t.Namespace?.StartsWith("Portal.", StringComparison.Ordinal) == true && t.Namespace != "Portal.Orleans", RunJson.Options));
        });
        var services = builder.Services;
        services.AddSingleton<PairFeed>();
        services.AddSingleton<IPairFeed>(at => at.GetRequiredService<PairFeed>());
        services.AddSingleton<IRunArchive, RunArchive>();
        services.AddSingleton<IOpenReviews, OpenReviews>();
        services.AddSingleton<IRunOutput>(at => new RunOutput(outputFolder, at.GetRequiredService<TimeProvider>(), at.GetRequiredService<ILogger<RunOutput>>()));
        services.AddSingleton<ScanQueue>();
        services.AddSingleton<PolicyDesk>();
        services.AddSingleton<IApprovalPolicies>(at => at.GetRequiredService<PolicyDesk>());
        services.AddSingleton<OwnerPorts>();
        services.AddSingleton<IRunDesk, RunDesk>();
        services.AddSingleton<IRehearsalDesk, RehearsalDesk>();
        services.AddHostedService<Resumer>();
        return builder;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
