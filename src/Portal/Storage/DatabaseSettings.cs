using Microsoft.Data.Sqlite;

namespace Portal.Storage;

/// <summary>How the database is opened; tests narrow it to provoke faults.</summary>
/// <param name="ExtraSettings">More PRAGMA statements for every opening.</param>
internal sealed record DatabaseSettings(string Path, string ExtraSettings = "")
{
    public SqliteOpenMode Mode { get; init; } = SqliteOpenMode.ReadWrite;

    /// <summary>Longest wait for another process that holds the write lock, whole seconds.</summary>
    public TimeSpan BusyLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tells since when something does not work.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Version of the SQLite library in use.</summary>
    public Func<string> LibraryVersion { get; init; } = LoadedLibrary;

    private static string LoadedLibrary()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        return connection.ServerVersion;
    }
}
