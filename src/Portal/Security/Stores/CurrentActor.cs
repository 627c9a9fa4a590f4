using Portal.Core.People;

namespace Portal.Security.Stores;

/// <summary>On whose behalf this request or circuit changes people; set it before changing somebody, else the portal itself is recorded.</summary>
public sealed class CurrentActor
{
    public UserId Id { get; set; } = UserId.Portal;

    /// <summary>Whose word it rests on when that is somebody else: an Admin whose link is used; null: whoever acts.</summary>
    public UserId? OnWordOf { get; set; }

    internal UserId Word => OnWordOf ?? Id;

    /// <summary>Number of the session that stays when the person's rights change, since it is they who changed their password there; null: none stays.</summary>
    public long? Keeps { get; set; }
}
