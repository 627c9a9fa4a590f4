namespace Portal.Core.Audit;

/// <summary>Entries that left the ledger as one file: an export that ends at a checkpoint. What comes after them begins with <see cref="Next"/>.</summary>
/// <param name="Head">The last entry in the file, at place 1 or later.</param>
/// <param name="Name">Name of the file, without a folder.</param>
/// <param name="Digest">SHA-256 over the file's bytes, 64 hexadecimal digits in lower case.</param>
public sealed record ArchivedPart(LedgerHead Head, string Name, string Digest)
{
    /// <summary>Place of the first entry that is not in the file.</summary>
    public long Next => Head.Seq + 1;
}
