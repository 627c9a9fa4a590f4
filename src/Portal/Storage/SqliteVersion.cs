namespace Portal.Storage;

/// <summary>Which SQLite libraries are safe to keep the ledger in.</summary>
public static class SqliteVersion
{
    /// <summary>Older libraries can corrupt a database in WAL mode when two connections reset the log at once.</summary>
    public static readonly Version Least = new(3, 51, 3);

    /// <summary>Refuses a library older than <see cref="Least"/>, or one whose version cannot be read.</summary>
    /// <exception cref="StorageRefusedException">The library is too old or unknown.</exception>
    public static void Demand(string library)
    {
        if (Version.TryParse(library, out var version) && version >= Least) return;
        throw new StorageRefusedException(
            $"The SQLite library in use is version {library}, and versions before {Least} can corrupt the ledger. " +
            $"Nothing was opened. Install the portal with SQLite {Least} or newer, as it is published, and start it again.");
    }
}
