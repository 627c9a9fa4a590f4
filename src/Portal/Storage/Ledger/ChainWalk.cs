using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>Follows rows from one to the next and says what is wrong with the first that does not follow.</summary>
internal sealed class ChainWalk
{
    private readonly Dictionary<string, long> versions = [];
    private readonly bool wholeStreams;
    private long seq;
    private byte[] hash;
    private string at = "";

    private ChainWalk(long seq, byte[] hash, bool wholeStreams)
    {
        this.seq = seq;
        this.hash = hash;
        this.wholeStreams = wholeStreams;
    }

    public LedgerHead Head => new(seq, [.. hash]);

    /// <summary>A walk from before the first entry.</summary>
    public static ChainWalk FromOrigin() => new(0, [.. Chain.Origin], wholeStreams: true);

    /// <summary>A walk from behind an archive.</summary>
    /// <param name="versions">How many entries of each stream are archived.</param>
    public static ChainWalk FromArchive(LedgerHead archived, IReadOnlyDictionary<StreamId, long> versions)
    {
        var walk = new ChainWalk(archived.Seq, [.. archived.Hash], wholeStreams: true);
        foreach (var (stream, version) in versions) walk.versions[stream.Value] = version;
        return walk;
    }

    /// <summary>A walk that begins after a place and takes the first row's link on trust, to check the end of a long ledger.</summary>
    public static ChainWalk After(long seq, LedgerRow? first) => new(seq, first?.PreviousHash ?? [], wholeStreams: false);

    /// <summary>What is wrong with the row, or null; then the walk stands on it.</summary>
    public ChainCheck.Broken? Step(LedgerRow row)
    {
        if (row.Seq != seq + 1)
            return new ChainCheck.Broken(seq + 1, $"Entry {seq + 1} is missing; the next one there is {row.Seq}.");
        if (Wrong(row) is { } why) return new ChainCheck.Broken(row.Seq, $"Entry {row.Seq} {why}");
        (seq, hash, at) = (row.Seq, row.Hash, row.At);
        versions[row.Stream] = row.Version;
        return null;
    }

    private string? Wrong(LedgerRow row)
    {
        if (!row.PreviousHash.AsSpan().SequenceEqual(hash)) return "does not follow from the entry before it: its link is another.";
        if (!Chain.Next(row.Seq, row.PreviousHash, row.Body).AsSpan().SequenceEqual(row.Hash)) return "was altered: its hash does not fit its content.";
        if (!Fits(row)) return "was altered: its columns differ from the content that its hash covers.";
        if (!FollowsInStream(row)) return $"does not follow in its stream {row.Stream}: its version is {row.Version}.";
        return string.CompareOrdinal(row.At, at) < 0 ? "is dated before the entry that it follows." : null;
    }

    private bool FollowsInStream(LedgerRow row) => versions.TryGetValue(row.Stream, out var before)
        ? row.Version == before + 1
        : !wholeStreams || row.Version == 1;

    // Names without quotation marks leave only one way to read the body, so equal text means equal columns.
    internal static bool Fits(LedgerRow row) =>
        LedgerBody.IsName(row.Stream) && LedgerBody.IsName(row.Kind) && LedgerBody.IsName(row.Actor) && LedgerRow.IsTime(row.At)
        && LedgerBody.Of(row.At, row.Stream, row.Version, row.Kind, row.Actor, row.Data) == row.Body;
}
