using Portal.Notifications.Settings;

namespace Portal.Notifications.Reminders;

/// <summary>What is due about a question; pure.</summary>
internal static class Schedule
{
    /// <summary>The question as it stands after what is due was sent, and the kinds that are due now.</summary>
    /// <remarks>After an outage one reminder is sent, not all that were missed; a warning is a reminder, too.</remarks>
    public static (AskedQuestion After, NoticeKind[] Due) Of(AskedQuestion question, ReminderSettings settings, DateTimeOffset now)
    {
        var (due, after) = (new List<NoticeKind>(), question);
        var waited = now - question.AskedAt;
        var reminders = waited < settings.First ? 0 : 1 + (long)((waited - settings.First) / settings.Every);
        var warn = !question.Warned && question.ExpiresAt - now <= settings.Warn;
        if (warn) due.Add(NoticeKind.ApprovalExpiring);
        else if (reminders > question.Reminded) due.Add(NoticeKind.ApprovalReminder);
        if (reminders > question.Reminded) after = after with { Reminded = reminders };
        if (!question.Escalated && waited >= settings.Escalate) due.Add(NoticeKind.ApprovalEscalated);
        return (after with { Warned = question.Warned || warn, Escalated = question.Escalated || waited >= settings.Escalate }, [.. due]);
    }
}
