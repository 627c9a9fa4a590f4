using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;
using Portal.Storage.Ledger;

namespace Portal.Keeping.Archiving;

/// <summary>Takes archived entries out of a copy of the database that nobody uses. The triggers that refuse it are taken off this copy and put back, as they were, before anybody can.</summary>
internal static class EntriesCut
{
    /// <summary>Leaves the copy as a database that begins after the archive.</summary>
    /// <exception cref="SqliteException">It is of no use any more.</exception>
    public static void Do(string copy, long first, ArchivedPart part)
    {
        using var connection = LoneCopy.Open(copy);
        // Of a copy that ends half done nothing is needed.
        connection.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
        var triggers = connection.Query<(string Name, string Sql)>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").AsList();
        using var transaction = connection.BeginTransaction();
        foreach (var (name, _) in triggers) connection.Execute($"DROP TRIGGER \"{name}\"", transaction: transaction);
        var values = new { first, last = part.Head.Seq, hash = part.Head.Hash.ToArray(), name = part.Name, digest = part.Digest };
        connection.Execute("""
            INSERT INTO archives (first, last, hash, name, sha256) VALUES (@first, @last, @hash, @name, @digest);
            INSERT INTO archived_streams (stream, version)
                SELECT stream, max(version) FROM ledger WHERE seq <= @last GROUP BY stream
                ON CONFLICT (stream) DO UPDATE SET version = excluded.version;
            """, values, transaction);
        foreach (var stream in connection.Query<string>("SELECT DISTINCT stream FROM ledger WHERE seq <= @last", values, transaction).AsList().Where(stream => CarriedOver.Has(new StreamId(stream))))
            connection.Execute("INSERT INTO archived_entries SELECT seq, stream, version, at, kind, actor, data, body, previous_hash, hash FROM ledger WHERE stream = @stream AND seq <= @last", new { stream, values.last }, transaction);
        connection.Execute("DELETE FROM ledger_pairs WHERE seq <= @last; DELETE FROM ledger WHERE seq <= @last;", values, transaction);
        foreach (var (_, sql) in triggers) connection.Execute(sql, transaction: transaction);
        transaction.Commit();
    }

    /// <summary>Writes the copy anew, as small as it is.</summary>
    public static void Shrink(string copy, string to)
    {
        // Into an empty file that nobody else may read.
        LoneCopy.Create(to).Dispose();
        using var connection = LoneCopy.Open(copy);
        connection.Execute("VACUUM INTO @to", new { to });
    }

    /// <summary>What the ledger is to record of it.</summary>
    public static ArchivedNote Note(string database, long first, ArchivedPart part)
    {
        using var connection = LoneCopy.Open(database);
        return new ArchivedNote(first, part, CarriedOver.Digest(ArchivedRows.Carried(connection).Select(row => row.Entry())), CarriedOver.Digest(ArchivedRows.Versions(connection)));
    }
}
