using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Portal.Core.Audit.Proof;

/// <summary>One line of an export as bytes, in the form in which the portal writes it: nothing is parsed, and what fits the hash is what was hashed.</summary>
/// <remarks>Looks at the line alone, so that lines can be looked at on all processors; whether it follows from the one before it is a comparison of <see cref="Previous"/> with its <see cref="Hash"/>.</remarks>
internal static class EntryLine
{
    private const int Hex = 64;

    // {"seq":12,"body":{...},"previous":"<64>","hash":"<64>"}, or "bodySha256":"<64>" in place of the body.
    private static ReadOnlySpan<byte> BeforeSeq => "{\"seq\":"u8;
    private static ReadOnlySpan<byte> BeforeBody => ",\"body\":"u8;
    private static ReadOnlySpan<byte> BeforeDigest => ",\"bodySha256\":\""u8;
    private static ReadOnlySpan<byte> AfterDigest => "\""u8;
    private static ReadOnlySpan<byte> BeforePrevious => ",\"previous\":\""u8;
    private static ReadOnlySpan<byte> BeforeHash => "\",\"hash\":\""u8;
    private static ReadOnlySpan<byte> End => "\"}"u8;

    private static readonly int Tail = BeforePrevious.Length + Hex + BeforeHash.Length + Hex + End.Length;

    /// <summary>Length-prefixed "audit-v1", seq, previous hash and SHA-256(body), in bytes; see <see cref="Chain"/>.</summary>
    public const int Link = BodyDigest + 32;

    /// <summary>Where the body's digest begins in it.</summary>
    public const int BodyDigest = 4 + 8 + 4 + 8 + 4 + 32 + 4;

    /// <summary>Hash of the entry before it, as a line that was <see cref="TryRead">read</see> has it: 64 hexadecimal digits.</summary>
    public static ReadOnlySpan<byte> Previous(ReadOnlySpan<byte> line) => line.Slice(line.Length - Tail + BeforePrevious.Length, Hex);

    /// <summary>Its own hash, likewise.</summary>
    public static ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> line) => line.Slice(line.Length - End.Length - Hex, Hex);

    /// <summary>Whether the line is an entry exactly as the portal writes it. If not, it may still be right: then it is read the slow way.</summary>
    /// <param name="link">Takes what its hash is made of, <see cref="Link"/> bytes; without the body's digest where the body stands in full.</param>
    /// <param name="body">Where the body stands in the line; null: only its digest does.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, Span<byte> link, out long seq, out (int Start, int Length)? body)
    {
        (seq, body) = (0, null);
        if (!line.StartsWith(BeforeSeq) || line.Length < BeforeSeq.Length + 1 + BeforeBody.Length + 2 + Tail) return false;
        var tail = line[^Tail..];
        if (!tail.StartsWith(BeforePrevious) || !tail[(BeforePrevious.Length + Hex)..].StartsWith(BeforeHash) || !tail.EndsWith(End)) return false;
        var rest = line[BeforeSeq.Length..^Tail];
        if (rest[0] is < (byte)'1' or > (byte)'9' || !Utf8Parser.TryParse(rest, out seq, out var digits)) return false;
        rest = rest[digits..];

        if (rest.StartsWith(BeforeBody)) body = (BeforeSeq.Length + digits + BeforeBody.Length, rest.Length - BeforeBody.Length);
        else if (!IsStub(rest) || !IsHex(rest.Slice(BeforeDigest.Length, Hex), link[BodyDigest..])) return false;
        if (!IsHex(tail.Slice(BeforePrevious.Length, Hex), link[28..60])) return false;
        BinaryPrimitives.WriteInt32BigEndian(link, 8);
        "audit-v1"u8.CopyTo(link[4..]);
        BinaryPrimitives.WriteInt32BigEndian(link[12..], 8);
        BinaryPrimitives.WriteInt64BigEndian(link[16..], seq);
        BinaryPrimitives.WriteInt32BigEndian(link[24..], 32);
        BinaryPrimitives.WriteInt32BigEndian(link[60..], 32);
        return true;
    }

    private static bool IsStub(ReadOnlySpan<byte> rest) => rest.Length == BeforeDigest.Length + Hex + AfterDigest.Length && rest.StartsWith(BeforeDigest) && rest.EndsWith(AfterDigest);

    private static bool IsHex(ReadOnlySpan<byte> hex, Span<byte> bytes) => Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done;
}
