using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Keeping;

/// <summary>A backup that was made just now.</summary>
/// <param name="Head">The last entry of the ledger that is in it.</param>
internal sealed record BackupMade(BackupFile File, LedgerHead Head, TimeSpan Took)
{
    /// <summary>How many entries of the ledger are in it.</summary>
    public long Entries => Head.Seq;
}

/// <summary>A restore on trial that went well.</summary>
internal sealed record DrillPassed(BackupFile File, long Entries, int Runs, TimeSpan Took);

/// <summary>Makes backups with SQLite's own backup, while others write on, and restores the newest on trial.</summary>
/// <remarks>Nothing counts as a backup before all of it was read back: a file that nobody can restore is worse than none, since people rely on it.</remarks>
internal sealed class Backups(PortalDatabase database, SqliteLedger ledger, BackupSettings settings, TimeProvider clock)
{
    private readonly BackupFiles _files = new(settings.Folder);

    public BackupFiles Files => _files;

    /// <exception cref="StorageRefusedException">The copy is not whole.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be read.</exception>
    public async Task<BackupMade> Make()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            _files.Prepare();
            var path = _files.PathOf(clock.GetUtcNow());
            var part = BackupFiles.Begin(path);
            try
            {
                Copy(part);
                var whole = await WholeCheck.Demand(part, clock);
                LoneCopy.Close(part);
                BackupFiles.Finish(part, path);
                _files.Prune(settings.Keep);
                return new BackupMade(_files.All.First(file => file.Path == path), whole.Head, Stopwatch.GetElapsedTime(began));
            }
            finally
            {
                LoneCopy.Remove(part);
            }
        }
        catch (SqliteException fault)
        {
            throw new IOException($"{fault.Message} Look at the space on the disk of {settings.Folder}.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Restores the newest backup into a folder of its own, opens it as a start would, reads everything, and removes it again.</summary>
    /// <exception cref="StorageRefusedException">It is not whole, is of another ledger, or there is none.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public async Task<DrillPassed> Drill()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            _files.Prepare();
            if (_files.All is not [var newest, ..]) throw new StorageRefusedException($"There is no backup in {settings.Folder}. Make one first.");
            var folder = _files.DrillFolder();
            try
            {
                var restored = Path.Combine(folder, "portal.db");
                File.Copy(newest.Path, restored);
                var whole = await WholeCheck.Demand(restored, clock);
                if (ledger.Archived is { } archived && whole.Head.Seq < archived.Head.Seq)
                    throw new StorageRefusedException($"{newest.Name} ends with entry {whole.Head.Seq}, which stands in the archive {archived.Name} by now: whether it is of this ledger cannot be told here. Make a new backup.");
                if (!IsOfThisLedger(whole.Head)) throw new StorageRefusedException($"{newest.Name} is no backup of this ledger: its last entry, {whole.Head.Seq}, is another one here.");
                return new DrillPassed(newest, whole.Head.Seq, whole.Runs, Stopwatch.GetElapsedTime(began));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (SqliteException fault)
        {
            throw new IOException(fault.Message, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    private void Copy(string part)
    {
        LoneCopy.Create(part).Dispose();
        if (database.Gone() is { } gone) throw StorageFaults.Reading(gone);
        using var source = database.Read();
        using var target = LoneCopy.Open(part);
        source.BackupDatabase(target);
    }

    private bool IsOfThisLedger(LedgerHead head) => head.Seq == 0
        || (ledger.Archived?.Head is { } archived && archived.Seq == head.Seq && archived.Hash.AsSpan().SequenceEqual(head.Hash.AsSpan()))
        || (ledger.Query(new LedgerQuery(BeforeSeq: head.Seq + 1, Take: 1)) is [var entry] && entry.Seq == head.Seq && entry.Hash.AsSpan().SequenceEqual(head.Hash.AsSpan()));
}
