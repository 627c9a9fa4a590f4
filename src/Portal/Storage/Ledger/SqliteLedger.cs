using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>The ledger in SQLite: one writer at a time, each append one transaction that is on the disk when it returns.</summary>
/// <remarks>Two processes may share the file; a second writer waits for the first, at most the busy limit.</remarks>
public sealed class SqliteLedger : ILedger
{
    /// <summary>How many of the last entries are checked when the ledger is opened.</summary>
    public const int CheckedAtOpen = 1000;

    // Longer than SQLite's own wait, so that a queue behind one slow commit still gets its turn.
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(15);

    private readonly PortalDatabase database;
    private readonly LedgerReader reader;
    private readonly LedgerWatch watch;
    private readonly TimeProvider clock;
    private readonly Lock turn = new();
    private bool failed;

    private SqliteLedger(PortalDatabase database, LedgerWatch watch, TimeProvider clock)
    {
        this.database = database;
        this.watch = watch;
        this.clock = clock;
        reader = new LedgerReader(database);
    }

    /// <summary>Fails a commit in tests.</summary>
    internal Action BeforeCommit { get; set; } = () => { };

    /// <summary>Fails a write in tests, at each of its points; it is given what was appended so far.</summary>
    internal Action<WritePoint, ImmutableArray<LedgerEntry>> Passing { get; set; } = (_, _) => { };

    public LedgerHead Head => reader.Head();

    public ArchivedPart? Archived => reader.Archived();

    public ArchivedPart? ArchiveOf(long seq) => reader.ArchiveOf(seq);

    /// <summary>Opens the ledger of a database and checks its last entries.</summary>
    /// <exception cref="StorageRefusedException">The chain is broken there.</exception>
    public static SqliteLedger Open(PortalDatabase database, LedgerWatch watch, TimeProvider clock)
    {
        var ledger = new SqliteLedger(database, watch, clock);
        if (ledger.reader.VerifyLast(CheckedAtOpen) is ChainCheck.Broken broken)
            throw new StorageRefusedException(
                $"The ledger in {database.Path} is not whole: {broken.Why} Somebody may have tampered with it, or the disk is failing. " +
                "Nothing was changed. Keep a copy for inquiry, restore a backup whose chain verifies, and start the portal again.");
        return ledger;
    }

    public Appended Append(ImmutableArray<StreamAppend> appends)
    {
        if (appends.IsDefaultOrEmpty) throw new ArgumentException("Nothing is to be appended.", nameof(appends));
        if (appends.DistinctBy(append => append.Stream).Count() != appends.Length)
            throw new ArgumentException("A stream stands twice in one append.", nameof(appends));
        return Write<Appended>(transaction =>
        {
            foreach (var append in appends)
            {
                var actual = transaction.Version(append.Stream);
                if (actual != append.ExpectedVersion) return new Appended.Raced(append.Stream, append.ExpectedVersion, actual);
            }
            foreach (var append in appends) transaction.Append(append.Stream, append.Entries.AsSpan());
            return new Appended.Done(transaction.Written);
        });
    }

    public ImmutableArray<LedgerEntry> Read(StreamId stream) => reader.Stream(stream);

    public ImmutableArray<LedgerEntry> Query(LedgerQuery query) => reader.Query(query);

    public ImmutableArray<StreamId> Streams(string prefix) => reader.Streams(prefix);

    public IEnumerable<LedgerEntry> All(long afterSeq = 0) => reader.All(afterSeq);

    public ChainCheck Verify() => reader.Verify();

    /// <summary>Runs one write transaction; what it appends and what else it changes is committed together, or nothing is.</summary>
    /// <remarks>An exception of the work rolls everything back and passes on.</remarks>
    /// <exception cref="LedgerUnavailableException">The storage failed; nothing may be done on the strength of this work.</exception>
    internal T Write<T>(Func<LedgerTransaction, T> work)
    {
        if (turn.IsHeldByCurrentThread) throw new InvalidOperationException("A write transaction was begun inside another one.");
        if (!turn.TryEnter(TurnLimit))
            throw StorageFaults.Writing(database.Told(new StorageFault($"others have been writing for {TurnLimit.TotalSeconds:0} s", "Check the disk's speed and try again.")));
        try
        {
            if (failed) throw StorageFaults.Closed(database.Told(StorageFaults.Latched(database.Path)));
            return WriteInTurn(work);
        }
        finally
        {
            turn.Exit();
        }
    }

    /// <summary>Commits next to nothing, to learn whether writing works.</summary>
    internal void Beat() => Try("x''");

    /// <summary>Commits as much as a large entry takes, in pages of its own: where that works, the next entries will, too.</summary>
    internal void TryRoom() => Try("randomblob(131072)");

    private void Try(string room) => Write(within =>
        within.Connection.Execute($"UPDATE write_trial SET at = @at, room = {room}", new { at = LedgerRow.Text(clock.GetUtcNow()) }, within.Transaction));

    private T WriteInTurn<T>(Func<LedgerTransaction, T> work)
    {
        var (committing, committed) = (false, false);
        T result = default!;
        try
        {
            if (database.Gone() is { } gone) throw StorageFaults.Writing(gone);
            using var connection = database.Write();
            using var transaction = connection.BeginTransaction(deferred: false);
            using var scope = new LedgerTransaction(connection, transaction, clock);
            Passing(WritePoint.Begun, []);
            result = work(scope);
            // What goes into a file that nobody finds any more is lost.
            if (database.Gone() is { } lost) throw StorageFaults.Writing(lost);
            committing = true;
            BeforeCommit();
            Passing(WritePoint.Committing, scope.Written);
            transaction.Commit();
            Passing(WritePoint.Committed, scope.Written);
            committed = true;
            database.Health.Wrote();
            watch.Committed(scope.Written);
            return result;
        }
        catch (SqliteException) when (committed)
        {
            // It is on the disk; only the connection could not be put away in order.
            database.Forget();
            return result;
        }
        catch (SqliteException cause)
        {
            database.Forget();
            failed = StorageFaults.IsFatal(cause, committing);
            var fault = database.Told(failed ? StorageFaults.Latched(database.Path) : StorageFaults.Of(cause, database.Path));
            throw failed ? StorageFaults.Closed(fault, cause) : StorageFaults.Writing(fault, cause);
        }
    }
}

/// <summary>Where a write can fail.</summary>
internal enum WritePoint
{
    Begun,
    Committing,

    /// <summary>On the disk, and nobody was told.</summary>
    Committed,
}
