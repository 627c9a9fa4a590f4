using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Storage.Health;

namespace Portal.Security.Credentials;

/// <summary>Checks a credential against a challenge; a right one becomes a <see cref="FreshProof"/>, everything else an entry of the ledger.</summary>
public sealed class CredentialCheck(Challenges challenges, UserManager<PortalUser> users, SignInManager<PortalUser> cookies, SecondFactors factors, Passkeys passkeys, ApprovalSettings approvals, SecurityJournal journal, StorageHealth storage, TimeProvider clock)
{
    /// <param name="challenge">Id of the challenge that came with the form; used up by this call.</param>
    /// <param name="action">What is asked for, for the ledger: 'run.approve 20261122-K7F4Q B7'.</param>
    /// <param name="from">Address of the browser, for the ledger.</param>
    public async Task<Reply<FreshProof>> Check(UserId by, string? challenge, Purpose purpose, Credential credential, string action, string from)
    {
        // Before anything is used up: the same code still counts when the portal can write again.
        if (storage.Now is { } trouble)
            return No($"Nothing can be recorded now, so nothing was done: {trouble.What}. Your credential was not used up.", "Press again when the banner about the storage is gone.");
        try
        {
            var reply = await Check(by, challenge, purpose, credential, from);
            if (reply is Reply<FreshProof>.Refused no) journal.Refused(by, action, no.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No($"Nobody can be checked while the ledger cannot be written. {fault.Message}", Unrecorded.Remedy);
        }
    }

    private async Task<Reply<FreshProof>> Check(UserId by, string? id, Purpose purpose, Credential credential, string from)
    {
        if (!challenges.TryUse(by, id, out var challenge))
            return No("This form was used already, or is older than 5 minutes.", "Look at what is asked once more, and prove yourself again.");
        if (challenge.Purpose != purpose) return No("This form was made for something else than what is asked now.", "Look at what is asked now, then decide.");
        if (await users.FindByIdAsync(by.Value) is not { Standing: Standing.Active } person) return No("This account may not be in any more.", "Ask an Admin.");
        if (await users.IsLockedOutAsync(person)) return Locked();
        var kind = KindOf(credential);
        // What one needs to add a factor is what one has; only decisions may ask for more.
        var demand = purpose == Purpose.OwnSecurity ? Demand.Password : approvals.Demand;
        if (!Ways.Counts(kind, factors.Of(by), demand)) return No($"A {kind.Word()} is not what counts here.", "Use what the form asks for; your account's security page shows what you have.");
        return await Check(person, challenge, credential, from) is { } refused ? refused : new Reply<FreshProof>.Done(new FreshProof(by, purpose, kind, clock));
    }

    private async Task<Reply<FreshProof>.Refused?> Check(PortalUser person, Challenge challenge, Credential credential, string from) => credential switch
    {
        Credential.Passkey passkey => await passkeys.Prove(person, challenge, passkey.Json) ? null : No("The passkey was not accepted.", "Try once more."),
        Credential.Code code => Objection(KindOf(code) == ProofKind.Totp ? factors.UseTotp(person.UserId, Digits(code.Text)) : factors.UseRecoveryCode(person.UserId, code.Text)),
        Credential.Password password => await Objection(person, password.Text, from),
        _ => throw new InvalidOperationException($"{credential} is not checked."),
    };

    private static Reply<FreshProof>.Refused? Objection(CodeReply reply) => reply switch
    {
        CodeReply.Right => null,
        CodeReply.Replayed => No("This code was used already.", "Wait at most 30 s for the next one."),
        CodeReply.Locked => No("Codes are locked for 15 minutes after five wrong ones.", "Wait, or ask an Admin to reset your second factor."),
        _ => No("The code is wrong.", "Type the six digits that the app shows now, or a recovery code that was not used. Five wrong ones lock codes for 15 minutes."),
    };

    private async Task<Reply<FreshProof>.Refused?> Objection(PortalUser person, string password, string from)
    {
        if (password.Length is 0 or > 128) return No("The password is missing.", "Type the password with which you sign in.");
        var result = await cookies.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (result.Succeeded) return null;
        if (!result.IsLockedOut) return No("The password is wrong.", "Type the password with which you sign in. Five wrong ones lock the account for 15 minutes.");
        journal.LockedOut(person, from);
        return Locked();
    }

    private static ProofKind KindOf(Credential credential) => credential switch
    {
        Credential.Passkey => ProofKind.Passkey,
        Credential.Code code => Digits(code.Text) is { Length: 6 } digits && digits.All(char.IsAsciiDigit) ? ProofKind.Totp : ProofKind.RecoveryCode,
        _ => ProofKind.Password,
    };

    private static string Digits(string code) => code.Replace(" ", "", StringComparison.Ordinal);

    private static Reply<FreshProof>.Refused Locked() => No("The account is locked: five wrong tries lock it for 15 minutes.", "Wait, or ask an Admin for a new password.");

    private static Reply<FreshProof>.Refused No(string why, string remedy) => new(why, remedy);
}
