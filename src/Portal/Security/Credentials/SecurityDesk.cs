using System.Buffers.Text;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Passwords;
using Portal.Security.Stores;

namespace Portal.Security.Credentials;

/// <summary>The one way to one's own password and second factors: each change takes a fresh proof, and refusals go into the ledger.</summary>
public sealed class SecurityDesk(SecondFactors factors, Passkeys passkeys, UserManager<PortalUser> users, CurrentActor actor, SecurityJournal journal)
{
    /// <summary>Makes a secret for a code app; it counts once <see cref="ConfirmTotp"/> saw a code of it.</summary>
    /// <returns>The secret, to be shown this once.</returns>
    public Task<Reply<byte[]>> BeginTotp(UserId by, FreshProof proof) => Proven(by, proof, "own.totp-begin", _ => Task.FromResult(Done(factors.BeginTotp(by))));

    /// <summary>The first code of an app that was begun; needs no further proof, since only who began it has the secret.</summary>
    /// <returns>Recovery codes to be shown this once; none when there are some already.</returns>
    public Task<Reply<ImmutableArray<string>>> ConfirmTotp(UserId by, string code) => Act(by, "own.totp-confirm", _ => Task.FromResult(factors.ConfirmTotp(by, code.Replace(" ", "", StringComparison.Ordinal)) switch
    {
        CodeReply.Right => Done(Spare(by)),
        CodeReply.Locked => No<ImmutableArray<string>>("Codes are locked for 15 minutes after five wrong ones.", "Wait, then begin once more."),
        _ => No<ImmutableArray<string>>("The code is wrong, or the set-up is older than 15 minutes.", "Type the code that the app shows now, or begin once more."),
    }));

    public Task<Reply<bool>> RemoveTotp(UserId by, FreshProof proof) => Proven(by, proof, "own.totp-remove", _ => Task.FromResult(
        factors.RemoveTotp(by) ? Done(true) : No<bool>("No code app is set up.", "Load the page again.")));

    /// <returns>Ten codes, to be shown this once; the old ones count no more.</returns>
    public Task<Reply<ImmutableArray<string>>> NewRecoveryCodes(UserId by, FreshProof proof) => Proven(by, proof, "own.recovery-codes", _ => Task.FromResult(
        factors.Of(by).Any ? Done(factors.NewRecoveryCodes(by)) : No<ImmutableArray<string>>("Recovery codes stand in for a code app or a passkey, and there is neither.", "Set one up first.")));

    /// <returns>A challenge, and what the browser needs to make the passkey.</returns>
    public Task<Reply<(string Challenge, string Options)>> BeginPasskey(UserId by, FreshProof proof) =>
        Proven(by, proof, "own.passkey-begin", async person => Done(await passkeys.Begin(person)));

    /// <param name="name">1 to 60 characters, so that its owner knows it again.</param>
    /// <param name="json">What the browser made.</param>
    /// <returns>Recovery codes to be shown this once; none when there are some already.</returns>
    public Task<Reply<ImmutableArray<string>>> AddPasskey(UserId by, string? challenge, string name, string json) => Act(by, "own.passkey-add", async person =>
    {
        if (name.Trim() is not { Length: >= 1 and <= 60 } title || title.Any(char.IsControl)) return No<ImmutableArray<string>>("A passkey's name has 1 to 60 characters.", "Begin once more, and write where it is kept.");
        return await passkeys.Add(person, challenge, title, json) is Reply.Refused no ? No<ImmutableArray<string>>(no.Why, no.Remedy) : Done(Spare(by));
    });

    /// <param name="id">Of the credential, in base64url.</param>
    public Task<Reply<bool>> RemovePasskey(UserId by, FreshProof proof, string id) => Proven(by, proof, "own.passkey-remove", _ => Task.FromResult(
        Base64Url.IsValid(id) && factors.RemovePasskey(by, Base64Url.DecodeFromChars(id)) ? Done(true) : No<bool>("There is no such passkey.", "Load the page again.")));

    /// <summary>Sets another password of one's own; every session but this one ends.</summary>
    /// <param name="here">Number of the session that stays; null: none does.</param>
    public Task<Reply<bool>> ChangePassword(UserId by, FreshProof proof, string password, long? here) => Proven(by, proof, "own.password", async person =>
    {
        if (PasswordRules.Objection(person.UserName, password) is { } why) return No<bool>(why, "Choose another one.");
        if (person.PasswordHash is { } old && users.PasswordHasher.VerifyHashedPassword(person, old, password) != PasswordVerificationResult.Failed)
            return No<bool>("This is the password that you have.", "Choose another one.");
        actor.Keeps = here;
        person.PasswordHash = users.PasswordHasher.HashPassword(person, password);
        var result = await users.UpdateAsync(person);
        return result.Succeeded ? Done(true) : No<bool>(string.Join(' ', result.Errors.Select(e => e.Description)), "Load the page again.");
    });

    // Who loses the only factor is not to be locked out: the first one brings its recovery codes.
    private ImmutableArray<string> Spare(UserId by) => factors.Of(by).RecoveryCodes > 0 ? [] : factors.NewRecoveryCodes(by);

    private Task<Reply<T>> Proven<T>(UserId by, FreshProof proof, string action, Func<PortalUser, Task<Reply<T>>> act) => Act(by, action, async person =>
        proof.Use(by, Purpose.OwnSecurity) is { } why ? No<T>(why, "Prove yourself once more.") : await act(person));

    private async Task<Reply<T>> Act<T>(UserId by, string action, Func<PortalUser, Task<Reply<T>>> act)
    {
        try
        {
            actor.Id = by;
            var reply = await users.FindByIdAsync(by.Value) is { Standing: Standing.Active } person ? await act(person) : No<T>("This account may not be in any more.", "Ask an Admin.");
            if (reply is Reply<T>.Refused no) journal.Refused(by, action, no.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No<T>("The change could not be recorded, so it was not made.", fault.Message);
        }
    }

    private static Reply<T> Done<T>(T value) => new Reply<T>.Done(value);

    private static Reply<T> No<T>(string why, string remedy) => new Reply<T>.Refused(why, remedy);
}
