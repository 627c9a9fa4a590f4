using System.Collections.Immutable;
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

    public LedgerHead Head => reader.Head();

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
            throw new LedgerUnavailableException(
                $"The ledger could not be written: others have been writing for {TurnLimit.TotalSeconds:0} s. " +
                "Nothing was written and nothing was done. Check the disk's speed and try again.");
        try
        {
            if (failed) throw StorageFaults.Latched(database.Path);
            return WriteInTurn(work);
        }
        finally
        {
            turn.Exit();
        }
    }

    private T WriteInTurn<T>(Func<LedgerTransaction, T> work)
    {
        var committing = false;
        try
        {
            using var connection = database.Write();
            using var transaction = connection.BeginTransaction(deferred: false);
            var scope = new LedgerTransaction(connection, transaction, clock);
            var result = work(scope);
            committing = true;
            BeforeCommit();
            transaction.Commit();
            watch.Committed(scope.Written);
            return result;
        }
        catch (SqliteException fault)
        {
            database.Forget();
            failed = StorageFaults.IsFatal(fault, committing);
            throw failed ? StorageFaults.Latched(database.Path, fault) : StorageFaults.Writing(fault, database.Path);
        }
    }
}
