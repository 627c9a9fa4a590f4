using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Controls;

namespace Portal.Tests.Components;

public sealed class AgeTests : ControlContext
{
    [Fact]
    public void An_age_counts_on_and_turns_amber_then_red()
    {
        var age = Render<Age>(p => p.Add(a => a.At, Noon));
        Assert.Equal(("now", "age"), Seen(age));

        Time.Advance(TimeSpan.FromSeconds(10));
        age.WaitForAssertion(() => Assert.Equal(("10 s", "age"), Seen(age)));

        Time.Advance(TimeSpan.FromSeconds(1));
        age.WaitForAssertion(() => Assert.Equal(("11 s", "age old"), Seen(age)));

        Time.Advance(TimeSpan.FromSeconds(20));
        age.WaitForAssertion(() => Assert.Equal(("31 s", "age stale"), Seen(age)));
    }

    [Fact]
    public void An_age_tells_the_moment_in_UTC_on_hover() =>
        Assert.Equal("2026-11-22 12:00:00 UTC", Render<Age>(p => p.Add(a => a.At, Noon)).Find("time").GetAttribute("title"));

    [Fact]
    public void A_reading_of_the_future_is_not_negative() =>
        Assert.Equal("now", Render<Age>(p => p.Add(a => a.At, Noon.AddSeconds(5))).Find("time").TextContent);

    [Fact]
    public void An_age_that_is_gone_from_the_page_no_longer_ticks()
    {
        var age = Render<Age>(p => p.Add(a => a.At, Noon));
        var renders = age.RenderCount;

        age.Instance.Dispose();
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(renders, age.RenderCount);
    }

    [Fact]
    public void The_clock_runs_only_while_somebody_listens()
    {
        var clock = Services.GetRequiredService<CircuitClock>();
        var ticks = 0;
        void Tick() => ticks++;

        clock.Ticked += Tick;
        Time.Advance(TimeSpan.FromSeconds(3));
        clock.Ticked -= Tick;
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(3, ticks);
    }

    private static (string Text, string? Css) Seen(IRenderedComponent<Age> age) =>
        (age.Find("time").TextContent, age.Find("time").GetAttribute("class")!.Trim());
}
