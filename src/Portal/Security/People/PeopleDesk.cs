using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Stores;

namespace Portal.Security.People;

/// <summary>The one way to change people: whether the person who asks is an Admin is read from the store at each call, and refusals go into the ledger.</summary>
/// <remarks>Each change has a scope of its own, so that it begins with what the store has and names who asked for it.</remarks>
public sealed class PeopleDesk(IServiceScopeFactory scopes, IPeople people, SecondFactors factors, SecurityJournal journal)
{
    private const int MostGroups = 20;
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Creates a person.</summary>
    /// <param name="name">1 to 60 characters.</param>
    /// <returns>The password, which is kept nowhere but as a hash.</returns>
    public Task<Reply<string>> Create(UserId by, string name, ImmutableHashSet<PortalRole> roles) => Act($"person.create {name}", by, async users =>
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 60) return No("A name has 1 to 60 characters.", "Write the name that the person signs in with.");
        var password = NewPassword();
        return Of(await users.CreateAsync(new PortalUser { UserName = name.Trim(), Roles = roles }, password), password);
    });

    /// <summary>Gives exactly these roles.</summary>
    public Task<Reply<string>> SetRoles(UserId by, UserId whom, ImmutableHashSet<PortalRole> roles) =>
        Change($"person.set-roles {whom}", by, whom, user => user.Roles = roles);

    /// <summary>Puts a person into exactly these groups, which an approval policy may ask for.</summary>
    /// <param name="groups">Each 1 to 40 characters without a comma; at most 20.</param>
    public Task<Reply<string>> SetGroups(UserId by, UserId whom, ImmutableHashSet<string> groups) =>
        groups.Count > MostGroups || groups.Any(g => string.IsNullOrWhiteSpace(g) || g.Length > ApprovalPolicy.LongestGroup || g.Contains(',', StringComparison.Ordinal) || g.Any(char.IsControl))
            ? Task.FromResult(No($"A group has a name of 1 to {ApprovalPolicy.LongestGroup} characters without a comma, and a person is in {MostGroups} at most.", "Mend the names, then save again."))
            : Change($"person.set-groups {whom}", by, whom, user => user.Groups = groups);

    /// <summary>Keeps a person out, everywhere and at once, or lets them in again.</summary>
    public Task<Reply<string>> SetStanding(UserId by, UserId whom, Standing standing) =>
        Change($"person.set-standing {whom}", by, whom, user => user.Standing = standing);

    /// <summary>Sets another password, and ends a lockout.</summary>
    /// <returns>The password, which is kept nowhere but as a hash.</returns>
    public Task<Reply<string>> NewPassword(UserId by, UserId whom) => Act($"person.new-password {whom}", by, async users =>
    {
        if (await users.FindByIdAsync(whom.Value) is not { } user) return Gone();
        var password = NewPassword();
        var removed = await users.RemovePasswordAsync(user);
        if (!removed.Succeeded) return Of(removed, "");
        var set = await users.AddPasswordAsync(user, password);
        if (set.Succeeded) await users.SetLockoutEndDateAsync(user, null);
        return Of(set, password);
    });

    /// <summary>Removes code app, recovery codes and passkeys of somebody who lost them; the password is what counts then.</summary>
    public Task<Reply<string>> ResetFactors(UserId by, UserId whom) => Act($"person.reset-second-factor {whom}", by, async users =>
    {
        // One's own is changed with the present credential; an open browser alone must not get past it.
        if (whom == by) return No("Your own second factor is not reset here.", "Change it under your account's security, or ask another Admin.");
        if (await users.FindByIdAsync(whom.Value) is null) return Gone();
        return factors.Reset(whom, by) ? new Reply<string>.Done("") : No("This person has no second factor.", "Nothing is to be done.");
    });

    private Task<Reply<string>> Change(string action, UserId by, UserId whom, Action<PortalUser> change) => Act(action, by, async users =>
    {
        if (await users.FindByIdAsync(whom.Value) is not { } user) return Gone();
        change(user);
        return Of(await users.UpdateAsync(user), "");
    });

    private async Task<Reply<string>> Act(string action, UserId by, Func<UserManager<PortalUser>, Task<Reply<string>>> act)
    {
        try
        {
            var reply = people.Find(by).Lacks(PortalRole.Admin) is { } why ? No(why, "Only an Admin changes people: ask one.") : await InScope(by, act);
            if (reply is Reply<string>.Refused refused) journal.Refused(by, action, refused.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No("The change could not be recorded, so it was not made.", fault.Message);
        }
    }

    private async Task<Reply<string>> InScope(UserId by, Func<UserManager<PortalUser>, Task<Reply<string>>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Id = by;
        return await act(scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
    }

    private static Reply<string> Of(IdentityResult result, string value) => result.Succeeded
        ? new Reply<string>.Done(value)
        : No(string.Join(' ', result.Errors.Select(e => e.Description)), "");

    private static Reply<string> Gone() => No("This person is not in the database.", "Load the page again.");

    private static Reply<string> No(string why, string remedy) => new Reply<string>.Refused(why, remedy);

    // 20 of 31 letters that are not mistaken for one another: 99 bits, in groups for reading out.
    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 5)));
}
