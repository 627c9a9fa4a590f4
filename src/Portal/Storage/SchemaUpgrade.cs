using Dapper;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;

namespace Portal.Storage;

/// <summary>Brings a database to this version's schema in one transaction.</summary>
internal static class SchemaUpgrade
{
    public static void Apply(PortalDatabase database)
    {
        DemandOurs(database);
        var connection = new SqliteConnectionStringBuilder { DataSource = database.Path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var result = DeployChanges.To.SqliteDatabase(connection.ToString())
            .WithScripts(SchemaScripts.All)
            .WithVariablesDisabled()
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (result.Successful) return;
        throw new StorageRefusedException(
            $"The database {database.Path} could not be brought to this version's schema" +
            $"{(result.ErrorScript is { } script ? $" by {script.Name}" : "")}: {result.Error.Message} It was left as it was. " +
            "See that its disk has space and that no other program holds it; then start the portal again.", result.Error);
    }

    private static void DemandOurs(PortalDatabase database)
    {
        using var connection = database.Read();
        var tables = connection.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table'").ToHashSet();
        if (tables.Count == 0) return;
        if (!tables.Contains("SchemaVersions"))
            throw new StorageRefusedException(
                $"The file {database.Path} is the database of another program. Nothing was changed. " +
                "Name another file in Storage:Database and start the portal again.");
        var known = SchemaScripts.All.Select(script => script.Name).ToHashSet();
        var newer = connection.Query<string>("SELECT ScriptName FROM SchemaVersions ORDER BY ScriptName").Where(name => !known.Contains(name)).ToList();
        if (newer.Count > 0)
            throw new StorageRefusedException(
                $"The database {database.Path} was written by a newer version of the portal (it has {newer[^1]}). Nothing was changed. " +
                "Start that version or a later one, or restore the backup that was made before the upgrade.");
    }
}
