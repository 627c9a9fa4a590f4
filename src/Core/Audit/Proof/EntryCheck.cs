namespace Portal.Core.Audit.Proof;

/// <summary>Finds out which lines of a block are entries whose hash fits, many at a time.</summary>
internal sealed class EntryCheck
{
    /// <summary>Lines at a time; what is kept of so many stays in the processor's nearest memory.</summary>
    public const int Most = 128;

    private static readonly Sha256Lanes.Message[] Links = [.. Enumerable.Range(0, Most).Select(i => new Sha256Lanes.Message(i * EntryLine.Link, EntryLine.Link, i * Sha256Lanes.Digest))];

    private readonly Sha256Lanes _sha256 = new();
    private readonly Sha256Lanes.Message[] _bodies = new Sha256Lanes.Message[Most];
    private readonly byte[] _links = new byte[Most * EntryLine.Link], _hashes = new byte[Most * Sha256Lanes.Digest];

    /// <summary>Notes at each line what it is.</summary>
    /// <param name="lines">At most <see cref="Most"/>, which stand in <paramref name="bytes"/>.</param>
    public void Look(ReadOnlySpan<byte> bytes, Span<LineBlock.Range> lines)
    {
        var bodies = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (!EntryLine.TryRead(bytes.Slice(line.Start, line.Length), _links.AsSpan(i * EntryLine.Link, EntryLine.Link), out var seq, out var body)) continue;
            lines[i] = line with { Seq = seq, IsStub = body is null };
            if (body is { } full) _bodies[bodies++] = new Sha256Lanes.Message(line.Start + full.Start, full.Length, i * EntryLine.Link + EntryLine.BodyDigest);
        }
        _sha256.Hash(bytes, _bodies.AsSpan(0, bodies), _links);
        // Of a line that is no entry, too: that is one in many, and what comes of it is not looked at.
        _sha256.Hash(_links, Links.AsSpan(0, lines.Length), _hashes);
        Span<byte> hex = stackalloc byte[2 * Sha256Lanes.Digest];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.Seq == 0) continue;
            Convert.TryToHexStringLower(_hashes.AsSpan(i * Sha256Lanes.Digest, Sha256Lanes.Digest), hex, out _);
            if (!hex.SequenceEqual(EntryLine.Hash(bytes.Slice(line.Start, line.Length)))) lines[i] = line with { Seq = 0 };
        }
    }
}
