using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>A decision at night, on a phone: many packages, a long reason, and the thumb alone.</summary>
public sealed class ApprovalPhoneTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;

    private protected override async Task Begin() =>
        _portal = await PortalProcess.Demo(Stop, ($"Remoting:Simulation:Pairs:{Pair}:Updates", "12"));

    [Fact]
    public async Task A_long_decision_fits_a_phone_and_is_made_by_keyboard_alone()
    {
        var (first, second) = (await SignedIn(_portal, "operator", _portal.PasswordOf("operator")), await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin")));
        await first.Go($"/pairs/{Pair}/plan?procedure=B");
        await RunFlow.Scanned(first);
        await first.Page.GetByLabel("Reason").FillAsync(string.Concat(Enumerable.Repeat("CVE-2026-0001/a-very-long-word-without-a-place-to-break-", 8)));
        await first.Press("Request and start");
        await first.Page.WaitForURLAsync(new Regex("/runs/"));
        var run = first.Page.Url.Split('/')[^1];
        var question = (await RunFlow.NextQuestion(second, run, TimeSpan.FromMinutes(1)))!;
        var page = second.Page;
        await page.SetViewportSizeAsync(390, 844);
        await second.Go("/approvals");
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Decide…" }).ClickAsync();
        await page.WaitForURLAsync(new Regex(Regex.Escape(question)));
        await second.Live();
        await page.GetByText("12 packages").First.WaitForAsync();
        // Each is closed no more once it was opened: the first of those left is the next one.
        var closed = page.Locator("details:not([open]) > summary");
        for (var left = await closed.CountAsync(); left > 0; left--) await closed.First.ClickAsync();
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Assertions.Expect(page.Locator("details[open] li")).Not.ToHaveCountAsync(0);
        foreach (var button in new[] { "Approve", "Reject" })
            Assert.True((await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).BoundingBoxAsync())!.Height >= 40, $"{button} is small for a thumb.");
        await second.Shoot("decision-long");

        await page.SetViewportSizeAsync(390, 844);
        var reason = page.GetByLabel("Reason");
        for (var i = 0; i < 60 && !await reason.EvaluateAsync<bool>("e => e === document.activeElement"); i++) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Looked at both servers");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(second.Password);
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("approved it").First.WaitForAsync();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
