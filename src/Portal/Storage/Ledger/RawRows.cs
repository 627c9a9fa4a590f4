using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Portal.Storage.Ledger;

/// <summary>One row as the bytes that stand in the database; good until the next one is read.</summary>
internal readonly ref struct RawRow(sqlite3_stmt row)
{
    public const string Columns = "seq, stream, version, at, kind, actor, data, body, previous_hash, hash";

    public long Seq => raw.sqlite3_column_int64(row, 0);

    public ReadOnlySpan<byte> Stream => raw.sqlite3_column_blob(row, 1);

    public long Version => raw.sqlite3_column_int64(row, 2);

    public ReadOnlySpan<byte> At => raw.sqlite3_column_blob(row, 3);

    public ReadOnlySpan<byte> Kind => raw.sqlite3_column_blob(row, 4);

    public ReadOnlySpan<byte> Actor => raw.sqlite3_column_blob(row, 5);

    public ReadOnlySpan<byte> Data => raw.sqlite3_column_blob(row, 6);

    public ReadOnlySpan<byte> Body => raw.sqlite3_column_blob(row, 7);

    public ReadOnlySpan<byte> PreviousHash => raw.sqlite3_column_blob(row, 8);

    public ReadOnlySpan<byte> Hash => raw.sqlite3_column_blob(row, 9);
}

/// <summary>Takes a row.</summary>
internal delegate void RowTaker(RawRow row);

/// <summary>Reads rows for an export, without making a string of each column.</summary>
internal static class RawRows
{
    /// <summary>Every row of a span, oldest first.</summary>
    public static void Read(SqliteConnection connection, long first, long last, RowTaker take) =>
        Read(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT {RawRow.Columns} FROM ledger WHERE seq >= {first} AND seq <= {last} ORDER BY seq"), take);

    /// <summary>The rows of one kind in a span, oldest first.</summary>
    /// <param name="kind">One of our own: letters, digits, '.' and '-'.</param>
    public static void Read(SqliteConnection connection, string kind, long first, long last, RowTaker take) =>
        Read(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT {RawRow.Columns} FROM ledger WHERE kind = '{kind}' AND seq >= {first} AND seq <= {last} ORDER BY seq"), take);

    /// <summary>The rows at these places, oldest first.</summary>
    public static void Read(SqliteConnection connection, IReadOnlyList<long> places, RowTaker take) =>
        Read(connection, $"SELECT {RawRow.Columns} FROM ledger WHERE seq IN ({string.Join(',', places.Select(place => place.ToString(CultureInfo.InvariantCulture)))}) ORDER BY seq", take);

    private static void Read(SqliteConnection connection, string sql, RowTaker take)
    {
        var database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out var row), database);
        using (row)
        {
            int result;
            while ((result = raw.sqlite3_step(row)) == raw.SQLITE_ROW) take(new RawRow(row));
            if (result != raw.SQLITE_DONE) Check(result, database);
        }
    }

    private static void Check(int result, sqlite3 database)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, database);
    }
}
