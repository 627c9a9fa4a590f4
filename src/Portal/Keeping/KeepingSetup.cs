using Portal.Audit.Signing;
using Portal.Keeping.Archiving;
using Portal.Notifications;

namespace Portal.Keeping;

/// <summary>Sets up backups and drills.</summary>
internal static class KeepingSetup
{
    /// <param name="database">Full path of the database.</param>
    public static IServiceCollection AddKeeping(this IServiceCollection services, BackupSettings? settings, ArchiveSettings? archive, string database)
    {
        if (settings is not null) services.AddSingleton(settings);
        services.AddSingleton<BackupDesk>();
        services.AddSingleton<INoticeSource, BackupSource>();
        services.AddHostedService<BackupSchedule>();
        services.AddSingleton(at => new ArchiveAtStart(database, archive, [.. at.GetServices<IAnchor>()], at.GetRequiredService<TimeProvider>(), at.GetRequiredService<ILogger<ArchiveAtStart>>()));
        services.AddHostedService(at => at.GetRequiredService<ArchiveAtStart>());
        return services;
    }
}
