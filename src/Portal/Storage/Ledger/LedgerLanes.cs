using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>How an index answers a query: in each lane (a kind, or a stream) places stand in the order of the ledger, so a page is read from the near end of each, however many entries fit.</summary>
/// <param name="Table">With the index that is to be used: a choice of SQLite's own would depend on statistics.</param>
/// <param name="Condition">Of one place, with @lane.</param>
/// <param name="Order">Column in whose order the index has a lane's places; it is the order of the ledger.</param>
/// <param name="IsWhole">Every place fits: how many there are is known without counting.</param>
internal sealed record LedgerLanes(string Table, string Condition, string Order, ImmutableArray<string> Names, DynamicParameters Values, bool IsWhole)
{
    // So few entries of a person are looked up one by one; more are found sooner by the pair.
    private const int Few = 2000;

    // A prefix of more streams than this is looked for by walking back from the newest.
    private const int MostStreams = 200;

    private const string OfStreams = "ledger INDEXED BY sqlite_autoindex_ledger_1";

    private const string Kinds = """
        WITH RECURSIVE k (kind) AS (
            SELECT (SELECT min(kind) FROM {0} WHERE {1} kind >= @kind AND kind < @kindEnd)
            UNION ALL
            SELECT (SELECT min(kind) FROM {0} WHERE {1} kind > k.kind AND kind < @kindEnd) FROM k WHERE k.kind IS NOT NULL)
        SELECT kind FROM k WHERE kind IS NOT NULL
        """;

    private const string OfPair = "EXISTS (SELECT 1 FROM ledger_pairs p WHERE p.pair = @pair AND p.kind = ledger.kind AND p.seq = ledger.seq)";

    /// <summary>The index that has the least to read.</summary>
    public static LedgerLanes Of(SqliteConnection connection, LedgerQuery query)
    {
        var values = Parameters(query);
        var kind = string.IsNullOrEmpty(query.KindPrefix) ? null : "kind >= @kind AND kind < @kindEnd";
        var stream = string.IsNullOrEmpty(query.StreamPrefix) ? null : "stream >= @stream AND stream < @streamEnd";
        var actor = query.Actor is null ? null : "actor = @actor";
        var pair = query.Pair is null ? null : OfPair;

        if (!query.AnyOf.IsDefault) return Lanes(OfStreams, [.. query.AnyOf.Select(s => s.Value).Distinct()], "stream = @lane", kind, actor, pair, stream);
        if (actor is not null && (pair is null || IsRare(connection, values)))
            return Lanes("ledger INDEXED BY ledger_actor_kind", All("ledger", "actor = @actor AND"), "actor = @actor AND kind = @lane", pair, stream);
        if (pair is not null)
            return Lanes("ledger_pairs", All("ledger_pairs", "pair = @pair AND"), "pair = @pair AND kind = @lane", actor,
                stream is null ? null : $"EXISTS (SELECT 1 FROM ledger l WHERE l.seq = ledger_pairs.seq AND l.{stream.Replace("AND ", "AND l.", StringComparison.Ordinal)})");
        if (kind is not null) return Lanes("ledger INDEXED BY ledger_kind", All("ledger", ""), "kind = @lane", stream);
        if (stream is not null && Streams(connection, values) is { Length: <= MostStreams } few) return Lanes(OfStreams, few, "stream = @lane");
        return Lanes("ledger", [""], stream) with { IsWhole = stream is null };

        ImmutableArray<string> All(string table, string of) => [.. connection.Query<string>(Kinds.Replace("{0}", table, StringComparison.Ordinal).Replace("{1}", of, StringComparison.Ordinal), values)];

        LedgerLanes Lanes(string table, ImmutableArray<string> names, params ReadOnlySpan<string?> conditions)
        {
            var all = string.Join(" AND ", conditions.ToArray().Where(c => c is not null).DefaultIfEmpty("TRUE"));
            return new LedgerLanes(table, all, table == OfStreams ? "version" : "seq", names, values, IsWhole: false);
        }
    }

    /// <summary>A range that an index serves: all texts that begin with the value.</summary>
    public static string End(string prefix) => prefix + char.ConvertFromUtf32(0x10FFFF);

    private static DynamicParameters Parameters(LedgerQuery query)
    {
        var (kind, stream) = (query.KindPrefix ?? "", query.StreamPrefix ?? "");
        return new DynamicParameters(new Dictionary<string, object?>
        {
            ["kind"] = kind, ["kindEnd"] = End(kind), ["stream"] = stream, ["streamEnd"] = End(stream), ["actor"] = query.Actor?.Value, ["pair"] = query.Pair?.Value,
        });
    }

    private static bool IsRare(SqliteConnection connection, DynamicParameters values) =>
        connection.ExecuteScalar<long>($"SELECT count(*) FROM (SELECT 1 FROM ledger WHERE actor = @actor LIMIT {Few})", values) < Few;

    private static ImmutableArray<string> Streams(SqliteConnection connection, DynamicParameters values) => [.. connection.Query<string>(
        $"SELECT stream FROM ledger WHERE version = 1 AND stream >= @stream AND stream < @streamEnd ORDER BY stream LIMIT {MostStreams + 1}", values)];
}
