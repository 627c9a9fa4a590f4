using Microsoft.Extensions.Time.Testing;
using Portal.Components.Controls;

namespace Portal.Tests.Components;

public sealed class RenderPaceTests
{
    private readonly FakeTimeProvider time = new();
    private int rendered;

    [Fact]
    public void It_renders_at_once_and_then_once_for_all_askings_of_a_quarter_second()
    {
        var pace = Pace();

        for (var i = 0; i < 100; i++) pace.Ask();
        Assert.Equal(1, rendered);
        time.Advance(RenderPace.Shortest);
        Assert.Equal(2, rendered);
        time.Advance(RenderPace.Shortest);
        Assert.Equal(2, rendered);
        pace.Ask();
        Assert.Equal(3, rendered);
    }

    [Fact]
    public void A_page_that_is_gone_is_not_rendered()
    {
        using var stop = new CancellationTokenSource();
        var pace = Pace(stop.Token);
        pace.Ask();
        pace.Ask();

        stop.Cancel();
        time.Advance(RenderPace.Shortest);
        pace.Ask();

        Assert.Equal(1, rendered);
    }

    [Fact]
    public void What_a_rendering_throws_is_told()
    {
        Exception? told = null;
        var pace = new RenderPace(time, () => throw new InvalidOperationException("broken"), fault => { told = fault; return Task.CompletedTask; }, default);

        pace.Ask();

        Assert.Equal("broken", told?.Message);
    }

    private RenderPace Pace(CancellationToken stop = default) =>
        new(time, () => { rendered++; return Task.CompletedTask; }, fault => throw fault, stop);
}
