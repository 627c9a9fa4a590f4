using System.Text.Json;
using Portal.Core.Audit;

namespace Portal.Core.Tests.Audit;

public sealed class CanonicalJsonTests
{
    // The samples of RFC 8785, with the numbers that are beyond its stated limits left out.
    [Theory]
    [InlineData("""{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }""", """{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}""")]
    [InlineData("""[56, {"d": true, "10": null, "1": [ ]}]""", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData("""{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}""", """{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}""")]
    [InlineData("""{"1": {"f": {"f": "hi","F": 5} ,"\n": 56.0e0}}""", null)]
    [InlineData("""{"1": {"f": {"f": "hi","F": 5} ,"\n": 56}}""", """{"1":{"\n":56,"f":{"F":5,"f":"hi"}}}""")]
    [InlineData("""{"Unnormalized Unicode":"A\u030a"}""", "{\"Unnormalized Unicode\":\"A\u030a\"}")]
    public void The_samples_of_the_standard_come_out_as_it_says(string json, string? canonical)
    {
        if (canonical is null) Assert.Throws<NotSupportedException>(() => CanonicalJson.Of(json));
        else Assert.Equal(canonical, CanonicalJson.Of(json));
    }

    [Fact]
    public void Names_are_sorted_by_their_UTF_16_units()
    {
        const string json = """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""";

        using var sorted = JsonDocument.Parse(CanonicalJson.Of(json));

        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            sorted.RootElement.EnumerateObject().Select(p => p.Value.GetString()));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("-9007199254740991", "-9007199254740991")]
    [InlineData("9007199254740993", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("1.5", null)]
    [InlineData("1e400", null)]
    public void Numbers_are_whole_and_within_53_bits_or_refused(string json, string? canonical)
    {
        if (canonical is null) Assert.Throws<NotSupportedException>(() => CanonicalJson.Of(json));
        else Assert.Equal(canonical, CanonicalJson.Of(json));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    public void What_is_not_one_JSON_text_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => CanonicalJson.Of(json));

    [Fact]
    public void Every_control_character_is_escaped_and_nothing_else_is()
    {
        var all = string.Concat(Enumerable.Range(0, 0x180).Select(i => (char)i)) + "\u2028\u2029</script>😀";

        var canonical = CanonicalJson.Of(JsonSerializer.Serialize(all));

        Assert.StartsWith("\"" + @"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011", canonical, StringComparison.Ordinal);
        Assert.EndsWith(all[0x60..] + "\"", canonical, StringComparison.Ordinal);
        Assert.Equal(all, JsonSerializer.Deserialize<string>(canonical));
    }

    [Fact]
    public void Canonical_text_stays_as_it_is()
    {
        const string json = """{"a":[1,"x",{"b":null}],"c":true}""";

        Assert.Equal(json, CanonicalJson.Of(CanonicalJson.Of(json)));
    }
}
