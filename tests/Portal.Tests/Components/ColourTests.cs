using System.Globalization;
using System.Text.RegularExpressions;
using Bunit;
using MudBlazor;

namespace Portal.Tests.Components;

public sealed partial class ColourTests : ControlContext
{
    private static readonly string Css = Path.Combine(Repository.TopLevel, "wwwroot", "css");

    [Fact]
    public void Every_colour_of_MudBlazor_is_told_in_our_tokens()
    {
        var ours = Names().Matches(File.ReadAllText(Path.Combine(Css, "mud.css"))).Select(match => match.Value).ToHashSet();
        var theirs = Names().Matches(Render<MudThemeProvider>().Markup).Select(match => match.Value).ToHashSet();

        Assert.NotEmpty(theirs);
        Assert.Empty(theirs.Except(ours));
    }

    [Theory]
    [InlineData("ink", "bg surface raised code accent-bg wait-bg stop-bg")]
    [InlineData("ink2", "bg surface raised code accent-bg wait-bg hover")]
    [InlineData("ink3", "bg surface raised code accent-bg wait-bg hover")]
    [InlineData("accent", "bg surface raised accent-bg")]
    [InlineData("ok", "bg surface raised ok-bg")]
    [InlineData("busy", "bg surface raised busy-bg")]
    [InlineData("wait", "bg surface raised wait-bg")]
    [InlineData("stop", "bg surface raised stop-bg")]
    [InlineData("unk", "bg surface raised unk-bg")]
    [InlineData("on-accent", "accent accent-strong")]
    public void Text_has_a_contrast_of_at_least_4_5_to_1_in_light_and_dark(string text, string grounds)
    {
        foreach (var ground in grounds.Split(' '))
        {
            foreach (var scheme in new[] { 0, 1 })
            {
                var ratio = Contrast(Token(text)[scheme], Token(ground)[scheme]);
                Assert.True(ratio >= 4.5, $"{text} on {ground} has {ratio:0.00} to 1 in {(scheme == 0 ? "light" : "dark")}.");
            }
        }
    }

    [Theory]
    [InlineData("bg")]
    [InlineData("surface")]
    [InlineData("raised")]
    public void The_edge_of_an_input_has_a_contrast_of_at_least_3_to_1(string ground)
    {
        Assert.True(Contrast(Token("edge")[0], Token(ground)[0]) >= 3);
        Assert.True(Contrast(Token("edge")[1], Token(ground)[1]) >= 3);
    }

    private static string[] Token(string name)
    {
        var match = Regex.Match(File.ReadAllText(Path.Combine(Css, "tokens.css")), $@"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)");
        Assert.True(match.Success, $"There is no token {name}.");
        return [match.Groups[1].Value, match.Groups[2].Value];
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    [GeneratedRegex("--mud-palette-[a-z-]+(?=:)")]
    private static partial Regex Names();
}
