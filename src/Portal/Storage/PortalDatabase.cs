using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Storage.Health;
using SQLitePCL;

namespace Portal.Storage;

/// <summary>The portal's SQLite database: a checked, migrated file that hands out connections with their settings made.</summary>
public sealed class PortalDatabase : IDisposable
{
    private const int StepsBetweenLooks = 20_000;

    private readonly string connectionString;
    private readonly string settings;
    private FileWatch? file;

    private PortalDatabase(DatabaseSettings how)
    {
        Path = how.Path;
        Health = new StorageHealth(how.Clock);
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = how.Path,
            Mode = how.Mode,
            DefaultTimeout = (int)Math.Ceiling(how.BusyLimit.TotalSeconds),
        }.ToString();
        // Settings outlive a connection in the pool, so each opening makes all of them, query_only last.
        settings = $"""
            PRAGMA busy_timeout = {(long)how.BusyLimit.TotalMilliseconds};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA recursive_triggers = ON;
            {how.ExtraSettings}
            """;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Whether it can be written.</summary>
    public StorageHealth Health { get; }

    /// <summary>Opens the database at the path, creating and migrating it as needed.</summary>
    /// <exception cref="StorageRefusedException">It must not be used as it is; the message says why and what to do.</exception>
    public static PortalDatabase Open(string path, TimeProvider? clock = null) => Open(new DatabaseSettings(path) { Clock = clock ?? TimeProvider.System });

    internal static PortalDatabase Open(DatabaseSettings how)
    {
        SqliteVersion.Demand(how.LibraryVersion());
        if (how.Mode != SqliteOpenMode.ReadOnly) DatabaseFile.Ensure(how.Path);
        var database = new PortalDatabase(how);
        try
        {
            database.DemandWriteAheadLog();
            if (how.Mode != SqliteOpenMode.ReadOnly) SchemaUpgrade.Apply(database);
            SchemaCheck.Demand(database);
            database.file = database.Watch(how.Mode);
            return database;
        }
        catch (SqliteException fault)
        {
            database.Dispose();
            throw new StorageRefusedException(
                $"The database {how.Path} cannot be opened: {fault.Message} Nothing was changed. " +
                "See that it is the portal's file, that its folder is writable and that its disk has space, or restore a backup; then start the portal again.", fault);
        }
        catch (StorageRefusedException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection that can write; the caller disposes it.</summary>
    internal SqliteConnection Write() => Connect("OFF");

    /// <summary>A connection that refuses to write; the caller disposes it.</summary>
    internal SqliteConnection Read() => Connect("ON");

    /// <summary>Reads on a connection of its own.</summary>
    /// <exception cref="LedgerUnavailableException">The storage failed.</exception>
    internal T Read<T>(Func<SqliteConnection, T> work)
    {
        if (Gone() is { } gone) throw StorageFaults.Reading(gone);
        try
        {
            using var connection = Read();
            return work(connection);
        }
        catch (SqliteException cause)
        {
            Forget();
            var fault = Told(StorageFaults.Of(cause, Path));
            throw StorageFaults.Reading(fault, cause);
        }
    }

    /// <summary>Reads on a connection of its own, and ends in the midst of a statement when nobody wants the answer any more.</summary>
    /// <exception cref="LedgerUnavailableException">The storage failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal T Read<T>(Func<SqliteConnection, T> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Read(connection =>
        {
            // Asked about every half a millisecond: an interrupt from another thread could come between two statements and be lost.
            raw.sqlite3_progress_handler(connection.Handle, StepsBetweenLooks, _ => stop.IsCancellationRequested ? 1 : 0, null);
            try
            {
                return work(connection);
            }
            catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_INTERRUPT)
            {
                throw new OperationCanceledException("Nobody waits for this query any more.", fault, stop);
            }
            finally
            {
                // The connection goes back to the pool.
                raw.sqlite3_progress_handler(connection.Handle, 0, null, null);
            }
        });
    }

    /// <summary>Why nothing may be read or written, since the file is no longer the one that was opened; null: it is.</summary>
    internal StorageFault? Gone() => file?.Wrong is { } what ? Told(StorageFaults.Gone($"the database cannot be used: {what}", Path)) : null;

    /// <summary>Notes a fault for the pages and for monitoring.</summary>
    internal StorageFault Told(StorageFault fault)
    {
        if (fault.IsStorage) Health.Failed(fault);
        return fault;
    }

    /// <summary>Closes the idle connections, so that none that met a fault is used again.</summary>
    internal void Forget()
    {
        using var any = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(any);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref file, null)?.Dispose();
        Forget();
    }

    private FileWatch Watch(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        connection.Execute(settings);
        return new FileWatch(connection, hasLog: mode != SqliteOpenMode.ReadOnly);
    }

    private SqliteConnection Connect(string queryOnly)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute($"{settings} PRAGMA query_only = {queryOnly};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void DemandWriteAheadLog()
    {
        using var connection = Write();
        var mode = connection.ExecuteScalar<string>("PRAGMA journal_mode");
        if (mode == "wal") return;
        throw new StorageRefusedException(
            $"The database {Path} cannot use a write-ahead log (it offers '{mode}'), as on some network drives. Nothing was changed. " +
            "Name a file on a local disk in Storage:Database and start the portal again.");
    }
}
