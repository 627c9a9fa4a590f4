using System.Collections.Immutable;
using Portal.Notifications;

namespace Portal.Components.Notifications;

/// <summary>What a person may wish to be told, in words.</summary>
public static class WishWords
{
    public static readonly ImmutableArray<(NoticeWish Wish, string Title, string Means)> All =
    [
        (NoticeWish.Approvals, "Questions that I may decide", "when a second admin is asked, and again while nobody decides"),
        (NoticeWish.Holds, "Runs that are held", "when a run waits for people; told to Operators and to who requested it"),
        (NoticeWish.Ends, "How my runs ended", "completed or aborted"),
        (NoticeWish.Digest, "A digest once a day", "what waits for you; nothing when nothing does"),
    ];
}
