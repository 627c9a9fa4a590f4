using System.Collections.Immutable;

namespace Portal.Core.People;

/// <summary>What one Admin did to an account.</summary>
public enum LoneChangeKind
{
    /// <summary>The account was made.</summary>
    Created,

    /// <summary>Roles were given.</summary>
    Roles,

    /// <summary>The person was put into groups.</summary>
    Groups,

    /// <summary>A password came from somebody else than the person.</summary>
    Password,

    /// <summary>A deactivated person was let in again.</summary>
    Reactivated,
}

/// <summary>A change of an account by one Admin alone. What it gives counts for nothing until another Admin has confirmed it: else one person could make themselves a second one, and approve their own run.</summary>
/// <param name="Id">Names the change in this installation.</param>
/// <param name="By">Whoever made it; never the portal itself.</param>
/// <param name="Gave">Names of the roles or groups that it gave; empty for the other kinds.</param>
public sealed record LoneChange(long Id, LoneChangeKind Kind, UserId By, DateTimeOffset At, ImmutableArray<string> Gave)
{
    /// <summary>Whether a role rests on this change.</summary>
    public bool Holds(PortalRole role) => Kind switch
    {
        LoneChangeKind.Roles => Gave.Contains(role.ToString(), StringComparer.Ordinal),
        LoneChangeKind.Groups => false,
        _ => true,
    };

    /// <summary>Whether belonging to a group rests on this change.</summary>
    public bool Holds(string group) => Kind == LoneChangeKind.Groups && Gave.Contains(group, StringComparer.Ordinal);

    /// <summary>Why a person may confirm none of these changes of somebody's account; null when they may confirm one at least.</summary>
    public static string? WhyNotConfirm(Person? by, Person whom) => by switch
    {
        _ when by.Lacks(PortalRole.Admin) is { } why => why,
        _ when whom.Unconfirmed.IsEmpty => "Nothing waits for a second Admin.",
        // Also what another Admin did to one's own account: two people know of it. Whose Admin role rests on it does not hold that yet.
        _ when whom.Unconfirmed.All(c => c.By == by!.Id) => $"{by!.Name} made the change: it takes another Admin.",
        _ => null,
    };
}
