using System.Collections.Immutable;

namespace Portal.Core.People;

/// <summary>The immutable key of a person; a rename or another spelling of the name never changes it.</summary>
public readonly record struct UserId(string Value)
{
    /// <summary>The portal itself, as the actor of what it does by itself.</summary>
    public static readonly UserId Portal = new("portal");

    public override string ToString() => Value;
}

/// <summary>What a person may do; one person may hold several, and four eyes are counted by person, not by role.</summary>
public enum PortalRole
{
    Viewer,
    Operator,
    Approver,
    Auditor,
    Admin,

    /// <summary>May break the glass: let a dangerous step run without its approvals, in an emergency, on the record and reviewed afterwards.</summary>
    BreakGlass,
}

/// <summary>A person as the store has them now: read at each privileged call, never taken from a cookie.</summary>
/// <param name="Roles">As they were given; whether one counts says <see cref="Has"/>.</param>
public sealed record Person(UserId Id, string Name, Standing Standing, ImmutableHashSet<PortalRole> Roles)
{
    /// <summary>Names of the groups that an Admin put them into, as they were given; whether one counts says <see cref="IsIn"/>.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Changes of the account that wait for a second Admin.</summary>
    public ImmutableArray<LoneChange> Unconfirmed { get; init; } = [];

    /// <summary>Whether the role counts now. One that only reads counts at once; one that acts does not while it rests on the word of one Admin.</summary>
    public bool Has(PortalRole role) => Standing == Standing.Active && Roles.Contains(role) && !Waits(role);

    /// <summary>Whether belonging to the group counts now.</summary>
    public bool IsIn(string group) => Groups.Contains(group) && !Unconfirmed.Any(c => c.Holds(group));

    /// <summary>Whether the role was given and waits for a second Admin.</summary>
    public bool Waits(PortalRole role) => Roles.Contains(role) && role is not (PortalRole.Viewer or PortalRole.Auditor) && Unconfirmed.Any(c => c.Holds(role));
}

/// <summary>The one wording of why somebody may not act.</summary>
public static class Rights
{
    /// <summary>Why the role does not count for the person, as a sentence; null when it does.</summary>
    /// <param name="person">Null: there is nobody with that id any more.</param>
    public static string? Lacks(this Person? person, PortalRole role) => person switch
    {
        null => "This account does not exist any more.",
        { Standing: Standing.Deactivated } => $"{person.Name} is deactivated.",
        _ when person.Waits(role) => $"The {role} role of {person.Name} counts once a second Admin has confirmed the change of the account.",
        _ when !person.Has(role) => $"{person.Name} does not hold the {role} role.",
        _ => null,
    };
}

/// <summary>Whether a person may act at all.</summary>
public enum Standing
{
    Active,
    Deactivated,
}
