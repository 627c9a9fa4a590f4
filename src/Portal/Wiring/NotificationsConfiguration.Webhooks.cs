using System.Collections.Immutable;
using Portal.Notifications;
using Portal.Notifications.Settings;
using Portal.Wiring.Configuration;

namespace Portal.Wiring;

internal static partial class NotificationsConfiguration
{
    private static WebhookSettings? ReadWebhook(SettingReader from)
    {
        from.Only("Format", "UrlFile", "KeyFile", "Kinds", "Tags", "Authority", "Limit");
        from.DemandName();
        var format = from.Value<WebhookFormat>("Format", ParseEnum<WebhookFormat>, WebhookFormat.Json, "Write Json, Slack, Teams or Mattermost.");
        var (url, key) = (from.HookUrl(), from.HookKey(isNeeded: format == WebhookFormat.Json));
        return url is null ? null : new WebhookSettings(
            from.Id, format, url, key, ReadKinds(from), [.. from.List("Tags").Select(tag => tag.Text)], from.Authority(), ReadLimit(from, TimeSpan.FromSeconds(10)));
    }

    private static ImmutableHashSet<NoticeKind> ReadKinds(SettingReader from)
    {
        var kinds = from.List("Kinds");
        foreach (var (key, text) in kinds.Where(kind => NoticeKinds.Parse(kind.Text) is not { } known || !NoticeKinds.All.Contains(known)))
            from.Fault(key, $"is '{text}'", $"Write some of {string.Join(", ", NoticeKinds.All.Select(NoticeKinds.CodeOf))}.");
        return [.. kinds.Select(kind => NoticeKinds.Parse(kind.Text)).OfType<NoticeKind>()];
    }
}
