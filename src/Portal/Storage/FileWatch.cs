using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Portal.Storage;

/// <summary>Holds the database's file open and tells when another one, or none, stands at its path: what is written then would be lost, and what is read may be somebody else's.</summary>
internal sealed partial class FileWatch : IDisposable
{
    private const int HasMoved = 20;

    private readonly SqliteConnection _kept;
    private readonly string? _log;
    private int _rescued;

    /// <param name="kept">An open connection to the file as it was checked; closed with this.</param>
    /// <param name="hasLog">Whether a write-ahead log must stand beside it, as it does beside one that can be written.</param>
    public FileWatch(SqliteConnection kept, bool hasLog)
    {
        _kept = kept;
        // Opened and read once, so that SQLite has both files in its hands.
        kept.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema");
        _log = hasLog ? $"{kept.DataSource}-wal" : null;
    }

    /// <summary>What is wrong, as the middle of a sentence; null when the file is still the one that was opened.</summary>
    public string? Wrong
    {
        get
        {
            var moved = 0;
            // Put away: whoever still asks, as the portal ends, opens the file anew and looks for itself.
            if (_kept.State != System.Data.ConnectionState.Open) return null;
            // Where the platform does not tell (Windows, which lets nobody move an open file), it stays 0.
            if (Control(_kept.Handle!, "main", HasMoved, ref moved) == 0 && moved != 0) return "its file was moved, removed or replaced while the portal runs";
            if (_log is null || File.Exists(_log)) return null;
            if (Interlocked.Exchange(ref _rescued, 1) == 0) Rescue();
            return "its write-ahead log was removed while the portal runs";
        }
    }

    // What was committed stands in the removed file, which is still open: it is brought into the database at once.
    private void Rescue()
    {
        try
        {
            _kept.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
            // The disk does not take it now. It is tried once more when the portal ends and closes the file.
        }
    }

    public void Dispose() => _kept.Dispose();

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial int Control(SafeHandle database, string name, int operation, ref int answer);
}
