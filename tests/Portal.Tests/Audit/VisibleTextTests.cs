using System.Text;
using Portal.Audit;

namespace Portal.Tests.Audit;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("Grüße, 日本 🙂 é", "Grüße, 日本 🙂 é")]
    [InlineData("a\u202Eb\u200Bc\u0000\u001B[2J\r\n\u2028", @"a\u202eb\u200bc\u0000\u001b[2J\u000d\u000a\u2028")]
    [InlineData("\U000E0041tag \uE000", @"\udb40\udc41tag \ue000")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301\\u0301\\u0301")]
    public void What_hides_or_reorders_is_seen_and_what_people_write_stays(string text, string expected)
    {
        Assert.Equal(expected, VisibleText.Of(text));
        Assert.Equal(expected, VisibleText.Of(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_seen_one_by_one() =>
        Assert.Equal(@"{""a"":""\xff\xfe""}\xc3", VisibleText.Of([.. "{\"a\":\""u8, 0xFF, 0xFE, .. "\"}"u8, 0xC3]));

    // Attributes of tests cannot hold it.
    [Fact]
    public void Half_of_a_pair_is_seen() => Assert.Equal(@"half \ud800 pair", VisibleText.Of("half \uD800 pair"));

    [Fact]
    public void Line_ends_stay_where_they_are_wanted() => Assert.Equal("a\nb\\u0009", VisibleText.Of("a\nb\t", keep: "\n"));
}
