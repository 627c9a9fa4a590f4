using System.Collections.Immutable;
using System.Text.Json;

namespace Portal.Notifications;

/// <summary>What a person may ask to be told, or not.</summary>
public enum NoticeWish
{
    /// <summary>Questions that the person may decide.</summary>
    Approvals,

    /// <summary>Runs that wait for people.</summary>
    Holds,

    /// <summary>How the person's own runs ended.</summary>
    Ends,

    /// <summary>Once a day, what is pending.</summary>
    Digest,
}

/// <summary>Kinds of messages by their codes, and what people may wish of them.</summary>
public static class NoticeKinds
{
    /// <summary>What a person who said nothing is told.</summary>
    public static readonly ImmutableHashSet<NoticeWish> Usual = [NoticeWish.Approvals, NoticeWish.Holds, NoticeWish.Ends];

    /// <summary>Every kind that a webhook may ask for; a test goes to whom it is sent.</summary>
    public static readonly ImmutableArray<NoticeKind> All = [.. Enum.GetValues<NoticeKind>().Where(kind => kind is not (NoticeKind.Test or NoticeKind.Digest))];

    /// <summary>'ApprovalAsked' is 'approval-asked'.</summary>
    public static string CodeOf(NoticeKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>Null when no kind has that code.</summary>
    public static NoticeKind? Parse(string code)
    {
        foreach (var kind in Enum.GetValues<NoticeKind>())
            if (CodeOf(kind).Equals(code, StringComparison.OrdinalIgnoreCase)) return kind;
        return null;
    }

    /// <summary>The wish that a kind follows; null: it is told whatever the person wishes.</summary>
    public static NoticeWish? WishOf(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalAsked or NoticeKind.ApprovalReminder or NoticeKind.ApprovalExpiring => NoticeWish.Approvals,
        NoticeKind.RunHeld => NoticeWish.Holds,
        NoticeKind.RunCompleted or NoticeKind.RunAborted => NoticeWish.Ends,
        NoticeKind.Digest => NoticeWish.Digest,
        _ => null,
    };

    /// <summary>Whether a webhook that asks for these kinds hears of one; none: of all. Who hears questions to a second admin also hears alerts.</summary>
    public static bool IsHeard(NoticeKind kind, IReadOnlyCollection<NoticeKind> asked) =>
        asked.Count == 0 ? All.Contains(kind) : asked.Contains(kind) || (kind == NoticeKind.Alert && asked.Contains(NoticeKind.ApprovalAsked));

    /// <summary>Whether the kind is about a question that may be decided meanwhile.</summary>
    public static bool IsQuestion(NoticeKind kind) =>
        kind is NoticeKind.ApprovalAsked or NoticeKind.ApprovalReminder or NoticeKind.ApprovalEscalated or NoticeKind.ApprovalExpiring;
}
