using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Stores;

namespace Portal.Security.Credentials;

/// <summary>Checks a credential against a challenge; a right one becomes a <see cref="FreshProof"/>, everything else an entry of the ledger.</summary>
public sealed class CredentialCheck(Challenges challenges, UserManager<PortalUser> users, SignInManager<PortalUser> cookies, SecurityJournal journal, TimeProvider clock)
{
    private const string NotNow = "Nobody can be checked while the ledger cannot be written.";

    /// <param name="challenge">Id of the challenge that came with the form; used up by this call.</param>
    /// <param name="action">What is asked for, for the ledger: 'run.approve 20261122-K7F4Q B7'.</param>
    /// <param name="from">Address of the browser, for the ledger.</param>
    public async Task<Reply<FreshProof>> Check(UserId by, string? challenge, Purpose purpose, Credential credential, string action, string from)
    {
        try
        {
            var reply = await Check(by, challenge, purpose, credential, from);
            if (reply is Reply<FreshProof>.Refused no) journal.Refused(by, action, no.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No(NotNow, fault.Message);
        }
    }

    private async Task<Reply<FreshProof>> Check(UserId by, string? id, Purpose purpose, Credential credential, string from)
    {
        if (!challenges.TryUse(by, id, out var challenge))
            return No("This form was used already, or is older than 5 minutes.", "Look at what is asked once more, and prove yourself again.");
        if (challenge.Purpose != purpose) return No("This form was made for something else than what is asked now.", "Look at what is asked now, then decide.");
        if (await users.FindByIdAsync(by.Value) is not { Standing: Standing.Active } person) return No("This account may not be in any more.", "Ask an Admin.");
        if (await users.IsLockedOutAsync(person)) return Locked();
        return credential switch
        {
            Credential.Password password => await Check(person, password, purpose, from),
            _ => throw new InvalidOperationException($"{credential} is not checked."),
        };
    }

    private async Task<Reply<FreshProof>> Check(PortalUser person, Credential.Password password, Purpose purpose, string from)
    {
        if (password.Text.Length is 0 or > 128) return No("The password is missing.", "Type the password with which you sign in.");
        var result = await cookies.CheckPasswordSignInAsync(person, password.Text, lockoutOnFailure: true);
        if (result.Succeeded) return Proven(person, purpose, ProofKind.Password);
        if (!result.IsLockedOut) return No("The password is wrong.", "Type the password with which you sign in. Five wrong ones lock the account for 15 minutes.");
        journal.LockedOut(person, from);
        return Locked();
    }

    private Reply<FreshProof>.Done Proven(PortalUser person, Purpose purpose, ProofKind how) => new(new FreshProof(person.UserId, purpose, how, clock));

    private static Reply<FreshProof>.Refused Locked() => No("The account is locked: five wrong tries lock it for 15 minutes.", "Wait, or ask an Admin for a new password.");

    private static Reply<FreshProof>.Refused No(string why, string remedy) => new(why, remedy);
}
