using Portal.Notifications.Mail;
using Portal.Notifications.Outbox;
using Portal.Notifications.People;
using Portal.Notifications.Reminders;
using Portal.Notifications.Settings;

namespace Portal.Notifications;

/// <summary>Sets up how the portal reaches people.</summary>
internal static class NotificationsSetup
{
    /// <summary>Adds the follower of the ledger, the outbox and those who send; after the storage and before what writes runs.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, NotificationSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<Bells>();
        services.AddSingleton<ReachStore>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<FollowStore>();
        services.AddSingleton<Dispatch>();
        services.AddSingleton<RunNotices>();
        services.AddSingleton<INoticeSource, RunSource>();
        services.AddSingleton<INoticeSource, PeopleSource>();
        services.AddSingleton<GlassNotices>();
        services.AddSingleton<INoticeSource, GlassSource>();
        services.AddSingleton<Relevance>();
        services.AddSingleton<MailCarrier>();
        services.AddSingleton<Carriers>();
        services.AddSingleton<QuestionStore>();
        services.AddSingleton<DigestMaker>();
        services.AddSingleton<GlassReminder>();
        services.AddSingleton<Reminder>();
        services.AddSingleton<NotificationDesk>();
        services.AddSingleton<Sender>();
        services.AddHostedService<LedgerFollower>();
        services.AddHostedService(at => at.GetRequiredService<Sender>());
        services.AddHostedService(at => at.GetRequiredService<Reminder>());
        return services;
    }
}
