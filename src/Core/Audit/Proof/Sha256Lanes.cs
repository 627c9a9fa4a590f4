using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Portal.Core.Audit.Proof;

/// <summary>SHA-256 (FIPS 180-4) of many short messages, eight side by side in the lanes of vectors; one by one with the library where the processor has none.</summary>
/// <remarks>Calling the library takes several times as long as hashing an entry; see docs/adr/0017. Nothing secret goes through here.</remarks>
internal sealed class Sha256Lanes
{
    /// <summary>Of a digest, in bytes.</summary>
    public const int Digest = 32;

    private const int Lanes = 8, Block = 64, Rounds = 64;

    // A longer message, in bytes, is the library's: the call weighs little there, and the other lanes need not wait for its end.
    private const int Long = 4096;

    // First 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static readonly uint[] K =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    // The same of the square roots of the first 8 primes.
    private static readonly uint[] Initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly Vector256<byte> BigEndian = Vector256.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28);

    private readonly Lane[] _lanes = new Lane[Lanes];
    private readonly Vector256<uint>[] _state = new Vector256<uint>[8], _words = new Vector256<uint>[Rounds];

    // Of each lane's message: what stands after its last whole block, filled up to one or two blocks.
    private readonly byte[] _ends = new byte[Lanes * 2 * Block];

    /// <summary>Hashes the messages, which stand in <paramref name="bytes"/>, and writes their digests to where they say in <paramref name="digests"/>.</summary>
    public void Hash(ReadOnlySpan<byte> bytes, ReadOnlySpan<Message> messages, Span<byte> digests)
    {
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian) SideBySide(bytes, messages, digests);
        else
        {
            foreach (var message in messages) One(bytes, message, digests);
        }
    }

    private static void One(ReadOnlySpan<byte> bytes, Message message, Span<byte> digests) =>
        SHA256.HashData(bytes.Slice(message.Start, message.Length), digests.Slice(message.To, Digest));

    // A lane that has come to its message's end takes the next one, so that long and short ones go together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SideBySide(ReadOnlySpan<byte> bytes, ReadOnlySpan<Message> messages, Span<byte> digests)
    {
        var (begun, ended) = (0, 0);
        while (ended < messages.Length)
        {
            for (var i = 0; i < Lanes; i++)
            {
                while (_lanes[i].Left == 0 && begun < messages.Length)
                {
                    var message = messages[begun++];
                    if (message.Length <= Long) Begin(i, bytes, message);
                    else
                    {
                        One(bytes, message, digests);
                        ended++;
                    }
                }
                if (_lanes[i].Left > 0) Load(i, bytes);
            }
            Compress();
            for (var i = 0; i < Lanes; i++)
            {
                if (_lanes[i].Left == 0 || --_lanes[i].Left > 0) continue;
                End(i, digests);
                ended++;
            }
        }
    }

    private void Begin(int lane, ReadOnlySpan<byte> bytes, Message message)
    {
        var state = MemoryMarshal.Cast<Vector256<uint>, uint>(_state.AsSpan());
        for (var i = 0; i < Initial.Length; i++) state[i * Lanes + lane] = Initial[i];
        var over = message.Length % Block;
        var end = _ends.AsSpan(lane * 2 * Block, over + 9 > Block ? 2 * Block : Block);
        end.Clear();
        bytes.Slice(message.Start + message.Length - over, over).CopyTo(end);
        end[over] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(end[^8..], message.Length * 8L);
        _lanes[lane] = new Lane(message.Start, message.To, (message.Length - over + end.Length) / Block, end.Length / Block);
    }

    private void Load(int lane, ReadOnlySpan<byte> bytes)
    {
        ref var at = ref _lanes[lane];
        var block = at.Left > at.Ends ? bytes.Slice(at.Next, Block) : _ends.AsSpan((lane * 2 + at.Ends - at.Left) * Block, Block);
        at.Next += Block;
        var from = MemoryMarshal.Cast<byte, uint>(block);
        var to = MemoryMarshal.Cast<Vector256<uint>, uint>(_words.AsSpan())[lane..];
        for (var t = 0; t < from.Length; t++) to[t * Lanes] = from[t];
    }

    private void End(int lane, Span<byte> digests)
    {
        var state = MemoryMarshal.Cast<Vector256<uint>, uint>(_state.AsSpan());
        var digest = digests.Slice(_lanes[lane].To, Digest);
        for (var i = 0; i < Initial.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], state[i * Lanes + lane]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compress()
    {
        Span<Vector256<uint>> w = _words, state = _state;
        for (var t = 0; t < 16; t++) w[t] = Vector256.Shuffle(w[t].AsByte(), BigEndian).AsUInt32();
        for (var t = 16; t < w.Length; t++)
        {
            var (x, y) = (w[t - 15], w[t - 2]);
            w[t] = w[t - 16] + (Turn(x, 7) ^ Turn(x, 18) ^ (x >>> 3)) + w[t - 7] + (Turn(y, 17) ^ Turn(y, 19) ^ (y >>> 10));
        }
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var t = 0; t < w.Length; t++)
        {
            var first = h + (Turn(e, 6) ^ Turn(e, 11) ^ Turn(e, 25)) + ((e & f) ^ (~e & g)) + Vector256.Create(K[t]) + w[t];
            var second = (Turn(a, 2) ^ Turn(a, 13) ^ Turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Turn(Vector256<uint> x, [ConstantExpected] byte right) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, right) : (x >>> right) | (x << (32 - right));

    /// <param name="Start">In the bytes that are hashed.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="To">Where its digest begins, in the digests.</param>
    internal readonly record struct Message(int Start, int Length, int To);

    // Ends: of the blocks that are left, how many stand in the lane's end.
    private record struct Lane(int Next, int To, int Left, int Ends);
}
