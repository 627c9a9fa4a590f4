using Portal.Components.Runs;
using Portal.Core.Ports;

namespace Portal.Tests.Components;

public sealed class OutputTextTests
{
    private static OutputText Of(params IEnumerable<string> lines)
    {
        var text = new OutputText();
        foreach (var line in lines) text.Add(new OutputLine(DateTimeOffset.UnixEpoch, line));
        return text;
    }

    [Fact]
    public void A_search_finds_every_place_whatever_the_case_also_in_lines_that_come_later()
    {
        var text = Of("Setting up curl", "nothing", "CURL and curl");
        text.Find("curl");
        Assert.Equal([new OutputHit(0, 11), new OutputHit(2, 0), new OutputHit(2, 9)], text.Hits);

        text.Add(new OutputLine(DateTimeOffset.UnixEpoch, "curl again"));
        Assert.Equal(new OutputHit(3, 0), text.Hits[^1]);

        text.Find("");
        Assert.Empty(text.Hits);
    }

    [Fact]
    public void A_line_is_told_apart_into_what_was_found_and_the_rest()
    {
        var text = Of("aXbX");
        text.Find("x");

        Assert.Equal([("a", 0, false), ("X", 1, true), ("b", 2, false), ("X", 3, true)], text.Parts(text.Between(0, 1).Single()));
        text.Find("nowhere");
        Assert.Equal([("aXbX", 0, false)], text.Parts(text.Between(0, 1).Single()));
    }

    [Fact]
    public void What_a_search_wants_is_text_and_no_pattern()
    {
        var text = Of("a.b", "acb", "(((");
        text.Find("a.b");
        Assert.Single(text.Hits);
        text.Find("(((");
        Assert.Single(text.Hits);
    }

    [Fact]
    public void Lines_and_hits_are_bounded_and_keep_their_numbers()
    {
        var text = new OutputText();
        text.Find("line");
        for (var i = 0; i < 25_000; i++) text.Add(new OutputLine(DateTimeOffset.UnixEpoch, $"line {i}"));

        Assert.Equal(25_000, text.End);
        Assert.InRange(text.End - text.First, OutputText.MostLines, OutputText.MostLines * 11 / 10);
        Assert.Equal($"line {text.First}", text.Between(0, text.First + 1).Single().Text);
        Assert.Equal("line 24999", text.Between(24_999, 30_000).Single().Text);
        Assert.True(text.Hits.Count <= OutputText.MostHits);
        Assert.All(text.Hits, h => Assert.True(h.Line >= text.First));
    }
}
