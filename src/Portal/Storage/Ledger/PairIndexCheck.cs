using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>Compares what the explorer looks up by pair with the entries themselves: an entry that was taken out of the index would not be found by its pair.</summary>
internal static class PairIndexCheck
{
    private const int Span = 20_000;

    // The rule of 0010_explorer.sql: the streams of a pair, and the runs that held it.
    private const string Runs = """
        SELECT seq, data ->> '$.run' AS run, substr(stream, 6) AS pair FROM (SELECT seq, stream, kind, data FROM ledger WHERE kind = 'pair.run-opened' UNION ALL SELECT seq, stream, kind, data FROM archived_entries)
        WHERE kind = 'pair.run-opened' AND stream GLOB 'pair/?*' AND json_valid(data) AND data ->> '$.run' IS NOT NULL
        """;

    private const string Told = """
        SELECT substr(stream, instr(stream, '/') + 1) AS pair, kind, seq, actor FROM ledger
        WHERE seq > @after AND seq <= @to AND (stream GLOB 'pair/?*' OR stream GLOB 'scan/?*' OR stream GLOB 'rehearsal/?*')
        UNION ALL
        SELECT r.pair, l.kind, l.seq, l.actor FROM ledger l JOIN ledger_pair_runs r ON r.run = substr(l.stream, 5)
        WHERE l.seq > @after AND l.seq <= @to AND l.stream GLOB 'run/?*'
        """;

    /// <summary>The first entry that stands otherwise in the index, or null.</summary>
    /// <param name="head">Up to this entry; what is appended meanwhile is not looked at.</param>
    public static ChainCheck.Broken? Difference(PortalDatabase database, long head)
    {
        var first = database.Read(connection => connection.ExecuteScalar<long?>("SELECT min(seq) FROM ledger"));
        if (first is not { } from) return null;
        if (database.Read(Run) is { } lost) return Broken(lost, "which run held a pair");
        var fitting = 0L;
        for (var after = from - 1; after < head; after += Span)
        {
            var where = new { after, to = Math.Min(head, after + Span) };
            var (told, missing) = database.Read(connection => connection.QuerySingle<(long Told, long? Missing)>($"""
                SELECT count(*), min(CASE WHEN p.seq IS NULL OR p.actor <> t.actor THEN t.seq END)
                FROM ({Told}) t LEFT JOIN ledger_pairs p ON p.pair = t.pair AND p.kind = t.kind AND p.seq = t.seq
                """, where));
            if (missing is { } seq) return Broken(seq, "its pair");
            fitting += told;
        }
        return database.Read(connection => Stranger(connection, from, head, fitting)) is { } stranger ? Broken(stranger, "a pair that it does not concern") : null;
    }

    // One that no entry tells of counts only while the run has entries here: an archived run has none.
    private static long? Run(SqliteConnection connection) => connection.ExecuteScalar<long?>($"""
        SELECT min(seq) FROM (
            SELECT seq FROM ({Runs}) t WHERE NOT EXISTS (SELECT 1 FROM ledger_pair_runs r WHERE r.run = t.run AND r.pair = t.pair)
            UNION ALL
            SELECT (SELECT min(seq) FROM ledger WHERE stream = 'run/' || r.run) FROM ledger_pair_runs r WHERE (r.run, r.pair) NOT IN (SELECT run, pair FROM ({Runs})))
        """);

    // Nothing is missing, so what is too much shows by the number.
    private static long? Stranger(SqliteConnection connection, long from, long head, long fitting)
    {
        var there = connection.ExecuteScalar<long>("SELECT count(*) FROM ledger_pairs WHERE seq BETWEEN @from AND @head", new { from, head });
        if (there == fitting) return null;
        return connection.ExecuteScalar<long?>("""
            SELECT min(p.seq) FROM ledger_pairs p LEFT JOIN ledger l ON l.seq = p.seq
            WHERE p.seq BETWEEN @from AND @head AND (l.seq IS NULL OR l.kind <> p.kind OR NOT (
                l.stream IN ('pair/' || p.pair, 'scan/' || p.pair, 'rehearsal/' || p.pair)
                OR (l.stream GLOB 'run/?*' AND EXISTS (SELECT 1 FROM ledger_pair_runs r WHERE r.run = substr(l.stream, 5) AND r.pair = p.pair))))
            """, new { from, head }) ?? head;
    }

    private static ChainCheck.Broken Broken(long seq, string what) =>
        new(seq, $"The index by pair does not say of entry {seq} what the entry says: {what}. The chain up to {seq} is whole; a filter by pair cannot be trusted.");
}
