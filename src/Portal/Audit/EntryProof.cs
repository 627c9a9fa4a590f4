using System.Collections.Immutable;
using System.Security.Cryptography;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage.Ledger;

namespace Portal.Audit;

/// <summary>The signature that covers an entry.</summary>
/// <param name="Between">Entries between the entry and the one that was signed.</param>
/// <param name="IsSigned">The signature is of the key that it names, which this portal knows.</param>
/// <param name="Broken">What is wrong on the way from the entry to the signed one; null: each follows from the one before, and the last is the one that was signed.</param>
/// <param name="IsWalked">The way was short enough to be computed here.</param>
/// <param name="Anchors">Places outside that have got this checkpoint.</param>
public sealed record CoveringCheckpoint(Checkpoint Checkpoint, long Between, bool IsSigned, string? Broken, bool IsWalked, ImmutableArray<string> Anchors);

/// <summary>One entry as it stands in the database, and whether it fits: everything is computed anew.</summary>
/// <param name="Body">The stored bytes.</param>
/// <param name="Digest">SHA-256 of the stored bytes, 64 hexadecimal digits.</param>
/// <param name="Computed">Hash over place, link and digest, 64 hexadecimal digits.</param>
/// <param name="LinkFits">The link is the hash of the entry before; null: that one stands in an archive.</param>
/// <param name="ColumnsFit">What is shown of it is what its hash covers.</param>
/// <param name="Covering">Null while nothing behind it was signed.</param>
public sealed record EntryProof(LedgerEntry Entry, ImmutableArray<byte> Body, string Digest, string Computed, bool? LinkFits, bool ColumnsFit, CoveringCheckpoint? Covering)
{
    public bool HashFits => Computed == Convert.ToHexStringLower(Entry.Hash.AsSpan());

    /// <summary>Nothing that was computed contradicts what is stored.</summary>
    public bool Fits => HashFits && ColumnsFit && LinkFits != false && Covering is not ({ IsSigned: false } or { Broken: not null });
}

/// <summary>Proves single entries.</summary>
/// <remarks>Throws <see cref="LedgerUnavailableException"/> when the storage fails, or the entry cannot be read.</remarks>
public sealed class EntryProofs(LedgerExplorer explorer, CheckpointStore store)
{
    /// <summary>The longest way to a checkpoint that is computed for one page.</summary>
    public const int LongestWay = 5000;

    private const int AtOnce = 500;

    /// <summary>The entry at a place with its proof; null when there is none.</summary>
    public EntryProof? Find(long seq)
    {
        if (seq < 1 || explorer.Row(seq) is not { } row) return null;
        var before = explorer.Row(seq - 1);
        var body = explorer.Body(seq);
        var digest = SHA256.HashData(body);
        bool? linkFits = seq == 1 ? row.PreviousHash.AsSpan().SequenceEqual(Chain.Origin.AsSpan())
            : before is null ? null
            : row.PreviousHash.AsSpan().SequenceEqual(before.Hash);
        return new EntryProof(row.Entry(), [.. body], Convert.ToHexStringLower(digest), Convert.ToHexStringLower(Chain.Over(seq, row.PreviousHash, digest).AsSpan()),
            linkFits, ChainWalk.Fits(row), Covering(row));
    }

    private CoveringCheckpoint? Covering(LedgerRow row)
    {
        if (store.Covering(row.Seq) is not { } covering || Checkpoint.Read(covering.Line) is not { } checkpoint) return null;
        var isSigned = store.Keys().FirstOrDefault(key => key.Id == checkpoint.Key) is { } signer && signer.IsItself() && checkpoint.IsSignedBy(signer);
        var between = checkpoint.Seq - row.Seq;
        var isWalked = between <= LongestWay;
        return new CoveringCheckpoint(checkpoint, Math.Max(0, between - 1), isSigned, isWalked ? Way(row, checkpoint) : null, isWalked, covering.Anchors);
    }

    private string? Way(LedgerRow from, Checkpoint to)
    {
        var walk = ChainWalk.After(from.Seq - 1, from);
        for (var first = from.Seq; first <= to.Seq; first += AtOnce)
            foreach (var row in explorer.Rows(first, Math.Min(to.Seq, first + AtOnce - 1)))
                if (walk.Step(row) is { } broken) return broken.Why;
        return walk.Head.Seq == to.Seq && Convert.ToHexStringLower(walk.Head.Hash.AsSpan()) == to.Hash ? null : $"Entry {to.Seq} is not the one that was signed.";
    }
}
