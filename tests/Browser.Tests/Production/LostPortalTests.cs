using System.Diagnostics;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Production;

/// <summary>A portal that dies under its pages, in production, with simulated pairs that outlive it.</summary>
public sealed class LostPortalTests(Chrome chrome) : Cast(chrome)
{
    private PortalProcess? _portal;

    [Fact]
    public async Task A_page_that_lost_the_portal_says_so_and_comes_back_by_itself()
    {
        var states = Directory.CreateTempSubdirectory("pbs").FullName;
        _portal = await PortalProcess.Production(Stop,
            ("Remoting:Simulation:StateFolder", states), ("Pairs:erp:Engine", "simulated-patroni"),
            ("Pairs:erp:Primary:HostName", "erp-a"), ("Pairs:erp:Primary:Management", "10.0.0.1"),
            ("Pairs:erp:Secondary:HostName", "erp-b"), ("Pairs:erp:Secondary:Management", "10.0.0.2"));
        var anna = await Enter(_portal, "anna.admin");
        var (password, _) = await SetUpPage.Create(anna, _portal, "anna.admin", "bert.admin");
        await anna.SignIn(password);
        await anna.Go("/pairs/erp");

        using (anna.Complaints.Ignored())
        {
            await _portal.Kill(Stop);
            var killed = Stopwatch.GetTimestamp();
            await anna.Page.GetByText("Disconnected, reconnecting.").WaitForAsync(new() { Timeout = 5_000 });
            await anna.Page.Locator("main[inert]").WaitForAsync(new() { Timeout = 5_000, State = WaitForSelectorState.Attached });
            Note($"the page said so after {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.00} s");
            await anna.Shoot("disconnected");

            await _portal.Start(Stop);
            var back = Stopwatch.GetTimestamp();
            await anna.Back();
            Note($"the portal listened after {_portal.StartTook.TotalSeconds:0.0} s, the page was live {Stopwatch.GetElapsedTime(back).TotalSeconds:0.0} s later");
        }
        Assert.Equal(0, await anna.Page.Locator("main[inert]").CountAsync());
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Plan a rolling patch" }).ClickAsync();
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Scan both servers now" }).WaitForAsync();
        Directory.Delete(states, recursive: true);
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
