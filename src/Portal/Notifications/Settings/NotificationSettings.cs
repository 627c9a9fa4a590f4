using System.Collections.Immutable;

namespace Portal.Notifications.Settings;

/// <summary>How the portal reaches people, as declared at start; docs/notifications.md describes it.</summary>
/// <param name="Address">Where people open the portal, for links; null: messages name the path only.</param>
/// <param name="Mail">Null: no mail is sent.</param>
/// <param name="Digest">Null: no digest is made, whoever wishes one.</param>
/// <param name="GiveUpAfter">How long a message is tried.</param>
internal sealed record NotificationSettings(
    Uri? Address,
    MailSettings? Mail,
    ImmutableArray<WebhookSettings> Webhooks,
    ReminderSettings Reminders,
    DigestSettings? Digest,
    TimeSpan GiveUpAfter)
{
    public static readonly NotificationSettings None = new(null, null, [], ReminderSettings.Usual, null, TimeSpan.FromHours(24));

    /// <summary>The whole address of a page; null when nobody said where the portal is.</summary>
    public Uri? Link(string path) => Address is null ? null : new Uri(Address, path);
}

/// <summary>How the connection to the mail server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>Begins in the clear and has to become TLS before anything is said.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In the clear; only when it was declared, and never with a password but on this machine.</summary>
    None,
}

/// <summary>The mail server.</summary>
/// <param name="From">Address that messages come from.</param>
/// <param name="Authority">Certificate of a private authority, PEM, that is trusted here too.</param>
/// <param name="Limit">Longest sending of one message, connection included.</param>
internal sealed record MailSettings(string Host, int Port, MailSecurity Security, string From, string? User, Secret? Password, string? Authority, TimeSpan Limit);

/// <summary>In which words a webhook is told.</summary>
internal enum WebhookFormat
{
    Json,
    Slack,
    Teams,
    Mattermost,
}

/// <summary>One webhook.</summary>
/// <param name="Name">What people call it; the address is a secret and never shown.</param>
/// <param name="Key">Signs what is sent; null: it is not signed.</param>
/// <param name="Kinds">Only these; empty: all.</param>
/// <param name="Tags">Only pairs with one of these; empty: all pairs.</param>
/// <param name="Limit">Longest sending of one message.</param>
internal sealed record WebhookSettings(
    string Name,
    WebhookFormat Format,
    Secret Url,
    Secret? Key,
    ImmutableHashSet<NoticeKind> Kinds,
    ImmutableHashSet<string> Tags,
    string? Authority,
    TimeSpan Limit)
{
    /// <summary>Who the message is for, in the outbox: 'webhook:ops'.</summary>
    public string Lane => $"webhook:{Name}";
}

/// <summary>When people are asked again.</summary>
/// <param name="First">After the question.</param>
/// <param name="Every">After the reminder before.</param>
/// <param name="Escalate">After the question: then more people are told.</param>
/// <param name="Warn">So long before the question ends.</param>
internal sealed record ReminderSettings(TimeSpan First, TimeSpan Every, TimeSpan Escalate, TimeSpan Warn)
{
    public static readonly ReminderSettings Usual = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(10));
}

/// <summary>When the digest of what is pending is made.</summary>
/// <param name="At">Local time in <paramref name="Zone"/>.</param>
internal sealed record DigestSettings(TimeOnly At, TimeZoneInfo Zone);
