using Bunit;
using Portal.Components.Controls;

namespace Portal.Tests.Components;

public sealed class ShownTests : ControlContext
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(312, "312 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(18_432, "18 KB")]
    [InlineData(1_468_006, "1.4 MB")]
    [InlineData(2_254_857_830, "2.1 GB")]
    public void Bytes_have_their_unit(long bytes, string text) => Assert.Equal(text, Shown.Bytes(bytes));

    [Theory]
    [InlineData(0.2, "now")]
    [InlineData(59.9, "59 s")]
    [InlineData(240, "4 min")]
    [InlineData(7_200, "2 h")]
    [InlineData(2_678_400, "31 d")]
    public void Ages_are_rounded_down(double seconds, string text) => Assert.Equal(text, Shown.Age(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1.39, "1.39 s")]
    [InlineData(48, "48 s")]
    [InlineData(182, "3 min 02 s")]
    [InlineData(6_720, "1 h 52 min")]
    [InlineData(187_200, "2 d 4 h")]
    public void Durations_have_their_unit(double seconds, string text) => Assert.Equal(text, Shown.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_refusal_tells_what_happened_what_was_kept_and_what_to_do()
    {
        var banner = Render<RefusalBanner>(p => p
            .Add(r => r.Happened, "The switchover was not started.")
            .Add(r => r.Kept, "Nothing was changed on the servers.")
            .Add(r => r.Do, "Wait for sync, then retry."));

        Assert.Equal("alert", banner.Find(".say").GetAttribute("role"));
        Assert.Equal(["The switchover was not started.", "Nothing was changed on the servers.", "Wait for sync, then retry."],
            banner.FindAll("p").Select(p => p.TextContent.Trim()));
    }

    [Fact]
    public void An_empty_state_says_what_to_do_next()
    {
        var empty = Render<EmptyState>(p => p.Add(e => e.Icon, "<path />").Add(e => e.Title, "No runs yet").AddChildContent("<p>Open a pair and plan one.</p>"));

        Assert.Contains("No runs yet", empty.Markup, StringComparison.Ordinal);
        Assert.Contains("Open a pair and plan one.", empty.Markup, StringComparison.Ordinal);
    }
}
