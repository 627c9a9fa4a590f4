using System.Buffers;
using System.Security.Cryptography;

namespace Portal.Core.Audit.Proof;

/// <summary>Some lines of an export with the digests of their bodies: what can be made ready without knowing the entry before.</summary>
internal sealed class Chunk : IDisposable
{
    private readonly byte[] _bytes;
    private readonly List<(int Start, int Length, long Seq)> _lines = [];
    private byte[] _digests = [];

    private Chunk(byte[] bytes) => _bytes = bytes;

    public int Count => _lines.Count;

    /// <summary>Splits whole lines, and computes the digest of each body that stands in the form in which the portal writes it.</summary>
    /// <param name="bytes">Rented; the chunk gives it back.</param>
    public static Chunk Prepare(byte[] bytes, int length)
    {
        var chunk = new Chunk(bytes);
        for (var at = 0; at < length;)
        {
            var end = bytes.AsSpan(at, length - at).IndexOf((byte)'\n');
            var line = bytes.AsSpan(at, end < 0 ? length - at : end);
            if (line.EndsWith("\r"u8)) line = line[..^1];
            chunk._lines.Add((at, line.Length, EntryLine.SeqOf(line)));
            at = end < 0 ? length : at + end + 1;
        }
        chunk._digests = ArrayPool<byte>.Shared.Rent(Math.Max(1, chunk._lines.Count * 32));
        for (var i = 0; i < chunk._lines.Count; i++)
            if (chunk._lines[i].Seq > 0) SHA256.HashData(EntryLine.BodyOf(chunk.Line(i), chunk._lines[i].Seq), chunk._digests.AsSpan(i * 32, 32));
        return chunk;
    }

    public ReadOnlySpan<byte> Line(int i) => _bytes.AsSpan(_lines[i].Start, _lines[i].Length);

    /// <summary>Place of the entry; 0: the line is something else, or written another way.</summary>
    public long Seq(int i) => _lines[i].Seq;

    /// <summary>SHA-256 of the entry's body.</summary>
    public ReadOnlySpan<byte> Digest(int i) => _digests.AsSpan(i * 32, 32);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<byte>.Shared.Return(_digests);
    }
}
