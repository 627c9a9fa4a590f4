using System.Collections.Immutable;
using Dapper;
using Portal.Core.People;
using Portal.Storage.Ledger;

namespace Portal.Security.Credentials;

/// <summary>Here what people set up and remove; each change and its entry are committed together.</summary>
public sealed partial class SecondFactors
{
    /// <summary>Makes a secret that waits 15 minutes for its first code; one that waited is forgotten.</summary>
    /// <returns>The secret, to be shown this once.</returns>
    internal byte[] BeginTotp(UserId person) => ledger.Write(within =>
    {
        var secret = Totp.NewSecret();
        Row(within, person);
        Set(within, person, "pending = @pending, pending_until = @until", new
        {
            person = person.Value,
            pending = Convert.ToBase64String(_seal.Protect(secret)),
            until = LedgerRow.Text(clock.GetUtcNow() + PendingLasts),
        });
        return secret;
    });

    /// <summary>The first code makes the waiting secret count, in place of an earlier one; the code itself is used up by it.</summary>
    internal CodeReply ConfirmTotp(UserId person, string code) => Judged(person, (within, row) =>
    {
        if (!IsPending(row) || Totp.Match(_seal.Unprotect(Convert.FromBase64String(row.Pending!)), code, clock.GetUtcNow()) is not { } step) return CodeReply.Wrong;
        Set(within, person, "totp = pending, pending = NULL, pending_until = NULL, last_step = max(last_step, @step)", new { person = person.Value, step });
        FactorChanges.Append(within, person, person, "totp-added", new { });
        return CodeReply.Right;
    });

    /// <returns>False when there was none.</returns>
    internal bool RemoveTotp(UserId person) => ledger.Write(within =>
    {
        if (Row(within, person).Totp is null) return false;
        Set(within, person, "totp = NULL, pending = NULL, pending_until = NULL");
        FactorChanges.Append(within, person, person, "totp-removed", new { });
        ForgetUnusable(within, person);
        return true;
    });

    /// <param name="id">Of the credential.</param>
    /// <returns>False when the person has no such one.</returns>
    internal bool RemovePasskey(UserId person, byte[] id) => ledger.Write(within =>
    {
        var title = within.Connection.ExecuteScalar<string>("DELETE FROM passkeys WHERE person = @person AND id = @id RETURNING name", new { person = person.Value, id }, within.Transaction);
        if (title is null) return false;
        FactorChanges.Append(within, person, person, "passkey-removed", new { passkey = title });
        ForgetUnusable(within, person);
        return true;
    });

    /// <summary>Ten new ones; what was left of the old ones counts no more.</summary>
    /// <returns>The codes, to be shown this once.</returns>
    internal ImmutableArray<string> NewRecoveryCodes(UserId person) => ledger.Write(within =>
    {
        var codes = RecoveryCodes.New();
        Forget(within, "recovery_codes", person);
        within.Connection.Execute("INSERT INTO recovery_codes (person, hash) VALUES (@person, @hash)", codes.Select(code => new { person = person.Value, hash = RecoveryCodes.Hash(person, code) }), within.Transaction);
        FactorChanges.Append(within, person, person, "recovery-codes-made", new { number = codes.Length });
        return codes;
    });

    /// <summary>Removes everything but the password, for somebody who lost it all.</summary>
    /// <param name="by">The Admin who does it.</param>
    /// <returns>False when there was nothing.</returns>
    internal bool Reset(UserId person, UserId by) => ledger.Write(within =>
    {
        var had = Row(within, person).Totp is not null;
        had |= Forget(within, "recovery_codes", person) > 0;
        had |= Forget(within, "passkeys", person) > 0;
        Set(within, person, "totp = NULL, pending = NULL, pending_until = NULL, wrong = 0, locked_until = NULL");
        if (had) FactorChanges.Append(within, person, by, "second-factor-reset", new { });
        return had;
    });

    // With neither app nor passkey the password is what counts again, and codes would only lie around.
    private static void ForgetUnusable(LedgerTransaction within, UserId person)
    {
        var left = within.Connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM passkeys WHERE person = @person) OR EXISTS (SELECT 1 FROM second_factors WHERE person = @person AND totp IS NOT NULL)", new { person = person.Value }, within.Transaction);
        if (!left) Forget(within, "recovery_codes", person);
    }

    // A name of a table cannot be a parameter; both are ours.
    private static int Forget(LedgerTransaction within, string table, UserId person) =>
        within.Connection.Execute($"DELETE FROM {table} WHERE person = @person", new { person = person.Value }, within.Transaction);
}
