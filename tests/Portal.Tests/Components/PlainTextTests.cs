using Portal.Components.Runs;

namespace Portal.Tests.Components;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("\e[1;31mred\e[0m and \e[2Kplain", "red and plain")]
    [InlineData("\e]0;a title\aafter", "after")]
    [InlineData("\e]8;;https://elsewhere.example\e\\link\e]8;;\e\\", "link")]
    [InlineData("\u009b31mred", "red")]
    [InlineData("\eP1$r0m\e\\kept", "kept")]
    [InlineData("10%\r 50%\r100%", "100%")]
    [InlineData("done\r\n", "done")]
    [InlineData("a\tb", "a    b")]
    [InlineData("bell\a and \0null", "bell and null")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("", "")]
    public void Nothing_but_text_is_left(string printed, string shown) => Assert.Equal(shown, PlainText.Of(printed));

    [Fact]
    public void A_line_without_end_is_cut()
    {
        var shown = PlainText.Of(new string('x', 1_000_000));

        Assert.Equal(PlainText.LineLength + 2, shown.Length);
        Assert.EndsWith(" …", shown, StringComparison.Ordinal);
    }
}
