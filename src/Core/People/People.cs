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
public sealed record Person(UserId Id, string Name, Standing Standing, ImmutableHashSet<PortalRole> Roles)
{
    /// <summary>Names of the groups that an Admin put them into; an approval policy may ask for one.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    public bool Has(PortalRole role) => Standing == Standing.Active && Roles.Contains(role);
}

/// <summary>Whether a person may act at all.</summary>
public enum Standing
{
    Active,
    Deactivated,
}
