using System.Security.Cryptography;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>Our SHA-256 beside the library's. A machine without vectors of 256 bits compares the library with itself.</summary>
public sealed class Sha256LanesTests
{
    private const int Digest = Sha256Lanes.Digest;

    private readonly Sha256Lanes _sha256 = new();

    [Fact]
    public void Every_length_up_to_several_blocks_gives_the_library_s_digest() =>
        Agree(1, [.. Enumerable.Range(0, 600)]);

    [Fact]
    public void Each_length_alone_in_its_lane_gives_the_library_s_digest() =>
        Assert.All(Enumerable.Range(0, 260), length => Agree(length, [length]));

    [Fact]
    public void Any_number_of_messages_finds_its_lanes() =>
        Assert.All(Enumerable.Range(0, 40), count => Agree(count, [.. Enumerable.Repeat(96, count)]));

    [Fact]
    public void Long_and_short_messages_in_any_order_keep_out_of_one_another_s_way()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            Agree(seed, [.. Enumerable.Range(0, random.Next(1, 130)).Select(_ => random.Next(10) == 0 ? random.Next(3_900, 9_000) : random.Next(0, 700))]);
        }
    }

    [Fact]
    public void What_was_left_in_the_lanes_does_not_get_into_the_next_ones()
    {
        for (var i = 0; i < 100; i++) Agree(i, [700 - 7 * i % 700, i, 3 * i]);
    }

    // Messages stand side by side in one buffer, their digests in the other direction, with a gap between.
    private void Agree(int seed, int[] lengths)
    {
        var bytes = new byte[lengths.Sum()];
        new Random(seed).NextBytes(bytes);
        var (messages, start) = (new Sha256Lanes.Message[lengths.Length], 0);
        for (var i = 0; i < lengths.Length; i++)
        {
            messages[i] = new Sha256Lanes.Message(start, lengths[i], (lengths.Length - 1 - i) * (Digest + 1));
            start += lengths[i];
        }
        var digests = new byte[lengths.Length * (Digest + 1)];
        _sha256.Hash(bytes, messages, digests);
        Assert.All(messages, message => Assert.Equal(SHA256.HashData(bytes.AsSpan(message.Start, message.Length)), digests[message.To..(message.To + Digest)]));
        Assert.All(messages, message => Assert.Equal(0, digests[message.To + Digest]));
    }
}
