using System.Collections.Immutable;
using Portal.Core.People;

namespace Portal.Notifications.People;

/// <summary>Where a person is reached, and what they want to be told.</summary>
/// <param name="Address">Mail address; null: nobody set one.</param>
public sealed record ReachOf(UserId Person, string? Address, ImmutableHashSet<NoticeWish> Wishes)
{
    /// <summary>Whether messages of the kind are wanted; some are told to everybody concerned.</summary>
    public bool Wants(NoticeKind kind) => NoticeKinds.WishOf(kind) is not { } wish || Wishes.Contains(wish);
}
