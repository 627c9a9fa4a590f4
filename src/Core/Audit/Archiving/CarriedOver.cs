using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Core.Approvals;
using Portal.Core.Runs;

namespace Portal.Core.Audit.Archiving;

/// <summary>Entries that stay at hand although their segment stands in an archive: the present is folded from them. Each keeps its place and its hash, so that it can be found in the archive.</summary>
/// <remarks>
/// Carried over whole: pairs (which run holds them, whether they are watched), the policy, keys and accepted losses, backups. Runs are
/// not: one that ended and was reviewed tells nothing of now. Whatever else is read of old entries is history, and stands in the archive.
/// </remarks>
public static class CarriedOver
{
    /// <summary>Whether the entries of a stream are carried over.</summary>
    public static bool Has(StreamId stream) =>
        stream == PolicyBook.Stream || stream == Streams.Audit || stream == Streams.Backups || stream.Value.StartsWith(Streams.PairPrefix, StringComparison.Ordinal);

    /// <summary>SHA-256 over the canonical JSON of all places with their hashes; the hash of an entry covers everything else of it. 64 hexadecimal digits in lower case.</summary>
    /// <param name="carried">In the order of their places.</param>
    public static string Digest(IEnumerable<LedgerEntry> carried) =>
        Of(JsonSerializer.Serialize(carried.Select(e => new { seq = e.Seq, hash = Hex(e.Hash) })));

    /// <summary>The same of how many entries each stream has had: they go on counting from there.</summary>
    public static string Digest(IEnumerable<KeyValuePair<StreamId, long>> versions) =>
        Of(JsonSerializer.Serialize(versions.ToDictionary(one => one.Key.Value, one => one.Value, StringComparer.Ordinal)));

    /// <summary>What is wrong with entries that were carried over; null when they are the ones that the ledger recorded.</summary>
    /// <param name="carried">In the order of their places.</param>
    /// <param name="last">The last place in the archive.</param>
    /// <param name="digest">As the ledger recorded it when it was archived.</param>
    public static ChainCheck.Broken? Wrong(IEnumerable<LedgerEntry> carried, long last, string digest)
    {
        ArgumentNullException.ThrowIfNull(carried);
        var (all, before) = (carried.ToImmutableArray(), 0L);
        foreach (var entry in all)
        {
            if (entry.Seq <= before || entry.Seq > last) return Broken(entry.Seq, "stands at a place where none was carried over.");
            if (!Has(entry.Stream)) return Broken(entry.Seq, $"is of the stream {entry.Stream}, of which nothing is carried over.");
            if (!Chain.Next(entry.Seq, entry.PreviousHash.AsSpan(), entry.Body).AsSpan().SequenceEqual(entry.Hash.AsSpan())) return Broken(entry.Seq, "was altered: its hash does not fit its content.");
            before = entry.Seq;
        }
        return Digest(all) == digest ? null : new ChainCheck.Broken(1, $"The entries that were carried over from 1 to {last} are not the ones that the ledger recorded: some were left out, put in or made anew.");
    }

    private static ChainCheck.Broken Broken(long seq, string why) => new(seq, $"Entry {seq}, which was carried over from an archive, {why}");

    private static string Of(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(json))));

    private static string Hex(ImmutableArray<byte> hash) => Convert.ToHexStringLower(hash.AsSpan());
}
