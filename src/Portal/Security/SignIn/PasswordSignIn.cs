using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Security.Sessions;
using Portal.Security.Stores;

namespace Portal.Security.SignIn;

/// <summary>What came of a try to sign in.</summary>
public abstract record SignInReply
{
    private SignInReply() { }

    public sealed record In : SignInReply;

    /// <param name="Why">Sentences for the person; the same for every reason, so that nobody learns which names exist.</param>
    public sealed record Out(string Why) : SignInReply;
}

/// <summary>Signs people in with a name and a password; every try is in the ledger before it has an effect.</summary>
public sealed class PasswordSignIn(UserManager<PortalUser> users, SignInManager<PortalUser> cookies, SessionBook sessions, SignedInPeople people, SecurityJournal journal)
{
    private const string Wrong = "The name or the password is wrong, or the account is locked: five wrong tries lock it for 15 minutes.";
    private static string? s_nobodysHash;

    /// <param name="from">Address of the browser, for the ledger.</param>
    /// <param name="browser">In words, for the list of the person's sessions.</param>
    public async Task<SignInReply> Try(string name, string password, string from, string browser)
    {
        try
        {
            return await users.FindByNameAsync(name) is { } person
                ? await Check(person, name, password, from, browser)
                : Nobody(name, password, from);
        }
        catch (LedgerUnavailableException fault)
        {
            return new SignInReply.Out($"The sign-in cannot be recorded, so nobody is let in: {fault.Message} Runs go on by themselves.");
        }
    }

    private async Task<SignInReply> Check(PortalUser person, string name, string password, string from, string browser)
    {
        if (await users.IsLockedOutAsync(person))
            return Out(name, person, "The account is locked.", from);
        var result = await cookies.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            // This browser's cookie is about to be written over: what it stood for would go on, in nobody's hands.
            if (people.SessionOf(cookies.Context.User) is { EndedWhy: null } before) sessions.SignOut(before);
            var session = sessions.Begin(person, browser, from);
            await cookies.SignInWithClaimsAsync(person, isPersistent: false, [new Claim(SignedInPeople.SessionClaim, session)]);
            return new SignInReply.In();
        }
        // Nobody was ever asked for a password that is not there, or not to be checked: that must not be told by the time it took.
        if (person.PasswordHash is null || person.Standing != Core.People.Standing.Active) TakeAsLong(password);
        if (result.IsLockedOut) journal.LockedOut(person, from);
        return Out(name, person, person switch
        {
            { Standing: not Core.People.Standing.Active } => "The account is deactivated.",
            { PasswordHash: null } => "The person has no password yet, or no more.",
            _ => "The password is wrong.",
        }, from);
    }

    // As long as a check of a real password, so that the time does not tell whether the name exists.
    private SignInReply.Out Nobody(string name, string password, string from)
    {
        TakeAsLong(password);
        return Out(name, null, "There is nobody of this name.", from);
    }

    private void TakeAsLong(string password)
    {
        var nobody = new PortalUser();
        s_nobodysHash ??= users.PasswordHasher.HashPassword(nobody, "nobody has this password");
        users.PasswordHasher.VerifyHashedPassword(nobody, s_nobodysHash, password);
    }

    private SignInReply.Out Out(string name, PortalUser? person, string why, string from)
    {
        journal.SignInFailed(name, person, why, from);
        return new SignInReply.Out(Wrong);
    }
}
