using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Sessions;
using Portal.Security.Stores;
using Portal.Storage.Health;
using Portal.Storage.Ledger;

namespace Portal.Storage;

/// <summary>Sets up the database, the ledger, who is told of its entries, and the people.</summary>
public static class StorageSetup
{
    /// <summary>Adds the storage at Storage:Database (default data/portal.db under the content root).</summary>
    /// <remarks>It is opened before any hosted service that is added later starts, or when it is first asked for; a database that
    /// must not be used throws <see cref="StorageRefusedException"/> there, whose message is all that the operator needs.</remarks>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(at => PortalDatabase.Open(
            DatabaseFile.Locate(configuration["Storage:Database"], at.GetRequiredService<IHostEnvironment>().ContentRootPath), at.GetRequiredService<TimeProvider>()));
        services.AddSingleton(at => at.GetRequiredService<PortalDatabase>().Health);
        services.AddSingleton<LedgerWatch>();
        services.AddSingleton(at => SqliteLedger.Open(
            at.GetRequiredService<PortalDatabase>(), at.GetRequiredService<LedgerWatch>(), at.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ILedger>(at => at.GetRequiredService<SqliteLedger>());
        services.AddSingleton<LedgerExplorer>();
        services.AddSingleton<IPeople, SqlitePeople>();
        services.AddSingleton<SecurityJournal>();
        services.AddSingleton<SessionBook>();
        services.AddScoped<CurrentActor>();
        services.AddScoped<IUserStore<PortalUser>, PortalUserStore>();
        services.AddHostedService<StorageStart>();
        services.AddHostedService<WriteProbe>();
        return services;
    }

    private sealed class StorageStart(IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<ILedger>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
