using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage;

/// <summary>Turns SQLite's result codes into sentences for the operator.</summary>
internal static class StorageFaults
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;
    private const int FsyncFailed = 10 | (4 << 8), FolderFsyncFailed = 10 | (5 << 8);

    /// <summary>After these, what the disk holds is not known until the file is opened anew.</summary>
    /// <param name="committing">Whether the commit had begun: its frames may have reached the disk before the error did.</param>
    public static bool IsFatal(SqliteException fault, bool committing) =>
        fault.SqliteExtendedErrorCode is FsyncFailed or FolderFsyncFailed
        || fault.SqliteErrorCode is Corrupt or NotADatabase
        || (committing && fault.SqliteErrorCode == InputOutput);

    public static LedgerUnavailableException Writing(SqliteException fault, string path) => new(
        $"The ledger could not be written: {What(fault)}. Nothing was written and nothing was done. {Remedy(fault, path)}", fault);

    public static LedgerUnavailableException Reading(SqliteException fault, string path) => new(
        $"The ledger could not be read: {What(fault)}. Nothing was changed. {Remedy(fault, path)}", fault);

    /// <summary>A failed commit whose outcome the disk alone knows; nothing may be done on its strength.</summary>
    public static LedgerUnavailableException Latched(string path, Exception? fault = null) => new(
        "The ledger is closed for writing since the disk failed while an entry was being saved. Nothing was done, and nothing more is written " +
        $"until the portal is restarted and has read back what the disk holds. Check the disk of {path}, then restart the portal.", fault);

    private static string What(SqliteException fault) => fault.SqliteErrorCode switch
    {
        Full => "the disk is full",
        ReadOnly => "the database is read-only",
        Busy or Locked => "another program holds the database",
        InputOutput => $"the disk reports an error (SQLite {fault.SqliteExtendedErrorCode})",
        CannotOpen => "the database cannot be opened",
        Corrupt or NotADatabase => "the database is damaged",
        _ => $"SQLite reports {fault.SqliteExtendedErrorCode}, {fault.Message}",
    };

    private static string Remedy(SqliteException fault, string path) => fault.SqliteErrorCode switch
    {
        Full => $"Free space on the disk of {path} and try again.",
        ReadOnly => $"Make {path} and its folder writable for the portal's account and try again.",
        Busy or Locked => $"Close the program that has {path} open (a backup, a database browser) and try again.",
        Corrupt or NotADatabase => $"Keep a copy of {path} for inquiry, restore a backup whose chain verifies, and restart the portal.",
        _ => $"Check the disk of {path} and the portal's log, and try again.",
    };
}
