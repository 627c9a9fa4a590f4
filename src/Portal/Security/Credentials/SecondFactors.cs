using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Security.Credentials;

/// <summary>What came of a code.</summary>
internal enum CodeReply
{
    Right,
    Wrong,

    /// <summary>Right, and used before.</summary>
    Replayed,

    /// <summary>Too many wrong ones; nothing was looked at.</summary>
    Locked,
}

/// <summary>Reads what people can prove themselves with.</summary>
public interface ISecondFactors
{
    /// <summary>What the person has now.</summary>
    /// <exception cref="Core.Audit.LedgerUnavailableException">The storage failed.</exception>
    Enrolled Of(UserId person);
}

/// <summary>Keeps code apps and recovery codes. Each check reads, judges and marks in one write transaction, so that of many at once one passes.</summary>
/// <remarks>Throws <see cref="Core.Audit.LedgerUnavailableException"/> when the storage fails: then nothing was proven and nothing changed.</remarks>
public sealed partial class SecondFactors(PortalDatabase database, SqliteLedger ledger, IDataProtectionProvider protection, TimeProvider clock) : ISecondFactors
{
    /// <summary>Wrong codes in a row that lock codes for <see cref="LockLasts"/>; a sign-in does not start the count anew.</summary>
    public const int MostWrong = 5;

    public static readonly TimeSpan LockLasts = TimeSpan.FromMinutes(15), PendingLasts = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _seal = protection.CreateProtector("Portal.Totp.Secret");

    public Enrolled Of(UserId person) => database.Read(connection =>
    {
        var row = connection.QueryFirstOrDefault<FactorRow>($"{FactorRow.Select} WHERE person = @person", new { person = person.Value });
        var codes = connection.ExecuteScalar<int>("SELECT count(*) FROM recovery_codes WHERE person = @person", new { person = person.Value });
        var passkeys = connection.Query<PasskeyRow>($"{PasskeyRow.Select} WHERE person = @person ORDER BY added_at, id", new { person = person.Value });
        return new Enrolled(row?.Totp is not null, IsPending(row), codes, [.. passkeys.Select(p => p.Named())]);
    });

    /// <summary>Uses up a code of the app: its time step, and all before it, count no more, on any connection and after any restart.</summary>
    internal CodeReply UseTotp(UserId person, string code) => Judged(person, (within, row) =>
    {
        if (row.Totp is not { } totp || Totp.Match(_seal.Unprotect(Convert.FromBase64String(totp)), code, clock.GetUtcNow()) is not { } step) return CodeReply.Wrong;
        return within.Connection.Execute(
            "UPDATE second_factors SET last_step = @step WHERE person = @person AND last_step < @step", new { person = person.Value, step }, within.Transaction) == 1
            ? CodeReply.Right
            : CodeReply.Replayed;
    });

    /// <summary>Uses up a recovery code.</summary>
    internal CodeReply UseRecoveryCode(UserId person, string code) => Judged(person, (within, _) =>
    {
        var hash = RecoveryCodes.Hash(person, code);
        if (within.Connection.Execute("DELETE FROM recovery_codes WHERE person = @person AND hash = @hash", new { person = person.Value, hash }, within.Transaction) != 1) return CodeReply.Wrong;
        FactorChanges.Append(within, person, person, "recovery-code-used", new { left = Left(within, person) });
        return CodeReply.Right;
    });

    private CodeReply Judged(UserId person, Func<LedgerTransaction, FactorRow, CodeReply> judge) => ledger.Write(within =>
    {
        var row = Row(within, person);
        if (row.LockedUntil is { } until && LedgerRow.Time(until) > clock.GetUtcNow()) return CodeReply.Locked;
        var reply = judge(within, row);
        var wrong = reply switch { CodeReply.Right => 0, CodeReply.Wrong => row.Wrong + 1, _ => row.Wrong };
        if (wrong < MostWrong)
        {
            Set(within, person, "wrong = @wrong, locked_until = NULL", new { person = person.Value, wrong });
            return reply;
        }
        var locked = LedgerRow.Text(clock.GetUtcNow() + LockLasts);
        Set(within, person, "wrong = 0, locked_until = @locked", new { person = person.Value, locked });
        FactorChanges.Append(within, person, UserId.Portal, "codes-locked", new { until = locked });
        return CodeReply.Locked;
    });

    private static FactorRow Row(LedgerTransaction within, UserId person)
    {
        within.Connection.Execute("INSERT INTO second_factors (person) VALUES (@person) ON CONFLICT DO NOTHING", new { person = person.Value }, within.Transaction);
        return within.Connection.QueryFirst<FactorRow>($"{FactorRow.Select} WHERE person = @person", new { person = person.Value }, within.Transaction);
    }

    private static void Set(LedgerTransaction within, UserId person, string what, object? values = null) =>
        within.Connection.Execute($"UPDATE second_factors SET {what} WHERE person = @person", values ?? new { person = person.Value }, within.Transaction);

    private static int Left(LedgerTransaction within, UserId person) =>
        within.Connection.ExecuteScalar<int>("SELECT count(*) FROM recovery_codes WHERE person = @person", new { person = person.Value }, within.Transaction);

    private bool IsPending(FactorRow? row) => row is { Pending: not null, PendingUntil: { } until } && LedgerRow.Time(until) > clock.GetUtcNow();
}
