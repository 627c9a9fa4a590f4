using System.Text;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Verbs;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\e[1;31mred\e[0m and \e[2Kplain", "red and plain")]
    [InlineData("\e]0;a title\aafter", "after")]
    [InlineData("\e]8;;https://elsewhere.example\e\\link\e]8;;\e\\", "link")]
    [InlineData("\u009b31mred", "red")]
    [InlineData("\u009d0;a title\u009cafter", "after")]
    [InlineData("\eP1$r0m\e\\kept", "kept")]
    [InlineData("\e]0;a string without its end", "")]
    [InlineData("\e(Bkept", "kept")]
    [InlineData("\e[", "")]
    [InlineData("\e", "")]
    [InlineData("10%\r 50%\r100%", "100%")]
    [InlineData("10%\r\e[2K\r100%\r\n", "100%")]
    [InlineData("done\r\n", "done")]
    [InlineData("secreX\bt", "secret")]
    [InlineData("\b\bkept", "kept")]
    [InlineData("a\tb", "a    b")]
    [InlineData("bell\a and \0null", "bell and null")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("\u2066isolated\u2069 \u061Cmark \u00ADhyphen \u180Evowel", "isolated mark hyphen vowel")]
    [InlineData("tag\U000E0041\U000E0042s", "tags")]
    [InlineData("two\u2028lines\u2029here", "twolineshere")]
    [InlineData("\uD83D\uDC27 penguin, naïve, 服务器", "\uD83D\uDC27 penguin, naïve, 服务器")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("", "")]
    public void Nothing_but_text_is_left(string printed, string shown) => Assert.Equal(shown, TerminalText.Of(printed));

    [Fact]
    public void Half_a_character_becomes_the_mark_for_it() => Assert.Equal("\uFFFDalone", TerminalText.Of("\uD800alone"));

    [Fact]
    public void A_line_without_end_is_cut_and_says_so()
    {
        var shown = TerminalText.Of(new string('x', 1_000_000));

        Assert.Equal($"{new string('x', TerminalText.LineLength)} … (cut at 2,000 characters)", shown);
    }

    [Fact]
    public void Of_a_long_progress_bar_the_last_state_is_shown()
    {
        var bar = new StringBuilder();
        for (var i = 0; i <= 100_000; i++) bar.Append($"{i / 1000}% of the download\r");

        Assert.Equal("100% of the download", TerminalText.Of(bar.ToString()));
    }

    [Fact]
    public void A_pile_of_marks_on_one_letter_is_cleared_away() =>
        Assert.Equal("e\u0301\u0302\u0303\u0304x", TerminalText.Of("e\u0301\u0302\u0303\u0304" + new string('\u0305', 500) + "x"));

    [Fact]
    public void Whatever_comes_no_control_character_and_no_direction_is_left_and_a_second_pass_changes_nothing()
    {
        var dice = new Random(20261122);
        for (var i = 0; i < 5_000; i++)
        {
            var line = new string([.. Enumerable.Range(0, dice.Next(80)).Select(_ => dice.Next(4) switch { 0 => (char)dice.Next(0x20), 1 => (char)dice.Next(0x7f, 0xa0), 2 => (char)dice.Next(0x2000, 0x2070), _ => (char)dice.Next(0x10000) })]);
            var shown = TerminalText.Of(line);

            Assert.DoesNotContain(shown, c => char.IsControl(c) || c is (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\uFEFF');
            Assert.Equal(shown, TerminalText.Of(shown));
        }
    }
}
