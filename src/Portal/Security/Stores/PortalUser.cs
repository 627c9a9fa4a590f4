using System.Collections.Immutable;
using Portal.Core.People;

namespace Portal.Security.Stores;

/// <summary>A person as ASP.NET Core Identity handles one; changes count once the store has updated it.</summary>
public sealed class PortalUser
{
    /// <summary>The immutable id: a GUID of 32 hexadecimal digits.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("N");

    public string UserName { get; set; } = "";

    public string NormalizedUserName { get; set; } = "";

    public Standing Standing { get; set; } = Standing.Active;

    public ImmutableHashSet<PortalRole> Roles { get; set; } = [];

    /// <summary>Names of groups, without commas.</summary>
    public ImmutableHashSet<string> Groups { get; set; } = [];

    /// <summary>Creates the person only when there is nobody yet: the first administrator, however many browsers race for it.</summary>
    public bool OnlyAsFirst { get; init; }

    /// <summary>Hash of the one-time link that the next update uses up; without that link the update is refused.</summary>
    internal byte[]? Redeems { get; set; }

    public UserId UserId => new(Id);

    internal string? PasswordHash { get; set; }

    internal string SecurityStamp { get; set; } = "";

    internal string ConcurrencyStamp { get; set; } = "";

    internal bool LockoutEnabled { get; set; } = true;

    internal DateTimeOffset? LockoutEnd { get; set; }

    internal int AccessFailedCount { get; set; }
}
