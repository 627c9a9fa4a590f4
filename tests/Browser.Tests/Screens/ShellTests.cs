using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>What is the same on every screen: keys, help, colours, print, what a listener hears, and the demo's tour.</summary>
public sealed class ShellTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;
    private Viewer _operator = null!;

    private IPage Page => _operator.Page;

    private ILocator Tour => Page.Locator(".tour [role=status] b");

    private protected override async Task Begin()
    {
        _portal = await PortalProcess.Demo(Stop);
        _operator = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
    }

    [Fact]
    public async Task Shortcuts_lead_where_their_list_says_and_do_nothing_while_somebody_writes()
    {
        await _operator.Go("/");
        await Page.Keyboard.PressAsync("?");
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await dialog.WaitForAsync();
        var shortcuts = await dialog.Locator("[data-go]").EvaluateAllAsync<string[][]>("all => all.map(one => [one.dataset.keys, one.dataset.go])");
        Assert.NotEmpty(shortcuts);
        await Keys("g r");
        Assert.EndsWith("/", Page.Url, StringComparison.Ordinal);
        await Page.Keyboard.PressAsync("Escape");
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        await Page.Keyboard.PressAsync("/");
        await Assertions.Expect(Page.Locator("[data-search]")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("g r?/");
        await Assertions.Expect(Page.Locator("[data-search]")).ToHaveValueAsync("g r?/");
        Assert.False(await dialog.IsVisibleAsync());

        foreach (var one in shortcuts.Reverse())
        {
            // Another page than the one that it leads to.
            await _operator.Go("/pairs/wiki-01");
            await Keys(one[0]);
            await Page.WaitForURLAsync(new Uri(_portal.Address, one[1]).AbsoluteUri);
        }
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Help" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Everything replicated is in sync" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Why it matters" }).WaitForAsync();
    }

    [Fact]
    public async Task A_check_and_a_step_lead_to_what_they_mean_and_back_to_what_was_written()
    {
        await _operator.Go($"/pairs/{Pair}/plan?procedure=Switchover");
        await Page.GetByLabel("Reason").FillAsync("Written before the question came up");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Switch over to Secondary" }).First.ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "What users notice" }).WaitForAsync();
        await Page.GoBackAsync();
        await Assertions.Expect(Page.GetByLabel("Reason")).ToHaveValueAsync("Written before the question came up");
        await _operator.Press("Request only");
        await Page.WaitForURLAsync("**/runs/*");
        await Assertions.Expect(Page.Locator("[data-circuit=up]")).ToBeVisibleAsync();
        Assert.Empty(await Page.EvaluateAsync<string[]>("Object.keys(sessionStorage)"));
    }

    [Fact]
    public async Task Colours_follow_the_system_until_the_viewer_chooses_and_print_has_no_frame()
    {
        await _operator.Go("/");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await Background();
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await Background();
        Assert.NotEqual(light, dark);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Light", Exact = true }).ClickAsync();
        Assert.Equal(light, await Background());
        await _operator.Go("/runs");
        Assert.Equal(light, await Background());

        await Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).IsVisibleAsync());
        Assert.False(await Page.Locator(".tour").IsVisibleAsync());
        Assert.True(await Page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Exact = true }).IsVisibleAsync());
    }

    [Fact]
    public async Task A_portal_that_does_not_answer_says_so_and_for_how_long()
    {
        await _operator.Go("/");
        await _portal.Freeze();
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await Page.GetByText("The portal has not answered for").WaitForAsync();
        await _operator.Shoot("slow");
        await _portal.Thaw();
        await Page.GetByText("The portal has not answered for").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Page.WaitForURLAsync("**/runs");
    }

    [Fact]
    public async Task A_newcomer_is_led_through_a_patch_and_a_listener_hears_each_change_once()
    {
        await Assertions.Expect(Tour).ToHaveTextAsync("Open a pair");
        await _operator.Press("Leave the tour");
        await _operator.Go("/");
        await _operator.Press("Guided tour");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Show me" }).ClickAsync();
        await Assertions.Expect(Tour).ToHaveTextAsync("Plan a rolling patch");
        await _operator.Go($"/pairs/{Pair}/plan?procedure=Switchover");
        await Assertions.Expect(Tour).ToHaveTextAsync("Request it and start");
        await RunFlow.Request(_operator);
        await Assertions.Expect(Tour).ToHaveTextAsync("Let somebody else approve");
        await Hear();

        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await Assertions.Expect(second.Page.Locator(".tour [role=status] b")).ToHaveTextAsync("Approve the first dangerous step");
        var run = Page.Url.Split('/')[^1];
        await second.Go($"/pairs/{Pair}");
        await Hear(second.Page);
        var third = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await RunFlow.ApproveToTheEnd(third, run, TimeSpan.FromMinutes(2));

        await Assertions.Expect(Tour).ToHaveTextAsync("See the audit trail");
        var steps = await Heard(Page);
        Note(string.Join(" | ", steps));
        Assert.Contains(steps, said => said.StartsWith("Run completed", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(steps.Distinct().Count(), steps.Length);
        var roles = await Heard(second.Page);
        // Between the two roles neither server is active; on a busy machine for long enough to be said.
        Assert.Equal(["Secondary is active now, Primary passive."], roles.Where(said => said.Contains("is active now,", StringComparison.Ordinal)));
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task Keys(string keys)
    {
        foreach (var key in keys.Split(' ')) await Page.Keyboard.PressAsync(key);
    }

    private Task<string> Background() => Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private Task Hear() => Hear(Page);

    // What a polite live region of the page itself says, each time that it says something.
    private static Task Hear(IPage page) => page.EvaluateAsync("""
        () => {
            window.__heard = [];
            new MutationObserver(changes => {
                const said = new Set(changes.map(one => (one.target.nodeType === Node.TEXT_NODE ? one.target.parentElement : one.target)?.closest("main [role=status]")).filter(Boolean));
                for (const region of said) if (region.textContent.trim()) window.__heard.push(region.textContent.trim());
            }).observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true });
        }
        """);

    private static Task<string[]> Heard(IPage page) => page.EvaluateAsync<string[]>("window.__heard");
}
