using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>The list of pairs as an expert works it, and as a phone shows it.</summary>
public sealed class PairsListTests(Chrome chrome) : Cast(chrome)
{
    private PortalProcess _portal = null!;
    private Viewer _operator = null!;

    private IPage Page => _operator.Page;

    private ILocator Rows => Page.Locator("tr[aria-rowindex] a[data-at]");

    private protected override async Task Begin()
    {
        _portal = await PortalProcess.Demo(Stop);
        _operator = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
    }

    [Fact]
    public async Task The_list_is_searched_walked_opened_and_left_by_keyboard_alone()
    {
        await _operator.Go("/");
        await Assertions.Expect(Page.Locator("tr[aria-rowindex='2'] .needs")).ToContainTextAsync("two actives");
        await Page.Keyboard.PressAsync("j");
        await Focused("Print queue");
        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Focused("Plant history");
        await Page.Keyboard.PressAsync("k");
        await Focused("Payment gateway");
        await Page.Keyboard.PressAsync("End");
        await Focused("Wiki");
        await Page.Keyboard.PressAsync("Home");
        await Focused("Print queue");

        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("graz");
        await Page.WaitForURLAsync(new Regex(@"\?q=graz$"));
        await Assertions.Expect(Rows).ToHaveCountAsync(2);
        await Page.Keyboard.PressAsync("ArrowDown");
        await Focused("ERP database");
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Rows).ToHaveCountAsync(12);
        await Focused("ERP database");

        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForURLAsync(new Regex("/pairs/erp-db-01$"));
        await Page.GoBackAsync();
        await Assertions.Expect(Rows).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task Tags_groups_and_order_stand_in_the_address_and_back_undoes_them()
    {
        await _operator.Go("/");
        await Page.Locator("tr:has-text('ERP database') .tag").GetByText("Graz").ClickAsync();
        await Page.WaitForURLAsync(new Regex(@"/\?tag=Graz$"));
        await Assertions.Expect(Rows).ToHaveTextAsync(["ERP database", "Mail"]);
        await Page.GetByLabel("Only pairs with the tag").SelectOptionAsync("prod");
        await Page.WaitForURLAsync(new Regex(@"/\?tag=Graz&tag=prod$"));
        await Page.GetByRole(AriaRole.Link, new() { Name = "Only with the tag Graz" }).ClickAsync();
        await Assertions.Expect(Rows).ToHaveCountAsync(6);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Group by tag" }).ClickAsync();
        await Page.Locator(".group").First.WaitForAsync();
        await Page.GetByRole(AriaRole.Columnheader, new() { Name = "Pair" }).GetByRole(AriaRole.Link).ClickAsync();
        await Page.WaitForURLAsync(new Regex(@"/\?tag=prod&group=tag&sort=name$"));
        await Assertions.Expect(Page.Locator(".group b")).ToHaveTextAsync(["Graz", "Linz", "Wien"]);
        await _operator.Shoot("pairs-grouped");

        // Folding is no place to go back to.
        await Page.GetByRole(AriaRole.Button, new() { Name = "Linz" }).FocusAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Page.WaitForURLAsync(new Regex("closed=Linz$"));
        await Assertions.Expect(Rows).ToHaveCountAsync(4);
        await Focused("Linz");

        await Page.GoBackAsync();
        await Page.WaitForURLAsync(new Regex(@"/\?tag=prod&group=tag$"));
        await Page.GoBackAsync();
        await Page.GoBackAsync();
        await Page.WaitForURLAsync(new Regex(@"/\?tag=Graz&tag=prod$"));
        await Assertions.Expect(Rows).ToHaveTextAsync(["ERP database", "Mail"]);
    }

    [Fact]
    public async Task A_view_that_is_kept_is_there_for_its_person_and_by_its_address_for_everybody()
    {
        await _operator.Go("/?need=updates&group=tag");
        await _operator.Press("Save view");
        await Page.GetByLabel("Name of the view").FillAsync("Patch day");
        await Page.Keyboard.PressAsync("Enter");
        var views = Page.GetByRole(AriaRole.Navigation, new() { Name = "Your views" });
        await views.GetByText("Patch day").WaitForAsync();
        await _operator.Shoot("pairs-views");

        await _operator.Go("/");
        await views.GetByText("Patch day").ClickAsync();
        await Page.WaitForURLAsync(new Regex(@"/\?need=updates&group=tag$"));
        await Assertions.Expect(views.Locator("[aria-current]")).ToHaveTextAsync("Patch day");

        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await second.Go("/?need=updates&group=tag");
        await Assertions.Expect(second.Page.Locator(".group b").First).ToHaveTextAsync("office");
        Assert.Equal(0, await second.Page.GetByText("Patch day").CountAsync());
    }

    [Fact]
    public async Task A_question_stands_first_for_who_may_answer_it_and_is_counted_beside()
    {
        var run = await RunFlow.Begin(_operator, "orders-db-04", "B");
        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await second.Go("/");
        var mine = second.Page.Locator("tr[aria-rowindex='2']");
        await Assertions.Expect(mine).ToContainTextAsync("Orders database", new() { Timeout = 60_000 });
        await Assertions.Expect(mine.GetByRole(AriaRole.Link, new() { Name = "waits for your approval" })).ToHaveAttributeAsync("href", new Regex($"^/approvals/{run}/"));
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Approvals\\s+1 waiting for you") })).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Runs\\s+1 under way") })).ToBeVisibleAsync();
        await second.Shoot("pairs-mine");

        await _operator.Go("/");
        await Assertions.Expect(Page.Locator("tr[aria-rowindex]:has-text('Orders database') .needs")).ToContainTextAsync("waits for a second admin");
        await Assertions.Expect(Page.Locator("tr[aria-rowindex='2']")).ToContainTextAsync("Print queue");
    }

    [Fact]
    public async Task On_a_phone_each_pair_is_a_card_with_nothing_cut_off()
    {
        await Page.SetViewportSizeAsync(390, 844);
        await _operator.Go("/?group=tag");
        await Rows.First.WaitForAsync();

        Assert.Equal(390, await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        var cut = await Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('tr[aria-rowindex] *')]
                .filter(e => e.getClientRects().length > 0 && !e.closest('.visually-hidden') && getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)
                .map(e => e.textContent.trim())
            """);
        Assert.Empty(cut);
        var outside = await Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('tr[aria-rowindex] *')]
                .filter(e => !e.closest('.visually-hidden') && e.getBoundingClientRect().width > 0 && (e.getBoundingClientRect().right > innerWidth || e.getBoundingClientRect().left < 0))
                .map(e => e.textContent.trim())
            """);
        Assert.Empty(outside);
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task Focused(string text) => Assertions.Expect(Page.Locator("[data-at]:focus")).ToContainTextAsync(text);
}
