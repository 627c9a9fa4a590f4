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
        if (from.Id.Length > 40 || !from.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            from.Fault("", "is no valid name", "Write 1 to 40 letters, digits, '-' and '_', for example ops-chat.");
        var format = from.Value<WebhookFormat>("Format", ParseEnum<WebhookFormat>, WebhookFormat.Json, "Write Json, Slack, Teams or Mattermost.");
        var url = ReadUrl(from);
        var key = ReadSecret(from, "KeyFile", "the key that signs messages");
        if (key is not null && key.Reveal().Length < 16)
            from.Fault("KeyFile", "holds a key of less than 16 characters", "Put a random one of 32 or more into it, for example from: openssl rand -hex 32.");
        if (format == WebhookFormat.Json && !from.Has("KeyFile"))
            from.Fault("KeyFile", "is missing", "Write the full path of a file with the key that signs messages, so that the receiver can tell them from forged ones.");
        var webhook = url is null ? null : new WebhookSettings(
            from.Id, format, url, key, ReadKinds(from), [.. from.List("Tags").Select(tag => tag.Text)], ReadAuthority(from), ReadLimit(from, TimeSpan.FromSeconds(10)));
        return webhook;
    }

    private static Secret? ReadUrl(SettingReader from)
    {
        from.Required("UrlFile", "Write the full path of a file that holds the webhook's address; it is a secret, since whoever has it can post.");
        if (ReadSecret(from, "UrlFile", "the webhook's address") is not { } url) return null;
        if (Uri.TryCreate(url.Reveal(), UriKind.Absolute, out var address) && IsSafe(address) && address.UserInfo.Length == 0) return url;
        from.Fault("UrlFile", "holds no https address", "Put the whole address into the file, with https://; http:// is for this machine only.");
        return null;
    }

    private static ImmutableHashSet<NoticeKind> ReadKinds(SettingReader from)
    {
        var kinds = from.List("Kinds");
        foreach (var (key, text) in kinds.Where(kind => NoticeKinds.Parse(kind.Text) is not { } known || !NoticeKinds.All.Contains(known)))
            from.Fault(key, $"is '{text}'", $"Write some of {string.Join(", ", NoticeKinds.All.Select(NoticeKinds.CodeOf))}.");
        return [.. kinds.Select(kind => NoticeKinds.Parse(kind.Text)).OfType<NoticeKind>()];
    }
}
