using Dapper;
using Microsoft.Data.Sqlite;

namespace Portal.Storage;

/// <summary>Compares the schema that stands in the file with the one that the scripts make.</summary>
internal static class SchemaCheck
{
    private static readonly Lazy<Dictionary<string, string>> Expected = new(Build);

    /// <summary>Refuses a database whose tables, indices or triggers differ from ours.</summary>
    public static void Demand(PortalDatabase database)
    {
        using var connection = database.Read();
        if (Difference(connection) is { } difference)
            throw new StorageRefusedException(
                $"The database {database.Path} is not as the portal made it: {difference} Somebody may have tampered with it. " +
                "Nothing was changed. Keep a copy for inquiry, restore a backup whose chain verifies, and start the portal again.");
    }

    /// <summary>One sentence about the first difference, or null.</summary>
    public static string? Difference(SqliteConnection connection)
    {
        var found = Read(connection);
        foreach (var (name, sql) in Expected.Value)
        {
            if (!found.TryGetValue(name, out var actual)) return $"the {name} is missing.";
            if (actual != sql) return $"the {name} was altered.";
        }
        return found.Keys.FirstOrDefault(name => !Expected.Value.ContainsKey(name)) is { } stranger ? $"the {stranger} does not belong there." : null;
    }

    private static Dictionary<string, string> Build()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        foreach (var script in SchemaScripts.All) connection.Execute(script.Contents);
        return Read(connection);
    }

    // DbUp's journal and what SQLite keeps for itself (sqlite_sequence, sqlite_stat1, automatic indices) are nobody's concern.
    private static Dictionary<string, string> Read(SqliteConnection connection) =>
        connection.Query<(string Type, string Name, string Sql)>("""
            SELECT type, name, COALESCE(sql, '') FROM sqlite_schema
            WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND (tbl_name <> 'SchemaVersions' OR type = 'trigger')
            """).ToDictionary(o => $"{o.Type} {o.Name}", o => o.Sql);
}
