using Portal.Core.People;
using Portal.Runs;

namespace Portal.Notifications;

/// <summary>Looks, right before a message leaves, whether it is still true and still concerns its recipient.</summary>
internal sealed class Relevance(IRunArchive archive, IPeople people, TimeProvider clock)
{
    /// <summary>Why the message is not sent any more; null when it is.</summary>
    /// <param name="recipient">Null for a webhook.</param>
    public string? WhyNot(Notice notice, UserId? recipient)
    {
        var person = recipient is { } id ? people.Find(id) : null;
        if (recipient is not null && person is not { Standing: Standing.Active }) return "The person is deactivated.";
        if (notice is not { About: { } about, Run: { } of }) return null;
        if (archive.Find(of)?.State is not { } run) return "The run is not there any more.";
        if (notice.Kind == NoticeKind.RunHeld) return run.Hold is { } hold && RunNotices.Stamp(hold.Since) == about ? null : "The run is no longer held so.";
        if (!Audience.IsOpen(run, about, clock.GetUtcNow())) return "The question was decided or has ended.";
        if (person is null || (notice.Kind == NoticeKind.ApprovalEscalated && person.Has(PortalRole.Admin))) return null;
        return Deciders.MayDecide(run, person) ? null : "The person may not decide any more.";
    }
}
