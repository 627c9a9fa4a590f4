using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Storage.Ledger;

namespace Portal.Security.Stores;

/// <summary>One row of people with its roles, exactly as they stand there.</summary>
internal sealed record PersonRow
{
    public const string Select = $"""
        SELECT id, name, normalized_name AS NormalizedName, active, password_hash AS PasswordHash, security_stamp AS SecurityStamp,
               concurrency_stamp AS ConcurrencyStamp, lockout_enabled AS LockoutEnabled, lockout_end AS LockoutEnd,
               access_failed_count AS AccessFailedCount,
               COALESCE((SELECT group_concat(role, ',' ORDER BY role) FROM people_roles WHERE person = id), '') AS Roles,
               COALESCE((SELECT group_concat(g.name, ',' ORDER BY g.name) FROM people_groups g WHERE g.person = people.id), '') AS Groups,
               {LoneChanges.Column} AS Unconfirmed
        FROM people
        """;

    public const string Insert = """
        INSERT INTO people (id, name, normalized_name, active, password_hash, security_stamp, concurrency_stamp, lockout_enabled, lockout_end, access_failed_count, created_at)
        VALUES (@Id, @Name, @NormalizedName, @Active, @PasswordHash, @SecurityStamp, @ConcurrencyStamp, @LockoutEnabled, @LockoutEnd, 0, @createdAt)
        """;

    /// <summary>Everything but the count of failures, which only ever changes by itself.</summary>
    public const string Update = """
        UPDATE people SET name = @Name, normalized_name = @NormalizedName, active = @Active, password_hash = @PasswordHash,
               security_stamp = @SecurityStamp, concurrency_stamp = @ConcurrencyStamp, lockout_enabled = @LockoutEnabled, lockout_end = @LockoutEnd
        WHERE id = @Id
        """;

    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    public string NormalizedName { get; init; } = "";
    public bool Active { get; init; }
    public string? PasswordHash { get; init; }
    public string SecurityStamp { get; init; } = "";
    public string ConcurrencyStamp { get; init; } = "";
    public bool LockoutEnabled { get; init; }
    public string? LockoutEnd { get; init; }
    public int AccessFailedCount { get; init; }

    /// <summary>Role names in order, with commas between.</summary>
    public string Roles { get; init; } = "";

    /// <summary>Group names in order, with commas between.</summary>
    public string Groups { get; init; } = "";

    /// <summary>Changes that wait for a second Admin, as JSON; written by <see cref="LoneChanges"/> alone.</summary>
    public string Unconfirmed { get; init; } = "[]";

    public ImmutableArray<string> GroupNames => [.. Groups.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    public ImmutableArray<string> RoleNames => [.. Roles.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    public DateTimeOffset? LockedUntil => LockoutEnd is { } end ? LedgerRow.Time(end) : null;

    public static PersonRow Of(PortalUser user) => new()
    {
        Id = user.Id,
        Name = user.UserName,
        NormalizedName = user.NormalizedUserName,
        Active = user.Standing == Standing.Active,
        PasswordHash = user.PasswordHash,
        SecurityStamp = user.SecurityStamp,
        ConcurrencyStamp = user.ConcurrencyStamp,
        LockoutEnabled = user.LockoutEnabled,
        LockoutEnd = user.LockoutEnd is { } end ? LedgerRow.Text(end) : null,
        AccessFailedCount = user.AccessFailedCount,
        Roles = string.Join(',', user.Roles.Select(role => role.ToString()).Order(StringComparer.Ordinal)),
        Groups = string.Join(',', user.Groups.Order(StringComparer.Ordinal)),
    };

    public PortalUser User() => new()
    {
        Id = Id,
        UserName = Name,
        NormalizedUserName = NormalizedName,
        Standing = Standing,
        Roles = RoleSet,
        Groups = [.. GroupNames],
        PasswordHash = PasswordHash,
        SecurityStamp = SecurityStamp,
        ConcurrencyStamp = ConcurrencyStamp,
        LockoutEnabled = LockoutEnabled,
        LockoutEnd = LockedUntil,
        AccessFailedCount = AccessFailedCount,
    };

    public Person Person() => new(new UserId(Id), Name, Standing, RoleSet) { Groups = [.. GroupNames], Unconfirmed = LoneChanges.Read(Unconfirmed) };

    private Standing Standing => Active ? Standing.Active : Standing.Deactivated;

    // A role that this version does not know grants nothing.
    private ImmutableHashSet<PortalRole> RoleSet => [.. RoleNames.Select(RoleName.Parse).OfType<PortalRole>()];
}
