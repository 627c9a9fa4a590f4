using System.Diagnostics;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;
using Portal.Browser.Tests.Screens;

namespace Portal.Browser.Tests.Production;

/// <summary>A portal that dies under its pages, in production, with simulated pairs that outlive it.</summary>
public sealed class LostPortalTests(Chrome chrome) : Cast(chrome)
{
    private readonly string _states = Directory.CreateTempSubdirectory("pbs").FullName;
    private PortalProcess? _portal;

    [Fact]
    public async Task A_page_that_lost_the_portal_says_so_and_comes_back_by_itself()
    {
        var (portal, first) = await Simulated();
        await first.Go("/pairs/erp");
        var axe = new Axe();

        using (first.Complaints.Ignored())
        {
            await portal.Kill(Stop);
            var killed = Stopwatch.GetTimestamp();
            await first.Page.GetByText("Disconnected, reconnecting.").WaitForAsync(new() { Timeout = 5_000 });
            await first.Page.Locator("html[data-offline]").WaitForAsync(new() { Timeout = 5_000, State = WaitForSelectorState.Attached });
            Note($"the page said so after {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.00} s");
            await first.Shoot("disconnected");
            await axe.Look(first, "disconnected");
            Assert.Empty(await Stops.Walk(first, "disconnected"));
            Assert.Equal(0, await first.Page.Locator("main :is(button, input, select, textarea):not([inert])").CountAsync());
            await first.Page.GetByRole(AriaRole.Link, new() { Name = "Plan a rolling patch" }).FocusAsync();
            await first.Page.Keyboard.PressAsync("Enter");
            await first.Page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).First.ClickAsync(new() { Force = true });
            Assert.EndsWith("/pairs/erp", first.Page.Url, StringComparison.Ordinal);

            await portal.Start(Stop);
            var back = Stopwatch.GetTimestamp();
            await first.Back();
            Note($"the portal listened after {portal.StartTook.TotalSeconds:0.0} s, the page was live {Stopwatch.GetElapsedTime(back).TotalSeconds:0.0} s later");
        }
        Assert.Equal(0, await first.Page.Locator("[data-offline], [inert], a[aria-disabled]").CountAsync());
        axe.AssertNothingFound();
        await first.Page.GetByRole(AriaRole.Link, new() { Name = "Plan a rolling patch" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Scan both servers now" }).WaitForAsync();
    }

    [Fact]
    public async Task A_paused_run_is_still_paused_after_the_portal_was_killed()
    {
        var (portal, first) = await Simulated();
        var run = await RunFlow.Begin(first, "erp", "B");
        await first.Live();
        await first.Press("Pause");
        await RunFlow.Says(first, run, "Paused", TimeSpan.FromSeconds(30));

        using (first.Complaints.Ignored())
        {
            await portal.Kill(Stop);
            await portal.Start(Stop);
            await first.Back();
        }
        Note(await RunFlow.Says(first, run, "Paused", TimeSpan.FromSeconds(30)));
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true }).ClickAsync();
        await first.Says.Filter(new() { HasText = "Waits for a second admin." }).WaitForAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task What_somebody_wrote_is_there_again_after_the_portal_was_killed()
    {
        var (portal, first) = await Simulated();
        await first.Go("/pairs/erp/plan?procedure=B");
        await RunFlow.Scanned(first);
        await first.Page.GetByLabel("Reason").FillAsync("Payroll is done, said the night shift.");
        var package = first.Page.Locator("input[data-draft] ~ [role=table] [role=cell] input[type=checkbox]").First;
        await package.UncheckAsync();
        await first.Page.Locator("[data-draft-value*=Primary]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        using (first.Complaints.Ignored())
        {
            await portal.Kill(Stop);
            await portal.Start(Stop);
            await first.Back();
        }
        await Assertions.Expect(first.Page.GetByLabel("Reason")).ToHaveValueAsync("Payroll is done, said the night shift.");
        await Assertions.Expect(package).Not.ToBeCheckedAsync();
        Assert.DoesNotContain("assword", await first.Page.EvaluateAsync<string>("JSON.stringify(sessionStorage)"), StringComparison.Ordinal);
    }

    private async Task<(PortalProcess Portal, Viewer First)> Simulated()
    {
        _portal = await PortalProcess.Production(Stop,
            ("Remoting:Simulation:StateFolder", _states),
            ("Remoting:Simulation:Pairs:erp:Updates", "3"), ("Remoting:Simulation:Pairs:erp:RebootRequired", "true"), ("Pairs:erp:Engine", "simulated-patroni"),
            ("Pairs:erp:Primary:HostName", "erp-a"), ("Pairs:erp:Primary:Management", "10.0.0.1"),
            ("Pairs:erp:Secondary:HostName", "erp-b"), ("Pairs:erp:Secondary:Management", "10.0.0.2"));
        var first = await Enter(_portal, "first.admin");
        var (password, _) = await SetUpPage.Create(first, _portal, "first.admin", "second.admin");
        await first.SignIn(password);
        return (_portal, first);
    }

    private protected override async ValueTask End()
    {
        if (_portal is not null) await _portal.DisposeAsync();
        Directory.Delete(_states, recursive: true);
    }
}
