using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Audit;

/// <summary>The hash that ties each entry to all before it.</summary>
public static class Chain
{
    /// <summary>What stands before the first entry: 32 zero bytes.</summary>
    public static readonly ImmutableArray<byte> Origin = [.. new byte[32]];

    private static readonly byte[] Domain = Encoding.ASCII.GetBytes("audit-v1");

    /// <summary>SHA-256 over the length-prefixed fields "audit-v1", seq, previous hash and SHA-256(body).</summary>
    /// <remarks>Lengths and seq are big-endian, 4 and 8 bytes; the length prefix keeps two different splits from giving one hash.</remarks>
    public static ImmutableArray<byte> Next(long seq, ReadOnlySpan<byte> previous, string body) => Over(seq, previous, BodyHash(body).AsSpan());

    /// <summary>The same, where only the digest of the body is at hand: of an entry that was left out of an export.</summary>
    public static ImmutableArray<byte> Over(long seq, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> bodyHash)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, seq);
        return Link(place, previous, bodyHash);
    }

    /// <summary>SHA-256 of the body's UTF-8.</summary>
    public static ImmutableArray<byte> BodyHash(string body) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(body))];

    private static ImmutableArray<byte> Link(ReadOnlySpan<byte> place, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> bodyHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Field(hash, Domain);
        Field(hash, place);
        Field(hash, previous);
        Field(hash, bodyHash);
        return [.. hash.GetHashAndReset()];
    }

    private static void Field(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
