using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Notifications.Outbox;
using Portal.Notifications.People;
using Portal.Notifications.Settings;

namespace Portal.Notifications;

/// <summary>Turns what is to be told into one message for each recipient who can be reached and wants it.</summary>
internal sealed class Dispatch(NotificationSettings settings, IPeople people, ReachStore reaches, IPairCatalog pairs)
{
    public ImmutableArray<NewMessage> To(Told told) => [.. Mail(told.Notice, told.People), .. Webhooks(told.Notice)];

    /// <summary>By mail only.</summary>
    public IEnumerable<NewMessage> Mail(Notice notice, ImmutableArray<UserId> to)
    {
        if (settings.Mail is null || to.IsEmpty) return [];
        var known = reaches.All();
        return to.Distinct()
            .Where(id => people.Find(id) is { Standing: Standing.Active } && known.TryGetValue(id, out var reach) && reach.Address is not null && reach.Wants(notice.Kind))
            .Select(id => new NewMessage(OutboxRow.Mail, id.Value, notice));
    }

    private IEnumerable<NewMessage> Webhooks(Notice notice)
    {
        var tags = notice.Pair is { } id ? pairs.Find(id)?.Tags ?? [] : [];
        return settings.Webhooks
            .Where(hook => NoticeKinds.IsHeard(notice.Kind, hook.Kinds))
            // What concerns no pair concerns everybody.
            .Where(hook => hook.Tags.IsEmpty || notice.Pair is null || tags.Any(hook.Tags.Contains))
            .Select(hook => new NewMessage(hook.Lane, hook.Name, notice));
    }
}
