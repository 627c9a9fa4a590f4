using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>What the database says of the files that its oldest entries stand in.</summary>
internal static class ArchivedRows
{
    /// <summary>Every file, the oldest first.</summary>
    public static ImmutableArray<(long First, ArchivedPart Part)> All(SqliteConnection connection) =>
        [.. connection.Query<Row>("SELECT first, last, hash, name, sha256 FROM archives ORDER BY first").Select(row => (row.First, row.Part()))];

    /// <summary>The file that the ledger follows; null: it begins with entry 1.</summary>
    public static ArchivedPart? Last(SqliteConnection connection) =>
        connection.QueryFirstOrDefault<Row>("SELECT first, last, hash, name, sha256 FROM archives ORDER BY last DESC LIMIT 1")?.Part();

    /// <summary>How many entries of each stream are archived.</summary>
    public static Dictionary<StreamId, long> Versions(SqliteConnection connection) =>
        connection.Query<(string Stream, long Version)>("SELECT stream, version FROM archived_streams").ToDictionary(row => new StreamId(row.Stream), row => row.Version);

    /// <summary>Every entry that was carried over, oldest first.</summary>
    public static List<LedgerRow> Carried(SqliteConnection connection) =>
        connection.Query<LedgerRow>($"SELECT {LedgerRow.Columns} FROM archived_entries ORDER BY seq").AsList();

    private sealed record Row
    {
        public long First { get; init; }
        public long Last { get; init; }
        public byte[] Hash { get; init; } = [];
        public string Name { get; init; } = "";
        public string Sha256 { get; init; } = "";

        public ArchivedPart Part() => new(new LedgerHead(Last, [.. Hash]), Name, Sha256);
    }
}
