using Portal.Notifications;

namespace Portal.Keeping;

/// <summary>Sets up backups and drills.</summary>
internal static class KeepingSetup
{
    public static IServiceCollection AddKeeping(this IServiceCollection services, BackupSettings? settings)
    {
        if (settings is not null) services.AddSingleton(settings);
        services.AddSingleton<BackupDesk>();
        services.AddSingleton<INoticeSource, BackupSource>();
        services.AddHostedService<BackupSchedule>();
        return services;
    }
}
