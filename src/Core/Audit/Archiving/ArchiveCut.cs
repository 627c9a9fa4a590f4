using System.Collections.Immutable;

namespace Portal.Core.Audit.Archiving;

/// <summary>What an archive has to keep to.</summary>
/// <param name="Before">Entries of this time and later stay; UTC.</param>
/// <param name="Ends">Places that have a checkpoint, and where anchors are declared, one that an anchor has: only there a segment ends.</param>
/// <param name="ReadTo">Who reads the ledger on has read it up to here; nothing that is still to be told leaves.</param>
public sealed record ArchiveLimits(DateTimeOffset Before, ImmutableHashSet<long> Ends, long ReadTo);

/// <summary>Up to where a ledger can be archived.</summary>
public abstract record ArchiveCut
{
    private ArchiveCut() { }

    /// <summary>These entries can leave.</summary>
    /// <param name="First">Place of the first one.</param>
    /// <param name="Head">The last one.</param>
    /// <param name="At">When the last one was written, UTC.</param>
    /// <param name="Carried">How many of them are carried over.</param>
    /// <param name="HeldBack">Why not all entries of the time can leave, as a sentence; null: all of them up to the last checkpoint of the time.</param>
    public sealed record Here(long First, LedgerHead Head, DateTimeOffset At, long Carried, string? HeldBack) : ArchiveCut
    {
        public long Entries => Head.Seq - First + 1;
    }

    /// <summary>Nothing can leave.</summary>
    /// <param name="Why">A sentence.</param>
    public sealed record None(string Why) : ArchiveCut;
}
