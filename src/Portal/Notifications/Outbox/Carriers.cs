using System.Collections.Frozen;
using Portal.Notifications.Mail;
using Portal.Notifications.Settings;
using Portal.Notifications.Webhooks;

namespace Portal.Notifications.Outbox;

/// <summary>Who carries the messages of a lane.</summary>
internal sealed class Carriers(NotificationSettings settings, MailCarrier mail, TimeProvider clock) : IDisposable
{
    private readonly FrozenDictionary<string, WebhookCarrier> _webhooks =
        settings.Webhooks.ToFrozenDictionary(hook => hook.Lane, hook => new WebhookCarrier(hook, settings, clock));

    public ICarrier Of(string lane) => lane == OutboxRow.Mail ? mail : _webhooks[lane];

    public void Dispose()
    {
        foreach (var webhook in _webhooks.Values) webhook.Dispose();
    }
}
