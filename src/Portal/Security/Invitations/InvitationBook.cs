using System.Collections.Immutable;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Security.Invitations;

/// <summary>Keeps the one-time links with which people choose their password: one of a person at most, of which only the hash is kept.</summary>
/// <remarks>Throws <see cref="LedgerUnavailableException"/> when the storage fails: then no link was made, and none opens.</remarks>
public sealed class InvitationBook(PortalDatabase database, SqliteLedger ledger, AccountSettings settings, TimeProvider clock)
{
    /// <summary>How long a link to another password counts: the person is at hand when it is made.</summary>
    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(24);

    /// <summary>'/account/invitation'; a slash and the link's secret follow.</summary>
    public const string Path = "/account/invitation";

    /// <summary>Makes a link, in place of an earlier one, which counts no more.</summary>
    /// <returns>Its path, to be shown this once.</returns>
    internal string Make(UserId person, InvitationKind kind, UserId by) => ledger.Write(within =>
    {
        var (secret, now) = (Secret128.New(), clock.GetUtcNow());
        var expires = LedgerRow.Text(now + (kind == InvitationKind.Invitation ? settings.Invitation : ResetLasts));
        within.Connection.Execute("""
            INSERT INTO invitations (person, hash, kind, made_by, made_at, expires_at) VALUES (@person, @hash, @kind, @by, @now, @expires)
            ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, kind = excluded.kind, made_by = excluded.made_by, made_at = excluded.made_at, expires_at = excluded.expires_at
            """, new { person = person.Value, hash = Secret128.Hash(secret), kind = InvitationRow.Word(kind), by = by.Value, now = LedgerRow.Text(now), expires }, within.Transaction);
        InvitationRows.Append(within, person, by, kind == InvitationKind.Invitation ? "invited" : "reset-link-made", expires);
        return $"{Path}/{secret}";
    });

    /// <summary>The link with this secret; null when it is unknown, used, withdrawn or too old, or its person is deactivated.</summary>
    public Invitation? Find(string? secret)
    {
        if (string.IsNullOrEmpty(secret)) return null;
        var row = database.Read(connection => connection.QueryFirstOrDefault<InvitationRow>(
            $"{InvitationRow.Select} WHERE hash = @hash AND (SELECT active FROM people WHERE id = person) = 1", new { hash = Secret128.Hash(secret) }));
        return row?.Invitation() is { } invitation && invitation.IsOpen(clock.GetUtcNow()) ? invitation : null;
    }

    /// <summary>Links that were neither used nor withdrawn, by person; some may be too old to open anything.</summary>
    public ImmutableDictionary<UserId, Invitation> All() =>
        database.Read(connection => connection.Query<InvitationRow>(InvitationRow.Select).AsList()).Select(row => row.Invitation()).ToImmutableDictionary(i => i.Person);

    /// <summary>Who has no password: invited, or stopped by an Admin.</summary>
    public ImmutableHashSet<UserId> WithoutPassword() =>
        [.. database.Read(connection => connection.Query<string>("SELECT id FROM people WHERE password_hash IS NULL").AsList()).Select(id => new UserId(id))];

    /// <summary>From now on the person's link opens nothing.</summary>
    /// <returns>False when there was none.</returns>
    internal bool Withdraw(UserId person, UserId by) => ledger.Write(within => InvitationRows.Withdraw(within, person, by));
}

/// <summary>Links within a transaction that changes more than them.</summary>
internal static class InvitationRows
{
    /// <returns>False when there was none.</returns>
    public static bool Withdraw(LedgerTransaction within, UserId person, UserId by)
    {
        if (within.Connection.ExecuteScalar<string>("DELETE FROM invitations WHERE person = @person RETURNING kind", new { person = person.Value }, within.Transaction) is not { } kind) return false;
        Append(within, person, by, $"{kind}-withdrawn", null);
        return true;
    }

    /// <summary>Uses the link with this hash up; of many at once one finds it.</summary>
    public static bool Use(LedgerTransaction within, UserId person, byte[] hash, DateTimeOffset now)
    {
        var kind = within.Connection.ExecuteScalar<string>(
            "DELETE FROM invitations WHERE person = @person AND hash = @hash AND expires_at > @now RETURNING kind", new { person = person.Value, hash, now = LedgerRow.Text(now) }, within.Transaction);
        if (kind is null) return false;
        Append(within, person, person, $"{kind}-used", null);
        return true;
    }

    /// <param name="what">'invited'; the entry's kind is 'person.invited'.</param>
    /// <param name="until">End of the link, as the ledger writes times.</param>
    public static void Append(LedgerTransaction within, UserId person, UserId by, string what, string? until) =>
        Credentials.FactorChanges.Append(within, person, by, what, until is null ? new { } : new { until });
}
