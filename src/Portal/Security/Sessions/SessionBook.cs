using System.Collections.Immutable;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Security.Sessions;

/// <summary>Keeps who is signed in where. A session counts by its row alone, so whoever ends the row ends the cookie, in every process at this database.</summary>
/// <remarks>Throws <see cref="LedgerUnavailableException"/> when the storage fails: then nobody is let in.</remarks>
public sealed class SessionBook(PortalDatabase database, SqliteLedger ledger, TimeProvider clock)
{
    /// <summary>How exactly it is known when a session was last seen; each look would be a write otherwise.</summary>
    public static readonly TimeSpan SeenTo = TimeSpan.FromMinutes(1);

    /// <summary>How long a row outlives its last sign of life; the ledger keeps the sign-in for good.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int LongestAddress = 80;

    /// <summary>Begins a session and records the sign-in, both or neither.</summary>
    /// <returns>What the cookie is to hold; it is kept nowhere.</returns>
    internal string Begin(PortalUser person, string browser, string from) => ledger.Write(within =>
    {
        var (secret, now, address) = (Secret128.New(), clock.GetUtcNow(), from.Length <= LongestAddress ? from : from[..LongestAddress]);
        within.Connection.Execute("DELETE FROM sessions WHERE seen_at < @before", new { before = LedgerRow.Text(now - Kept) }, within.Transaction);
        var number = within.Connection.ExecuteScalar<long>("""
            INSERT INTO sessions (hash, person, browser, address, began_at, seen_at) VALUES (@hash, @person, @browser, @address, @now, @now) RETURNING number
            """, new { hash = Secret128.Hash(secret), person = person.Id, browser, address, now = LedgerRow.Text(now) }, within.Transaction);
        within.Append(SecurityJournal.Stream, SessionEntries.SignedIn(person, number, browser, address));
        return secret;
    });

    /// <summary>The session behind a cookie while it lets its person in, else null; notes that it was seen.</summary>
    internal Session? Open(string secret)
    {
        var hash = Secret128.Hash(secret);
        var row = database.Read(connection => connection.QueryFirstOrDefault<SessionRow>($"{SessionRow.Select} WHERE hash = @hash", new { hash }));
        if (row is not { Active: true } || row.Session() is not { } session || !session.IsOpen(clock.GetUtcNow())) return null;
        See(session);
        return session;
    }

    /// <summary>The session behind a cookie, open or ended; null when there is none.</summary>
    internal Session? Find(string secret)
    {
        var hash = Secret128.Hash(secret);
        return database.Read(connection => connection.QueryFirstOrDefault<SessionRow>($"{SessionRow.Select} WHERE hash = @hash", new { hash }))?.Session();
    }

    /// <summary>Open sessions of a person, the last seen first.</summary>
    public ImmutableArray<Session> Of(UserId person) => [.. All("person = @person", new { person = person.Value }).OrderByDescending(s => s.SeenAt).ThenByDescending(s => s.Number)];

    /// <summary>How many open sessions each person has; who has none is missing.</summary>
    public ImmutableDictionary<UserId, int> Count() => All("active = 1", new { }).CountBy(s => s.Person).ToImmutableDictionary();

    /// <summary>Ends the session of whoever signs out, and records it.</summary>
    internal void SignOut(Session session) => ledger.Write(within =>
    {
        SessionRows.End(within, [session.Number], SessionEnds.SignedOut, clock.GetUtcNow());
        within.Append(SecurityJournal.Stream, SessionEntries.SignedOut(session.Person, session.Number));
        return true;
    });

    /// <summary>Ends open sessions of a person, as far as they are chosen, and records it.</summary>
    /// <returns>How many ended; 0: nothing was there to end, and nothing is recorded.</returns>
    internal int End(UserId whom, UserId by, Func<Session, bool> chosen) => ledger.Write(within =>
    {
        var now = clock.GetUtcNow();
        var ended = SessionRows.Open(within, whom).Where(s => s.IsOpen(now) && chosen(s)).ToImmutableArray();
        if (ended.IsEmpty) return 0;
        SessionRows.End(within, ended.Select(s => s.Number), whom == by ? SessionEnds.ByPerson : SessionEnds.ByAdmin, now);
        var name = within.Connection.ExecuteScalar<string>("SELECT name FROM people WHERE id = @id", new { id = whom.Value }, within.Transaction);
        within.Append(SecurityJournal.Stream, SessionEntries.Ended(whom, name, by, ended));
        return ended.Length;
    });

    private void See(Session session)
    {
        var now = clock.GetUtcNow();
        if (now - session.SeenAt < SeenTo) return;
        try
        {
            ledger.Write(within => within.Connection.Execute(
                "UPDATE sessions SET seen_at = @now WHERE number = @Number AND ended_at IS NULL AND seen_at <= @before", new { session.Number, now = LedgerRow.Text(now), before = LedgerRow.Text(now - SeenTo) }, within.Transaction));
        }
        catch (LedgerUnavailableException)
        {
            // While nothing can be written people may still look; the session then only ages sooner.
        }
    }

    private IEnumerable<Session> All(string which, object values) =>
        database.Read(connection => connection.Query<SessionRow>($"{SessionRow.Select} WHERE ended_at IS NULL AND {which}", values).AsList())
            .Select(row => row.Session()).Where(session => session.IsOpen(clock.GetUtcNow()));
}

/// <summary>Sessions within a transaction that changes more than them.</summary>
internal static class SessionRows
{
    /// <summary>Those that nobody ended yet; some may have outlived their idle time.</summary>
    public static IEnumerable<Session> Open(LedgerTransaction within, UserId person) =>
        within.Connection.Query<SessionRow>($"{SessionRow.Select} WHERE ended_at IS NULL AND person = @person", new { person = person.Value }, within.Transaction).Select(row => row.Session());

    public static void End(LedgerTransaction within, IEnumerable<long> numbers, string why, DateTimeOffset now) => within.Connection.Execute(
        "UPDATE sessions SET ended_at = @at, ended_why = @why WHERE number IN @numbers AND ended_at IS NULL", new { at = LedgerRow.Text(now), why, numbers }, within.Transaction);

    /// <summary>Ends all of a person whose password, roles or standing change, in the transaction of that change.</summary>
    /// <param name="except">Number of the one that stays: where the person changed their own password.</param>
    public static void EndAll(LedgerTransaction within, UserId person, long? except, DateTimeOffset now) => within.Connection.Execute(
        "UPDATE sessions SET ended_at = @at, ended_why = @why WHERE person = @person AND ended_at IS NULL AND number <> @except",
        new { at = LedgerRow.Text(now), why = SessionEnds.RightsChanged, person = person.Value, except = except ?? 0 }, within.Transaction);
}
