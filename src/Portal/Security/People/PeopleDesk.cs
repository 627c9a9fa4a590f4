using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Invitations;
using Portal.Security.Sessions;
using Portal.Security.Stores;

namespace Portal.Security.People;

/// <summary>The one way to change people: whether the person who asks is an Admin is read from the store at each call, and refusals go into the ledger.</summary>
/// <remarks>Each change has a scope of its own, so that it begins with what the store has and names who asked for it.</remarks>
public sealed class PeopleDesk(IServiceScopeFactory scopes, IPeople people, SecondFactors factors, InvitationBook invitations, SessionBook sessions, SecurityJournal journal)
{
    private const int MostGroups = 20;

    /// <summary>Creates a person without a password, and the link with which they choose one.</summary>
    /// <param name="name">1 to 60 characters.</param>
    /// <returns>The path of the link, to be shown this once.</returns>
    public Task<Reply<string>> Create(UserId by, string name, ImmutableHashSet<PortalRole> roles) => Act($"person.create {name}", by, async users =>
    {
        if (!IsName(name)) return BadName();
        var person = new PortalUser { UserName = name.Trim(), Roles = roles };
        return Of(await users.CreateAsync(person), () => invitations.Make(person.UserId, InvitationKind.Invitation, by));
    });

    /// <summary>Gives another name to sign in with; the person stays the same, by id.</summary>
    /// <param name="name">1 to 60 characters.</param>
    public Task<Reply<string>> Rename(UserId by, UserId whom, string name) =>
        !IsName(name) ? Act($"person.rename {whom}", by, _ => Task.FromResult(BadName())) : Change($"person.rename {whom}", by, whom, user => user.UserName = name.Trim());

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

    /// <summary>Makes the link with which a person chooses another password; it ends a lockout once it is used, and takes the place of an earlier link.</summary>
    /// <returns>The path of the link, to be shown this once.</returns>
    public Task<Reply<string>> NewPassword(UserId by, UserId whom, OldPassword old) => Act($"person.new-password {whom}", by, async users =>
    {
        // One's own is changed with the present credential; an open browser alone must not get past it.
        if (whom == by) return No("Your own password is not changed here.", "Change it under your account's security, or ask another Admin.");
        if (await users.FindByIdAsync(whom.Value) is not { } user) return Gone();
        if (user.Standing != Standing.Active) return No($"{user.UserName} is deactivated, so a link would open nothing.", "Let them in again first.");
        var kind = user.PasswordHash is null ? InvitationKind.Invitation : InvitationKind.ResetLink;
        var stopped = old == OldPassword.StopsNow && user.PasswordHash is not null ? await users.RemovePasswordAsync(user) : IdentityResult.Success;
        return Of(stopped, () => invitations.Make(whom, kind, by));
    });

    /// <summary>Takes back the link that a person has not used yet.</summary>
    public Task<Reply<string>> Withdraw(UserId by, UserId whom) => Act($"person.withdraw-link {whom}", by, _ => Task.FromResult(
        invitations.Withdraw(whom, by) ? new Reply<string>.Done("") : No("There is no link of this person any more.", "Load the page again.")));

    /// <summary>Signs a person out everywhere; they may sign in again.</summary>
    public Task<Reply<string>> SignOut(UserId by, UserId whom) => Act($"person.sign-out {whom}", by, _ => Task.FromResult(
        sessions.End(whom, by, _ => true) > 0 ? new Reply<string>.Done("") : No("This person is signed in nowhere.", "Nothing is to be done.")));

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
        return Of(await users.UpdateAsync(user), () => "");
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

    private static Reply<string> Of(IdentityResult result, Func<string> value) => result.Succeeded
        ? new Reply<string>.Done(value())
        : No(string.Join(' ', result.Errors.Select(e => e.Description)), "");

    private static Reply<string> Gone() => No("This person is not in the database.", "Load the page again.");

    private static Reply<string> No(string why, string remedy) => new Reply<string>.Refused(why, remedy);

    private static bool IsName(string name) => name.Trim().Length is >= 1 and <= 60;

    private static Reply<string> BadName() => No("A name has 1 to 60 characters.", "Write the name that the person signs in with.");
}
