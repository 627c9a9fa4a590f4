using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>The page of one pair as people use it: drawing, charts, pause; wide and narrow, light and dark, by keyboard.</summary>
public sealed class PairPageTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;
    private Viewer _operator = null!;

    private protected override async Task Begin()
    {
        _portal = await PortalProcess.Demo(Stop);
        _operator = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
    }

    [Fact]
    public async Task The_charts_are_drawn_at_once_and_read_out_by_the_keyboard()
    {
        await _operator.Go($"/pairs/{Pair}");
        var plot = Plot("Replication backlog");
        await plot.Locator("canvas").WaitForAsync();
        await Assertions.Expect(plot).ToHaveAttributeAsync("aria-valuetext", new Regex(@"^\d{2}:\d{2}:\d{2} · [\d.]+ [KMG]?B$"));

        await plot.FocusAsync();
        var newest = await Now(plot);
        await _operator.Page.Keyboard.PressAsync("Home");
        Assert.Equal("0", await plot.GetAttributeAsync("aria-valuenow"));
        // The demo was started just now: fifteen minutes ago nobody looked, and that is not a zero.
        Assert.EndsWith("not known", await plot.GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
        Assert.EndsWith("not known", await Readout("Replication backlog").InnerTextAsync(), StringComparison.Ordinal);
        Assert.EndsWith("not tried", await Readout("Protected service").InnerTextAsync(), StringComparison.Ordinal);
        await _operator.Page.Keyboard.PressAsync("PageUp");
        Assert.Equal("12", await plot.GetAttributeAsync("aria-valuenow"));
        await _operator.Page.Keyboard.PressAsync("Escape");
        Assert.True(await Now(plot) >= newest - 1);
    }

    [Fact]
    public async Task The_pointer_reads_out_both_charts_at_one_moment()
    {
        await _operator.Go($"/pairs/{Pair}");
        var plot = Plot("Protected service");
        await plot.Locator("canvas").WaitForAsync();

        await plot.HoverAsync(new() { Position = new() { X = 200, Y = 40 } });

        var (service, backlog) = (await Readout("Protected service").InnerTextAsync(), await Readout("Replication backlog").InnerTextAsync());
        Assert.EndsWith("not tried", service, StringComparison.Ordinal);
        Assert.Equal(service[..8], backlog[..8]);
    }

    [Fact]
    public async Task Another_theme_repaints_the_charts_and_no_width_makes_the_page_scroll_sideways()
    {
        await _operator.Go($"/pairs/{Pair}");
        await Plot("Replication backlog").Locator("canvas").WaitForAsync();
        var light = await Grid();
        await _operator.Page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Assertions.Expect(_operator.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Until(async () => await Grid() != light);

        foreach (var width in new[] { 360, 390, 768, 1024, 1440 })
        {
            await _operator.Page.SetViewportSizeAsync(width, 844);
            // The charts follow their card within a frame or two.
            await Until(() => _operator.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        }
    }

    [Fact]
    public async Task The_users_arrow_moves_with_the_role_at_a_switchover()
    {
        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await _operator.Go($"/pairs/{Pair}");
        await _operator.Page.Locator(".drop.to-primary").First.WaitForAsync();
        var before = await Arrow();

        await _operator.Shoot("pair-before");
        var run = await RunFlow.Begin(_operator, Pair, "Switchover");
        await _operator.Go($"/pairs/{Pair}");
        await RunFlow.ApproveToTheEnd(second, run, TimeSpan.FromMinutes(2));

        var topology = _operator.Page.GetByRole(AriaRole.Group, new() { Name = "Topology" });
        await Assertions.Expect(topology).ToContainTextAsync("served by Secondary");
        await Assertions.Expect(topology.GetByRole(AriaRole.Status)).ToContainTextAsync("Secondary active");
        await Until(async () => await Arrow() > before + 100);
        await Assertions.Expect(_operator.Page.GetByRole(AriaRole.Region, new() { Name = "What changed lately" })).ToContainTextAsync("The active role moved to Secondary");
        await _operator.Shoot("pair-switched");
    }

    [Fact]
    public async Task Watching_is_paused_for_everybody_and_goes_on_when_somebody_resumes()
    {
        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await second.Go($"/pairs/{Pair}");
        await _operator.Go($"/pairs/{Pair}");
        await _operator.PressWithReason("Pause watching…", "Pause watching", "The rack is moved.");

        foreach (var one in new[] { _operator, second })
        {
            await one.Page.GetByText("Watching is paused by operator.").WaitForAsync();
            await Assertions.Expect(one.Page.GetByRole(AriaRole.Group, new() { Name = "Topology" })).ToContainTextAsync("it is not known which server is active");
        }
        Assert.Equal(0, await _operator.Page.GetByRole(AriaRole.Link, new() { Name = "Plan a rolling patch" }).CountAsync());
        Assert.Equal(0, await second.Page.GetByRole(AriaRole.Button, new() { Name = "Resume watching…" }).CountAsync());
        await _operator.Shoot("pair-paused");

        await _operator.PressWithReason("Resume watching…", "Resume watching", "It stands.");
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Group, new() { Name = "Topology" })).ToContainTextAsync("served by Primary");
        Assert.Contains(await Audited.Entries(second), line => line.Contains("pair.watch-paused", StringComparison.Ordinal) && line.Contains("The rack is moved.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("print-01", "both servers say that they are active", "Both servers say that they are active.")]
    [InlineData("pay-gw-01", "unreachable", "Secondary is not reachable.")]
    public async Task What_is_wrong_with_a_pair_stands_first_with_what_to_do(string pair, string drawn, string said)
    {
        await _operator.Go($"/pairs/{pair}");

        await _operator.Page.Locator(".standing b", new() { HasText = said }).WaitForAsync();
        await Assertions.Expect(_operator.Page.GetByRole(AriaRole.Group, new() { Name = "Topology" })).ToContainTextAsync(drawn);
        await Assertions.Expect(_operator.Page.Locator(".standing").First).ToContainTextAsync("What to do:");
        await _operator.Shoot($"pair-{pair}");
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ILocator Plot(string chart) => _operator.Page.GetByRole(AriaRole.Slider, new() { NameRegex = new Regex($"^{chart}") });

    private ILocator Readout(string chart) => _operator.Page.Locator(".chart", new() { Has = Plot(chart) }).Locator("[data-readout]");

    private static async Task<int> Now(ILocator plot) => int.Parse((await plot.GetAttributeAsync("aria-valuenow"))!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<double> Arrow() => await _operator.Page.EvaluateAsync<double>("() => document.querySelector('.route .drop').getBoundingClientRect().x");

    // What the canvas was painted with, as one text.
    private async Task<string> Grid() => await _operator.Page.EvaluateAsync<string>("() => document.querySelectorAll('[data-canvas] canvas')[1].toDataURL()");

    // What the browser does by itself, within 20 s.
    private static async Task Until(Func<Task<bool>> there)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await there()) await Task.Delay(50, limit.Token);
    }
}
