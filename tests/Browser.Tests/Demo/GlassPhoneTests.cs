using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>An emergency at night, on a phone and by keyboard alone, from the run that waits to the board that is empty again.</summary>
public sealed class GlassPhoneTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;

    private protected override async Task Begin() => _portal = await PortalProcess.Demo(Stop, ("Demo:BreakGlass", "true"));

    [Fact]
    public async Task Who_is_alone_breaks_the_glass_and_somebody_else_reviews_it_after_the_run_has_ended()
    {
        var (alone, second) = (await SignedIn(_portal, "operator", _portal.PasswordOf("operator")), await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin")));
        var run = await RunFlow.Begin(alone, Pair, "B");
        await Phone(alone);
        var emergency = alone.Says.GetByRole(AriaRole.Link, new() { Name = "In an emergency…" });
        await emergency.WaitForAsync(new() { Timeout = 60_000 });
        await Reach(alone, emergency);
        await alone.Page.Keyboard.PressAsync("Enter");
        await alone.Page.WaitForURLAsync(new Regex("/approvals/"));
        await alone.Live();
        await alone.Page.GetByText("You cannot decide this.").WaitForAsync();
        await alone.Shoot("glass-closed");

        await Phone(alone);
        var red = alone.Page.GetByRole(AriaRole.Button, new() { Name = "Break the glass and let it run" });
        Assert.False(await red.IsVisibleAsync());
        await Reach(alone, alone.Page.Locator("details.glass > summary"));
        await alone.Page.Keyboard.PressAsync("Enter");
        await Reach(alone, alone.Page.GetByLabel("What the emergency is"));
        await alone.Page.Keyboard.TypeAsync("The site is");
        await alone.Page.GetByText("; 11 so far").WaitForAsync();
        await alone.Page.Keyboard.PressAsync("Tab");
        await alone.Page.Keyboard.TypeAsync(alone.Password);
        await alone.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(red).ToBeFocusedAsync();
        Assert.True((await red.BoundingBoxAsync())!.Height >= 40, "The button is small for a thumb.");
        await alone.Page.Keyboard.PressAsync("Enter");
        // Too short: the browser keeps it, and leads back to the reason.
        await Assertions.Expect(alone.Page.GetByLabel("What the emergency is")).ToBeFocusedAsync();
        await alone.Page.Keyboard.PressAsync("End");
        await alone.Page.Keyboard.TypeAsync(" down and nobody answers the phone.");
        Assert.Equal(390, await alone.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await alone.Shoot("glass-open");
        await Phone(alone);
        await Reach(alone, red);
        await alone.Page.Keyboard.PressAsync("Enter");
        await alone.Page.GetByText("broke the glass at").WaitForAsync();

        await RunFlow.ApproveToTheEnd(second, run, TimeSpan.FromMinutes(3));
        await alone.Go($"/runs/{run}");
        await alone.Page.GetByText("Glass broken, not reviewed yet.").WaitForAsync();
        await alone.Page.GetByText("You cannot review it: operator").WaitForAsync();
        await alone.Shoot("glass-run");

        await Phone(second);
        await second.Go("/approvals");
        await second.Page.GetByRole(AriaRole.Heading, new() { Name = "To be reviewed · 1" }).WaitForAsync();
        await second.Shoot("glass-board");
        await Phone(second);
        await Reach(second, second.Page.GetByRole(AriaRole.Link, new() { Name = "Review…" }));
        await second.Page.Keyboard.PressAsync("Enter");
        await second.Page.WaitForURLAsync(new Regex("/review/"));
        await second.Live();
        await second.Page.GetByText("The step ran without its approvals.").WaitForAsync();
        await second.Shoot("glass-review");
        await Phone(second);
        await Reach(second, second.Page.GetByLabel("Reason"));
        await second.Page.Keyboard.TypeAsync("Two of us were on call; the list was old.");
        await second.Page.Keyboard.PressAsync("Tab");
        await second.Page.Keyboard.TypeAsync(second.Password);
        await Reach(second, second.Page.GetByRole(AriaRole.Button, new() { Name = "It was not right" }));
        await second.Page.Keyboard.PressAsync("Enter");
        await second.Page.GetByText("Reviewed: it was not right").WaitForAsync();
        await second.Shoot("glass-reviewed");

        await second.Go("/approvals");
        await second.Page.GetByText("It was not right. Two of us were on call").WaitForAsync();
        Assert.Equal(0, await second.Page.GetByText("To be reviewed").CountAsync());
        await second.Shoot("glass-decided");
        await second.Go("/audit?kind=approval.");
        await second.Page.GetByText("may run without its approvals, proven by password").First.WaitForAsync();
        await alone.Go($"/runs/{run}");
        await alone.Page.GetByText("Glass broken, reviewed: not right.").WaitForAsync();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Task Phone(Viewer by) => by.Page.SetViewportSizeAsync(390, 844);

    /// <summary>Goes there with the Tab key alone.</summary>
    private static async Task Reach(Viewer by, ILocator place)
    {
        for (var i = 0; i < 120 && !await place.EvaluateAsync<bool>("e => e === document.activeElement"); i++) await by.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(place).ToBeFocusedAsync();
    }
}
