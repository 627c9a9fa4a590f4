using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Keeping.Archiving;

/// <summary>Moves the oldest entries of a ledger into a file: writes and verifies it, makes a new database without them beside the old one, and puts it in the old one's place by one rename.</summary>
/// <remarks>Only while no portal has the database open. Whenever it ends, one whole database stands at the path: the old one, or the new one.</remarks>
internal sealed class Archiver(string path, TimeProvider clock)
{
    /// <summary>Bytes that are free on the disk of a folder; another answer in tests.</summary>
    internal Func<string, long> Free { get; set; } = folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Ends the archiving in tests, at each of its points.</summary>
    internal Action<ArchivePoint> Passing { get; set; } = _ => { };

    /// <summary>Where the old database is kept until the next good start.</summary>
    public static string Before(string path) => path + ".before-archiving";

    private string Copy => path + ".archiving";

    private string Next => path + ".archived";

    /// <exception cref="StorageRefusedException">It must not be done, or what was made is not right; the old database stands as it was.</exception>
    /// <exception cref="IOException">The disk does not take it; the old database stands as it was.</exception>
    public async Task<ArchiveResult> Run(ArchiveOrder order)
    {
        try
        {
            ArchiveFile.Prepare(order.Folder);
            Clear();
            DemandRoom(order.Folder);
            using var old = Lock();
            Passing(ArchivePoint.Locked);
            return await Make(old, order);
        }
        catch (SqliteException fault)
        {
            throw new IOException($"{fault.Message} Nothing was changed. See that no other program has {path} open, and that its disk has room.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
        finally
        {
            Clear();
        }
    }

    private async Task<ArchiveResult> Make(SqliteConnection old, ArchiveOrder order)
    {
        LoneCopy.Create(Copy).Dispose();
        using (var copy = LoneCopy.Open(Copy)) old.BackupDatabase(copy);
        Passing(ArchivePoint.Copied);

        var whole = await WholeCheck.Demand(Copy, clock);
        if (await Segment(order) is not { } segment) throw new StorageRefusedException("The copy is another one by now.");
        if (segment.Cut is not ArchiveCut.Here cut) return new ArchiveResult.Nothing(((ArchiveCut.None)segment.Cut).Why);
        var (file, part) = segment.File!.Value;
        Passing(ArchivePoint.Archived);

        LoneCopy.Close(Copy);
        EntriesCut.Do(Copy, cut.First, part);
        Passing(ArchivePoint.Cut);
        EntriesCut.Shrink(Copy, Next);
        Passing(ArchivePoint.Shrunk);
        await Record(EntriesCut.Note(Next, cut.First, part), order, whole.Head);

        // Windows replaces no file that is open, by nobody: so a portal that came in now ends the archiving, too.
        if (OperatingSystem.IsWindows()) old.Dispose();
        Swap();
        Passing(ArchivePoint.Swapped);
        return new ArchiveResult.Done(file, cut.First, part, Before(path), cut.HeldBack);
    }

    private async Task<(ArchiveCut Cut, (string Path, ArchivedPart Part)? File)?> Segment(ArchiveOrder order)
    {
        using var database = PortalDatabase.Open(Copy, clock);
        await using var watch = new LedgerWatch(NullLogger<LedgerWatch>.Instance);
        var ledger = SqliteLedger.Open(database, watch, clock);
        var store = new CheckpointStore(database, ledger);
        var found = ArchiveFinder.Find(ledger.All(), new ArchiveLimits(order.Before, Ends(database, order.Anchors), ReadTo(database)));
        Passing(ArchivePoint.Found);
        return found is ArchiveCut.Here cut
            ? (found, new ArchiveFile(database, ledger, store).Write(order.Folder, cut, order.By.Value, order.Kept, () => Passing(ArchivePoint.Written)))
            : (found, null);
    }

    // The new database says itself what left it, before anybody sees it.
    private async Task Record(ArchivedNote note, ArchiveOrder order, LedgerHead head)
    {
        using (var database = PortalDatabase.Open(Next, clock))
        {
            await using var watch = new LedgerWatch(NullLogger<LedgerWatch>.Instance);
            var ledger = SqliteLedger.Open(database, watch, clock);
            if (ledger.Head.Seq != head.Seq || !ledger.Head.Hash.AsSpan().SequenceEqual(head.Hash.AsSpan()))
                throw new StorageRefusedException($"The new database ends with entry {ledger.Head.Seq}, and the old one with entry {head.Seq}. Nothing was changed.");
            ledger.Note(CheckpointStore.Stream, note.Entry(order.By, order.Reason));
        }
        var whole = await WholeCheck.Demand(Next, clock);
        if (whole.Head.Seq != head.Seq + 1) throw new StorageRefusedException("The new database does not have what it should. Nothing was changed.");
        LoneCopy.Close(Next);
    }

    private void Swap()
    {
        using (var file = new FileStream(Next, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        Passing(ArchivePoint.Ready);
        // The old file gets another name first, then the new one its place by one rename: at no time is there none.
        File.Replace(Next, path, Before(path));
        Durable.Folder(Path.GetDirectoryName(path)!);
    }

    // Its log goes into the file first: beside another database it would be a log of something else.
    private SqliteConnection Lock()
    {
        var connection = LoneCopy.Open(path);
        try
        {
            // In seconds: who has it open does not go away by waiting.
            connection.DefaultTimeout = 5;
            connection.Execute("PRAGMA locking_mode = EXCLUSIVE;");
            if (connection.ExecuteScalar<string>("PRAGMA journal_mode = DELETE") != "delete") throw new StorageRefusedException($"Another program has {path} open. Nothing was changed. Stop it, then archive again.");
            connection.Execute("BEGIN EXCLUSIVE; COMMIT;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Three files may stand at once besides the old one: the copy, the new database, and the archive.
    private void DemandRoom(string folder)
    {
        var size = new[] { path, path + "-wal" }.Where(File.Exists).Sum(file => new FileInfo(file).Length);
        Demand(Path.GetDirectoryName(path)!, 3 * size);
        Demand(folder, 2 * size);

        void Demand(string where, long needed)
        {
            if (Free(where) is var free && free < needed)
                throw new StorageRefusedException($"The disk of {where} has {free / 1_000_000:N0} MB free, and archiving takes up to {needed / 1_000_000:N0} MB. Nothing was changed. Make room, then archive again.");
        }
    }

    private void Clear()
    {
        LoneCopy.Remove(Copy);
        LoneCopy.Remove(Next);
    }

    private static ImmutableHashSet<long> Ends(PortalDatabase database, ImmutableArray<string> anchors) => database.Read(connection => connection.Query<long>(anchors.IsEmpty
        ? "SELECT DISTINCT seq FROM checkpoints"
        : "SELECT DISTINCT seq FROM checkpoints WHERE number <= (SELECT max(number) FROM anchors WHERE name IN @anchors)", new { anchors = anchors.ToArray() }).ToImmutableHashSet());

    // Where nobody is told anything, nobody waits for it.
    private static long ReadTo(PortalDatabase database) => database.Read(connection => connection.ExecuteScalar<long?>("SELECT seq FROM notification_position") ?? long.MaxValue);
}
