using Dapper;
using Microsoft.Data.Sqlite;

namespace Portal.Keeping;

/// <summary>A copy of the database that nobody else has open.</summary>
internal static class LoneCopy
{
    /// <summary>An empty file that only the portal's account may read; never writes over one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FileStream Create(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, how);
    }

    /// <summary>Opens it as SQLite does, without the portal's settings.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Makes one file alone of it, which is put to use by putting it in its place.</summary>
    /// <exception cref="IOException">Its journal stays beside it.</exception>
    public static void Close(string path)
    {
        using var connection = Open(path);
        var mode = connection.ExecuteScalar<string>("PRAGMA journal_mode = DELETE");
        if (mode != "delete") throw new IOException($"The copy cannot be closed: its journal stays '{mode}'.");
    }

    /// <summary>Removes it, with what may stand beside it.</summary>
    public static void Remove(string path)
    {
        foreach (var left in new[] { path, path + "-wal", path + "-shm", path + "-journal" }) File.Delete(left);
    }
}
