using Dapper;
using Microsoft.AspNetCore.Identity;
using Portal.Core.People;

namespace Portal.Security.Stores;

/// <summary>Names, password, stamp, lockout and roles of a person in memory; only the count of failures is saved at once.</summary>
public sealed partial class PortalUserStore :
    IUserPasswordStore<PortalUser>, IUserSecurityStampStore<PortalUser>, IUserLockoutStore<PortalUser>, IUserRoleStore<PortalUser>
{
    public Task<string> GetUserIdAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(PortalUser user, string? userName, CancellationToken cancellationToken) => Do(() => user.UserName = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(PortalUser user, string? normalizedName, CancellationToken cancellationToken) =>
        Do(() => user.NormalizedUserName = normalizedName ?? "");

    /// <summary>The hash to check a password against; none for a deactivated person, so that no password opens anything.</summary>
    public Task<string?> GetPasswordHashAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Standing == Standing.Active ? user.PasswordHash : null);

    public Task<bool> HasPasswordAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(PortalUser user, string? passwordHash, CancellationToken cancellationToken) => Do(() => user.PasswordHash = passwordHash);

    public Task<string?> GetSecurityStampAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(PortalUser user, string stamp, CancellationToken cancellationToken) => Do(() => user.SecurityStamp = stamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(PortalUser user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Do(() => user.LockoutEnd = lockoutEnd);

    public Task<bool> GetLockoutEnabledAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnabled);

    public Task SetLockoutEnabledAsync(PortalUser user, bool enabled, CancellationToken cancellationToken) => Do(() => user.LockoutEnabled = enabled);

    public Task<int> GetAccessFailedCountAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    /// <summary>Counts in the database, so that wrong passwords tried at the same time are each counted.</summary>
    public Task<int> IncrementAccessFailedCountAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(Count(user, "access_failed_count + 1"));

    public Task ResetAccessFailedCountAsync(PortalUser user, CancellationToken cancellationToken) => Do(() => Count(user, "0"));

    public Task AddToRoleAsync(PortalUser user, string roleName, CancellationToken cancellationToken) =>
        Do(() => user.Roles = user.Roles.Add(RoleName.Demand(roleName)));

    public Task RemoveFromRoleAsync(PortalUser user, string roleName, CancellationToken cancellationToken) =>
        Do(() => user.Roles = user.Roles.Remove(RoleName.Demand(roleName)));

    public Task<IList<string>> GetRolesAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<string>>([.. user.Roles.Order().Select(role => role.ToString())]);

    public Task<bool> IsInRoleAsync(PortalUser user, string roleName, CancellationToken cancellationToken) =>
        Task.FromResult(RoleName.Parse(roleName) is { } role && user.Roles.Contains(role));

    public Task<IList<PortalUser>> GetUsersInRoleAsync(string roleName, CancellationToken cancellationToken)
    {
        var role = RoleName.Demand(roleName);
        var rows = database.Read(connection => connection.Query<PersonRow>($"{PersonRow.Select} ORDER BY normalized_name").AsList());
        return Task.FromResult<IList<PortalUser>>([.. rows.Select(row => row.User()).Where(user => user.Roles.Contains(role))]);
    }

    private int Count(PortalUser user, string count) => user.AccessFailedCount = ledger.Write(within => within.Connection.ExecuteScalar<int>(
        $"UPDATE people SET access_failed_count = {count} WHERE id = @Id RETURNING access_failed_count", new { user.Id }, within.Transaction));

    private static Task Do(Action change)
    {
        change();
        return Task.CompletedTask;
    }
}
