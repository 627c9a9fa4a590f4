using Dapper;
using Microsoft.AspNetCore.Identity;
using Portal.Core.People;
using Portal.Security.Invitations;
using Portal.Security.Sessions;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Security.Stores;

/// <summary>Identity's store of people; each change and its ledger entry are committed together, or neither is.</summary>
public sealed partial class PortalUserStore(PortalDatabase database, SqliteLedger ledger, CurrentActor actor, TimeProvider clock) : IUserStore<PortalUser>
{
    public Task<IdentityResult> CreateAsync(PortalUser user, CancellationToken cancellationToken)
    {
        user.ConcurrencyStamp = NewStamp();
        if (user.SecurityStamp.Length == 0) user.SecurityStamp = NewStamp();
        var row = PersonRow.Of(user);
        return Task.FromResult(ledger.Write(within =>
        {
            if (user.OnlyAsFirst && within.Connection.ExecuteScalar<long>("SELECT count(*) FROM people", transaction: within.Transaction) > 0)
                return Refused("NotFirst", "There are people already, so the first one cannot be set up again. Nothing was changed. Sign in, or ask an administrator for an account.");
            if (NameIsTaken(within, row)) return NameTaken(row);
            within.Connection.Execute(PersonRow.Insert, Values(row), within.Transaction);
            WriteRoles(within, row);
            WriteGroups(within, row);
            LoneChanges.Created(within, row, actor, clock.GetUtcNow());
            within.Append(PersonChanges.Stream, PersonChanges.Created(row, actor.Id));
            return IdentityResult.Success;
        }));
    }

    public Task<IdentityResult> UpdateAsync(PortalUser user, CancellationToken cancellationToken)
    {
        var result = ledger.Write(within => Update(within, user));
        if (result.Saved is { } saved) (user.SecurityStamp, user.ConcurrencyStamp) = (saved.SecurityStamp, saved.ConcurrencyStamp);
        return Task.FromResult(result.Outcome);
    }

    public Task<IdentityResult> DeleteAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(Refused(
        "NeverRemoved", "People are never removed, since the ledger names them. Nothing was changed. Deactivate the person instead."));

    public Task<PortalUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(Find("id", userId));

    public Task<PortalUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        Task.FromResult(Find("normalized_name", normalizedUserName));

    public void Dispose() { }

    private (IdentityResult Outcome, PersonRow? Saved) Update(LedgerTransaction within, PortalUser user)
    {
        var before = within.Connection.QueryFirstOrDefault<PersonRow>($"{PersonRow.Select} WHERE id = @Id", new { user.Id }, within.Transaction);
        if (before is null)
            return (Refused("Unknown", "This person is not in the database. Nothing was changed. Reload the page."), null);
        var after = PersonRow.Of(user) with { AccessFailedCount = before.AccessFailedCount, Unconfirmed = before.Unconfirmed };
        if (after == before) return (IdentityResult.Success, null);
        if (after.ConcurrencyStamp != before.ConcurrencyStamp)
            return (Refused("ConcurrencyFailure", "Somebody else changed this person meanwhile. Nothing was changed. Reload the page and try again."), null);
        if (NameIsTaken(within, after)) return (NameTaken(after), null);
        if (IsAdmin(before) && !IsAdmin(after) && !AnotherAdmin(within, after))
            return (Refused("LastAdmin", "This is the last active administrator. Nothing was changed. Make somebody else an administrator first."), null);
        // Last: a link is not used up by a change that is refused.
        if (user.Redeems is { } link && !InvitationRows.Use(within, user.UserId, link, clock.GetUtcNow()))
            return (Refused("LinkGone", "This link counts no more. Nothing was changed. Ask an Admin for another one."), null);

        after = after with { ConcurrencyStamp = NewStamp(), SecurityStamp = Stamp(before, after) };
        within.Connection.Execute(PersonRow.Update, after, within.Transaction);
        if (before.Roles != after.Roles) WriteRoles(within, after);
        if (before.Groups != after.Groups) WriteGroups(within, after);
        LoneChanges.Between(within, before, after, actor, clock.GetUtcNow());
        if (before.Active && !after.Active) InvitationRows.Withdraw(within, user.UserId, actor.Id);
        // What a cookie says of rights is old from here on.
        if (before.SecurityStamp != after.SecurityStamp) SessionRows.EndAll(within, user.UserId, actor.Keeps, clock.GetUtcNow());
        within.Append(PersonChanges.Stream, [.. PersonChanges.Between(before, after, actor.Id, clock.GetUtcNow())]);
        return (IdentityResult.Success, after);
    }

    // Whoever lost a role, was deactivated or has another password is to be signed out everywhere, even if the caller forgot to ask for it.
    private static string Stamp(PersonRow before, PersonRow after)
    {
        var rightsChanged = before.Roles != after.Roles || before.Active != after.Active || before.PasswordHash != after.PasswordHash;
        return rightsChanged && before.SecurityStamp == after.SecurityStamp ? NewStamp() : after.SecurityStamp;
    }

    private static bool IsAdmin(PersonRow row) => row.Active && row.RoleNames.Contains(nameof(PortalRole.Admin));

    private static bool AnotherAdmin(LedgerTransaction within, PersonRow row) => within.Connection.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM people JOIN people_roles ON person = id WHERE active = 1 AND role = 'Admin' AND id <> @Id)
        """, row, within.Transaction);

    private static bool NameIsTaken(LedgerTransaction within, PersonRow row) => within.Connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM people WHERE normalized_name = @NormalizedName AND id <> @Id)", row, within.Transaction);

    private static void WriteRoles(LedgerTransaction within, PersonRow row)
    {
        within.Connection.Execute("DELETE FROM people_roles WHERE person = @Id", row, within.Transaction);
        within.Connection.Execute(
            "INSERT INTO people_roles (person, role) VALUES (@Id, @role)", row.RoleNames.Select(role => new { row.Id, role }), within.Transaction);
    }

    private static void WriteGroups(LedgerTransaction within, PersonRow row)
    {
        within.Connection.Execute("DELETE FROM people_groups WHERE person = @Id", row, within.Transaction);
        within.Connection.Execute(
            "INSERT INTO people_groups (person, name) VALUES (@Id, @name)", row.GroupNames.Select(name => new { row.Id, name }), within.Transaction);
    }

    private PortalUser? Find(string column, string value) =>
        database.Read(connection => connection.QueryFirstOrDefault<PersonRow>($"{PersonRow.Select} WHERE {column} = @value", new { value }))?.User();

    private DynamicParameters Values(PersonRow row)
    {
        var values = new DynamicParameters(row);
        values.Add("createdAt", LedgerRow.Text(clock.GetUtcNow()));
        return values;
    }

    private static string NewStamp() => Guid.NewGuid().ToString("N");

    private static IdentityResult NameTaken(PersonRow row) =>
        Refused("DuplicateUserName", $"The name {row.Name} is taken; capital letters make no difference. Nothing was changed. Choose another name.");

    private static IdentityResult Refused(string code, string why) => IdentityResult.Failed(new IdentityError { Code = code, Description = why });
}
