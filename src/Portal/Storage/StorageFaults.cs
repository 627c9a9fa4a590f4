using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Storage.Health;

namespace Portal.Storage;

/// <summary>What keeps the storage from working.</summary>
/// <param name="What">As the middle of a sentence, without the names of files: 'the disk is full'.</param>
/// <param name="Remedy">A sentence.</param>
/// <param name="IsStorage">False: SQLite refused what it was asked for, and the storage itself is well.</param>
internal sealed record StorageFault(string What, string Remedy, TroubleEnd Needs = TroubleEnd.WritingAgain, bool IsStorage = true);

/// <summary>Turns SQLite's result codes into sentences for the operator.</summary>
internal static class StorageFaults
{
    private const int Permission = 3, Busy = 5, Locked = 6, Memory = 7, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, Protocol = 15, NotADatabase = 26;
    private const int FsyncFailed = 10 | (4 << 8), FolderFsyncFailed = 10 | (5 << 8);

    /// <summary>After these, what the disk holds is not known until the file is opened anew.</summary>
    /// <param name="committing">Whether the commit had begun: its frames may have reached the disk before the error did.</param>
    public static bool IsFatal(SqliteException fault, bool committing) =>
        fault.SqliteExtendedErrorCode is FsyncFailed or FolderFsyncFailed
        || fault.SqliteErrorCode is Corrupt or NotADatabase
        || (committing && fault.SqliteErrorCode == InputOutput);

    public static StorageFault Of(SqliteException fault, string path) => new(What(fault), Remedy(fault, path),
        fault.SqliteErrorCode is Corrupt or NotADatabase ? TroubleEnd.Restart : TroubleEnd.WritingAgain,
        fault.SqliteErrorCode is Permission or Busy or Locked or Memory or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or Protocol or NotADatabase);

    /// <summary>Another file stands where the database was, or none.</summary>
    /// <param name="what">What <see cref="FileWatch"/> found.</param>
    public static StorageFault Gone(string what, string path) => new(what,
        $"Restart the portal; where {path} itself is gone or another, stop it first and put the file back, or restore a backup. Nothing is read from what stands there now.", TroubleEnd.Restart);

    /// <summary>A failed commit whose outcome the disk alone knows; nothing may be done on its strength.</summary>
    public static StorageFault Latched(string path) => new("the disk failed while an entry was being saved", $"Check the disk of {path}, then restart the portal.", TroubleEnd.Restart);

    public static LedgerUnavailableException Writing(StorageFault fault, Exception? cause = null) => new(
        $"The ledger could not be written: {fault.What}. Nothing was written and nothing was done. {fault.Remedy}", cause);

    public static LedgerUnavailableException Reading(StorageFault fault, Exception? cause = null) => new(
        $"The ledger could not be read: {fault.What}. Nothing was changed. {fault.Remedy}", cause);

    /// <summary>Of <see cref="Latched"/>.</summary>
    public static LedgerUnavailableException Closed(StorageFault latched, Exception? cause = null) => new(
        $"The ledger is closed for writing since {latched.What}. Nothing was done, and nothing more is written " +
        $"until the portal is restarted and has read back what the disk holds. {latched.Remedy}", cause);

    private static string What(SqliteException fault) => fault.SqliteErrorCode switch
    {
        Full => "the disk is full",
        ReadOnly or Permission => "the database is read-only",
        Busy or Locked or Protocol => "another program holds the database",
        InputOutput => $"the disk reports an error (SQLite {fault.SqliteExtendedErrorCode})",
        CannotOpen => "the database cannot be opened",
        Corrupt or NotADatabase => "the database is damaged",
        _ => $"SQLite reports {fault.SqliteExtendedErrorCode}, {fault.Message}",
    };

    private static string Remedy(SqliteException fault, string path) => fault.SqliteErrorCode switch
    {
        Full => $"Free space on the disk of {path} and try again.",
        ReadOnly or Permission => $"Make {path} and its folder writable for the portal's account and try again.",
        Busy or Locked or Protocol => $"Close the program that has {path} open (a backup, a database browser) and try again.",
        Corrupt or NotADatabase => $"Keep a copy of {path} for inquiry, restore a backup whose chain verifies, and restart the portal.",
        _ => $"Check the disk of {path} and the portal's log, and try again.",
    };
}
