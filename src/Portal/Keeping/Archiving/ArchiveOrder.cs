using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;

namespace Portal.Keeping.Archiving;

/// <summary>What is to be archived, and on whose word.</summary>
/// <param name="Folder">Full path of the folder that gets the file; made when it is missing.</param>
/// <param name="Before">Entries of this time and later stay; UTC.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why; goes into the ledger. 1 to 500 characters.</param>
/// <param name="Anchors">Names of the anchors that are declared; a segment then ends only where one of them has the checkpoint.</param>
/// <param name="Kept">Checkpoints that anchors have; the archive is verified against them.</param>
internal sealed record ArchiveOrder(string Folder, DateTimeOffset Before, UserId By, string Reason, ImmutableArray<string> Anchors, ImmutableArray<Anchored> Kept);

/// <summary>What came of it.</summary>
internal abstract record ArchiveResult
{
    private ArchiveResult() { }

    /// <summary>The database begins after the archive now.</summary>
    /// <param name="File">Full path of the archive.</param>
    /// <param name="Before">Full path of the database as it was before; it can go after the next good start.</param>
    /// <param name="HeldBack">Why not more was archived, as a sentence; null: all of the time.</param>
    public sealed record Done(string File, long First, ArchivedPart Part, string Before, string? HeldBack) : ArchiveResult;

    /// <summary>There is nothing to archive; nothing was changed.</summary>
    public sealed record Nothing(string Why) : ArchiveResult;
}

/// <summary>Where archiving can end, with the machine or in a test.</summary>
internal enum ArchivePoint
{
    /// <summary>Nobody else has the database open, and nobody can open it.</summary>
    Locked,

    /// <summary>A copy stands beside it.</summary>
    Copied,

    /// <summary>The copy was read whole, and it is known what can leave.</summary>
    Found,

    /// <summary>The archive stands under another name.</summary>
    Written,

    /// <summary>The archive was read back and has its name.</summary>
    Archived,

    /// <summary>The entries are gone from the copy.</summary>
    Cut,

    /// <summary>A copy without room for them stands beside it.</summary>
    Shrunk,

    /// <summary>The new database was read whole, and is about to take the place of the old one.</summary>
    Ready,

    /// <summary>The new database stands in the place of the old one.</summary>
    Swapped,
}
