using Dapper;
using Microsoft.Data.Sqlite;

namespace Portal.Tests.Keeping.Archiving;

/// <summary>A database as a file, looked at past the portal.</summary>
internal sealed class LedgerRows(string path)
{
    public long Count => Ask<long>("SELECT count(*) FROM ledger");

    public string Trigger(string name) => Ask<string>($"SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = '{name}'");

    private T Ask<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();
        return connection.ExecuteScalar<T>(sql)!;
    }
}
