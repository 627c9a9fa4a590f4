using Portal.Core.People;

namespace Portal.Security.Stores;

/// <summary>On whose behalf this request or circuit changes people; set it before changing somebody, else the portal itself is recorded.</summary>
public sealed class CurrentActor
{
    public UserId Id { get; set; } = UserId.Portal;
}
