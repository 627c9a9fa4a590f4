using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;
using Portal.Browser.Tests.Screens;

namespace Portal.Browser.Tests.Demo;

/// <summary>The plan's page: what is to come, and a rehearsal of it, by keyboard and on a phone.</summary>
public sealed class PlanTests(Chrome chrome) : Cast(chrome)
{
    private const string Plan = "/pairs/erp-db-01/plan?procedure=B";

    // More than the page has stops.
    private const int MostTabs = 80;
    private readonly Axe _axe = new();
    private PortalProcess _portal = null!;
    private Viewer _operator = null!;

    private ILocator Result => _operator.Page.GetByRole(AriaRole.Region, new() { Name = "Rehearsal, what would happen" });

    private protected override async Task Begin()
    {
        _portal = await PortalProcess.Demo(Stop);
        _operator = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        await _operator.Go(Plan);
        await RunFlow.Scanned(_operator);
    }

    [Fact]
    public async Task A_plan_is_rehearsed_by_keyboard_alone_and_the_pair_stays_as_it_was()
    {
        await TabTo("button:has-text('Rehearse')");
        await _operator.Page.Keyboard.PressAsync("Enter");

        await Result.WaitForAsync();
        await Assertions.Expect(Result).ToContainTextAsync("The run would come to its end");
        await Assertions.Expect(Result).ToContainTextAsync("It would wait for no operator.");
        await Assertions.Expect(Result.GetByText("Here a second admin is asked first")).ToHaveCountAsync(4);
        await Assertions.Expect(Result.GetByText("Users are without service for")).ToHaveCountAsync(2);
        await _operator.Shoot("plan-rehearsed");
        await _axe.Look(_operator, "plan rehearsed");
        Assert.Empty(await Stops.Walk(_operator, "plan rehearsed"));
        _axe.AssertNothingFound();

        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        var lines = await Audited.Entries(second);
        Assert.Single(lines, line => line.Contains("pair.rehearsed", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("\"run.", StringComparison.Ordinal));
        await second.Page.GetByText("The pair was not touched.").WaitForAsync();
    }

    [Fact]
    public async Task A_fault_is_chosen_by_keyboard_and_shows_where_the_run_would_wait()
    {
        await TabTo("#rehearsal-fault");
        await _operator.Page.Keyboard.TypeAsync("Secondary does not come back");
        await _operator.Page.Keyboard.PressAsync("Tab");
        await _operator.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Result).ToContainTextAsync("With a fault at step 4: Secondary does not come back after its reboot.");
        var held = Result.Locator(".held");
        await Assertions.Expect(held).ToContainTextAsync("Look again · It happened · It did not happen · Abort");
        await Assertions.Expect(held).ToContainTextAsync("Users are served: there is time.");
        await Assertions.Expect(Result).ToContainTextAsync("It would wait for an operator once.");
        await _operator.Shoot("plan-rehearsed-fault");
        await _axe.Look(_operator, "plan rehearsed with a fault");
        _axe.AssertNothingFound();
    }

    [Fact]
    public async Task On_a_phone_the_plan_is_read_cut_down_and_rehearsed()
    {
        await _operator.Page.SetViewportSizeAsync(390, 844);
        await Assertions.Expect(_operator.Page.Locator(".total")).ToHaveTextAsync(new Regex("^17 steps, 2 interruptions for users, .*, 4 approvals by a second admin\\.$"));
        await Assertions.Expect(_operator.Page.GetByText("second.admin can approve now")).ToBeVisibleAsync();

        await _operator.Page.GetByRole(AriaRole.Group, new() { Name = "Packages of Primary" }).GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^None") }).ClickAsync();
        await Assertions.Expect(_operator.Page.Locator(".total")).ToHaveTextAsync(new Regex("^7 steps, no interruption for users, .*, 1 approval by a second admin\\.$"));
        await _operator.Press("Rehearse");
        await Assertions.Expect(Result.GetByText("Here a second admin is asked first")).ToHaveCountAsync(1);
        await Assertions.Expect(Result).Not.ToContainTextAsync("another plan");

        await _operator.Page.GetByRole(AriaRole.Group, new() { Name = "Packages of Primary" }).GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^All") }).ClickAsync();
        await Assertions.Expect(Result).ToContainTextAsync("another plan");
        Assert.Equal(0, await _operator.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TabTo(string target)
    {
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            await _operator.Page.Keyboard.PressAsync("Tab");
            if (await _operator.Page.Locator($"{target}:focus").CountAsync() > 0) return;
        }
        Assert.Fail($"{target} is not reached by Tab.");
    }
}
