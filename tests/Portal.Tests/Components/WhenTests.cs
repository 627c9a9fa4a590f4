using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Controls;

namespace Portal.Tests.Components;

public sealed class WhenTests : ControlContext
{
    [Fact]
    public void A_moment_is_UTC_until_the_viewers_zone_is_known()
    {
        var when = Render<When>(p => p.Add(w => w.At, Noon.AddMinutes(-5)));
        Assert.Equal("11:55:00 UTC", when.Find("time").TextContent);

        Services.GetRequiredService<ViewerZone>().Learn("Europe/Vienna");

        when.WaitForAssertion(() => Assert.Equal("12:55:00", when.Find("time").TextContent));
        Assert.Equal("2026-11-22 11:55:00 UTC", when.Find("time").GetAttribute("title"));
    }

    [Fact]
    public void Another_day_is_named()
    {
        Services.GetRequiredService<ViewerZone>().Learn("Europe/Vienna");

        // 23:30 UTC is past midnight in Vienna, and so today there.
        Assert.Equal("00:30:00", Text(new DateTimeOffset(2026, 11, 21, 23, 30, 0, TimeSpan.Zero)));
        Assert.Equal("2026-11-21 23:30", Text(new DateTimeOffset(2026, 11, 21, 22, 30, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("Middle/Earth")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData(null)]
    public void A_zone_that_is_none_leaves_UTC(string? zone)
    {
        Services.GetRequiredService<ViewerZone>().Learn(zone);

        Assert.EndsWith(" UTC", Text(Noon), StringComparison.Ordinal);
    }

    private string Text(DateTimeOffset at) => Render<When>(p => p.Add(w => w.At, at)).Find("time").TextContent;
}
