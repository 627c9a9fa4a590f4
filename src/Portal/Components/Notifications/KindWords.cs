using Portal.Notifications;

namespace Portal.Components.Notifications;

/// <summary>Kinds of messages in words.</summary>
public static class KindWords
{
    /// <summary>As a person would call it; the code itself when this version does not know it.</summary>
    public static string Of(string code) => NoticeKinds.Parse(code) switch
    {
        NoticeKind.ApprovalAsked => "question to a second admin",
        NoticeKind.ApprovalReminder => "reminder of a question",
        NoticeKind.ApprovalEscalated => "question that nobody decided, told to more people",
        NoticeKind.ApprovalExpiring => "question about to end",
        NoticeKind.RunHeld => "held run",
        NoticeKind.RunCompleted => "completed run",
        NoticeKind.RunAborted => "aborted run",
        NoticeKind.Alert => "alert",
        NoticeKind.Digest => "digest",
        NoticeKind.Test => "test",
        _ => code,
    };
}
