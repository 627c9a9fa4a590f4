using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Portal.Core.Audit.Proof;

/// <summary>Checks one line of an export as bytes, in the form in which the portal writes it: nothing is parsed, and what fits the hash is what was hashed.</summary>
internal sealed class EntryLine
{
    private const int Hex = 64;

    // {"seq":12,"body":{...},"previous":"<64>","hash":"<64>"}
    private static ReadOnlySpan<byte> BeforeSeq => "{\"seq\":"u8;
    private static ReadOnlySpan<byte> BeforeBody => ",\"body\":"u8;
    private static ReadOnlySpan<byte> BeforePrevious => ",\"previous\":\""u8;
    private static ReadOnlySpan<byte> BeforeHash => "\",\"hash\":\""u8;
    private static ReadOnlySpan<byte> End => "\"}"u8;

    private static readonly int Tail = BeforePrevious.Length + Hex + BeforeHash.Length + Hex + End.Length;

    // Length-prefixed "audit-v1", seq, previous hash and SHA-256(body); see Chain.
    private readonly byte[] _link = new byte[4 + 8 + 4 + 8 + 4 + 32 + 4 + 32];
    private readonly byte[] _hash = new byte[32];
    private readonly byte[] _hex = new byte[Hex];

    public EntryLine()
    {
        foreach (var (at, length) in new[] { (0, 8), (12, 8), (24, 32), (60, 32) }) BinaryPrimitives.WriteInt32BigEndian(_link.AsSpan(at), length);
        "audit-v1"u8.CopyTo(_link.AsSpan(4));
        Hash.CopyTo(_link.AsSpan(28));
        _hex.AsSpan().Fill((byte)'0');
    }

    /// <summary>Hash of the last entry that fitted; 32 zero bytes before the first.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Whether the line is the next entry, in full and exactly as the portal writes it. If not, it may still be right: then it is read the slow way.</summary>
    public bool TryNext(ReadOnlySpan<byte> line, long expected)
    {
        if (!line.StartsWith(BeforeSeq) || line.Length < BeforeSeq.Length + 1 + BeforeBody.Length + 2 + Tail) return false;
        var rest = line[BeforeSeq.Length..];
        if (!Utf8Parser.TryParse(rest, out long seq, out var digits) || seq != expected || rest[0] == (byte)'0' || !rest[digits..].StartsWith(BeforeBody)) return false;
        var tail = line[^Tail..];
        if (!tail.StartsWith(BeforePrevious) || !tail.EndsWith(End)) return false;
        if (!tail.Slice(BeforePrevious.Length, Hex).SequenceEqual(_hex) || !tail[(BeforePrevious.Length + Hex)..].StartsWith(BeforeHash)) return false;
        var body = rest[(digits + BeforeBody.Length)..^Tail];

        BinaryPrimitives.WriteInt64BigEndian(_link.AsSpan(16), expected);
        SHA256.HashData(body, _link.AsSpan(64));
        Span<byte> hash = stackalloc byte[32], hex = stackalloc byte[Hex];
        SHA256.HashData(_link, hash);
        Write(hash, hex);
        if (!tail.Slice(BeforePrevious.Length + Hex + BeforeHash.Length, Hex).SequenceEqual(hex)) return false;
        StandOn(hash, hex);
        return true;
    }

    /// <summary>Goes on from an entry that was read the slow way.</summary>
    public void StandOn(ReadOnlySpan<byte> hash)
    {
        Span<byte> hex = stackalloc byte[Hex];
        Write(hash, hex);
        StandOn(hash, hex);
    }

    private void StandOn(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> hex)
    {
        hash.CopyTo(_hash);
        hex.CopyTo(_hex);
        hash.CopyTo(_link.AsSpan(28));
    }

    private static void Write(ReadOnlySpan<byte> hash, Span<byte> hex)
    {
        for (var i = 0; i < hash.Length; i++) (hex[2 * i], hex[(2 * i) + 1]) = (Digit(hash[i] >> 4), Digit(hash[i] & 15));
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
