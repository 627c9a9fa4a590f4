using System.Collections.Immutable;
using Portal.Core.Audit;

namespace Portal.Core.Tests.Audit;

public sealed class ChainTests
{
    // Computed with Python: sha256 over each field behind its length, struct '>I' and '>q'.
    private const string First = "956ed4f8f4b99926b88751d75df9046852f7e1c5927121338be516f40b6f7a22";
    private const string Second = "8984d02b0718ef3335deae1e63e2752e3203b5e627973ae6d02e93ddbbf24c5b";

    private static string Hex(ImmutableArray<byte> hash) => Convert.ToHexStringLower(hash.AsSpan());

    [Fact]
    public void Two_entries_hash_as_another_program_says()
    {
        var first = Chain.Next(1, Chain.Origin.AsSpan(), """{"a":1}""");
        var second = Chain.Next(2, first.AsSpan(), """{"b":"é"}""");

        Assert.Equal((First, Second), (Hex(first), Hex(second)));
    }

    [Fact]
    public void A_change_of_the_place_the_past_or_one_character_changes_the_hash()
    {
        var past = Chain.Next(1, Chain.Origin.AsSpan(), "{}").ToArray();
        const string body = """{"a":1,"b":"text"}""";
        var hashes = new HashSet<string> { Hex(Chain.Next(2, past, body)) };

        Assert.True(hashes.Add(Hex(Chain.Next(3, past, body))));
        Assert.True(hashes.Add(Hex(Chain.Next(2L << 32, past, body))));
        for (var i = 0; i < past.Length * 8; i++)
        {
            var other = past.ToArray();
            other[i / 8] ^= (byte)(1 << (i % 8));
            Assert.True(hashes.Add(Hex(Chain.Next(2, other, body))));
        }
        for (var i = 0; i < body.Length; i++)
        {
            Assert.True(hashes.Add(Hex(Chain.Next(2, past, body.Remove(i, 1)))) || (i > 0 && body[i] == body[i - 1]));
            Assert.True(hashes.Add(Hex(Chain.Next(2, past, body.Insert(i, "\u00e9")))));
        }
    }

    [Fact]
    public void The_origin_is_32_zero_bytes() => Assert.Equal(new byte[32], Chain.Origin);
}
