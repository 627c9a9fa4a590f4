using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Storage.Ledger;

/// <summary>A page of entries, newest first.</summary>
/// <param name="LookedTo">Entries up to here were searched for the words, and the page is not full; null: everything that fits was looked at, or the page is full.</param>
public sealed record LedgerPage(ImmutableArray<LedgerEntry> Entries, long? LookedTo);

/// <summary>How many entries there are.</summary>
/// <param name="IsMore">There are more than the number: counting ended there.</param>
public readonly record struct LedgerCount(long Number, bool IsMore);

/// <summary>Looks things up in a ledger of any length; each call ends at once when nobody waits for it any more.</summary>
/// <remarks>A storage fault throws <see cref="LedgerUnavailableException"/>, a stop <see cref="OperationCanceledException"/>.</remarks>
public sealed class LedgerExplorer(PortalDatabase database)
{
    /// <summary>How many entries' data one page searches for words: they are in no index, and where they are not in memory they come from the disk.</summary>
    public const int MostLookedAt = 5_000;

    private const int Most = 1000, Hits = 5000;

    /// <summary>Where the ledger begins, and its last entry; (1, 0) when it is empty. It begins later where older entries stand in an archive.</summary>
    public (long First, long Last) Ends() => database.Read(Ends);

    /// <summary>The entry at a place; null when there is none.</summary>
    public LedgerEntry? At(long seq) => Row(seq)?.Entry();

    /// <summary>One page; see <see cref="LedgerQuery"/>.</summary>
    public LedgerPage Page(LedgerQuery query, CancellationToken stop) => Page(query, MostLookedAt, stop);

    /// <summary>How many entries fit, without their words; counted up to <paramref name="most"/> where the number is not known without counting.</summary>
    public LedgerCount Count(LedgerQuery query, long most, CancellationToken stop) =>
        database.Read(connection => new LedgerPlaces(connection, query, Ends(connection).Last).Count(most), stop);

    /// <summary>Everything that fits, oldest first, in flat memory.</summary>
    /// <param name="head">Last entry that is looked at.</param>
    public IEnumerable<long> Places(LedgerQuery query, long head, CancellationToken stop)
    {
        for (var after = query.AfterSeq ?? long.MinValue; ;)
        {
            var from = query with { AfterSeq = after };
            var places = database.Read(connection =>
            {
                var within = new LedgerPlaces(connection, from, head);
                return string.IsNullOrWhiteSpace(query.Text)
                    ? within.Nearest(within.First, within.Last, Hits, oldest: true)
                    : [.. LedgerSearch.Rows(connection, within, from, Most, oldest: true, long.MaxValue).Rows.Select(row => row.Seq)];
            }, stop);
            foreach (var place in places) yield return place;
            if (places.Count == 0) yield break;
            after = places[^1];
        }
    }

    /// <summary>Pairs that a run held: one, or none.</summary>
    public ImmutableArray<PairId> PairsOf(RunId run) =>
        [.. database.Read(connection => connection.Query<string>("SELECT pair FROM ledger_pair_runs WHERE run = @run ORDER BY pair", new { run = run.Value }).AsList()).Select(pair => new PairId(pair))];

    internal LedgerRow? Row(long seq) => Rows(seq, seq) is [var row] ? row : null;

    /// <summary>Rows of a short span, oldest first.</summary>
    internal List<LedgerRow> Rows(long first, long last) => database.Read(connection =>
        connection.Query<LedgerRow>($"SELECT {LedgerRow.Columns} FROM ledger WHERE seq >= @first AND seq <= @last ORDER BY seq", new { first, last }).AsList());

    /// <summary>The bytes of an entry's body as they stand in the database, whatever they are; empty when there is no such entry.</summary>
    internal byte[] Body(long seq) => database.Read(connection =>
        connection.ExecuteScalar<byte[]?>("SELECT CAST(body AS BLOB) FROM ledger WHERE seq = @seq", new { seq })) ?? [];

    internal LedgerPage Page(LedgerQuery query, long look, CancellationToken stop)
    {
        var oldest = query is { AfterSeq: not null, BeforeSeq: null };
        var (rows, lookedTo) = database.Read(connection =>
            LedgerSearch.Rows(connection, new LedgerPlaces(connection, query, Ends(connection).Last), query, Math.Clamp(query.Take, 1, Most), oldest, look), stop);
        if (oldest) rows.Reverse();
        return new LedgerPage([.. rows.Select(row => row.Entry())], lookedTo);
    }

    private static (long First, long Last) Ends(SqliteConnection connection) =>
        (connection.ExecuteScalar<long?>("SELECT min(seq) FROM ledger") ?? 1, connection.ExecuteScalar<long?>("SELECT max(seq) FROM ledger") ?? 0);
}
