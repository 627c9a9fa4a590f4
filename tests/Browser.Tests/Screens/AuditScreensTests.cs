using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>The audit explorer and the page of one entry: looked at by axe, walked through with the Tab key, and turned with the keyboard alone.</summary>
public sealed class AuditScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    private PortalProcess _portal = null!;

    [Fact]
    public async Task An_auditor_filters_opens_an_entry_and_takes_its_proof()
    {
        _portal = await PortalProcess.Demo(Stop);
        var person = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        await person.Go("/pairs/print-01");
        await person.PressWithReason("Pause watching…", "Pause watching", "=1+1\u202E<img src=x onerror=document.title='taken'>");
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Resume watching") }).First.WaitForAsync();
        var auditor = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));

        await auditor.Go("/audit");
        await auditor.Page.GetByRole(AriaRole.Search).GetByRole(AriaRole.Combobox).First.SelectOptionAsync("print-01");
        await Assertions.Expect(auditor.Page).ToHaveURLAsync(new Regex(@"/audit\?pair=print-01$"));
        await Assertions.Expect(auditor.Page.GetByText("1 entry fits")).ToBeVisibleAsync();
        await LookTwice(auditor, "audit, filtered");
        await auditor.Shoot("audit-filtered");

        // With the keyboard alone.
        await auditor.Page.Locator("li", new() { HasText = "onerror" }).Locator(".more a").FocusAsync();
        await auditor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(auditor.Page).ToHaveURLAsync(new Regex(@"/audit/entries/\d+$"));
        await auditor.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex(@"^Entry \d+$") }).WaitForAsync();
        await Assertions.Expect(auditor.Page.GetByRole(AriaRole.Region, new() { Name = "What it says" })).ToContainTextAsync(@"=1+1\u202e<img src=x");
        await Assertions.Expect(auditor.Page.GetByRole(AriaRole.Region, new() { Name = "Proof" }).GetByText("fits", new() { Exact = true })).Not.ToHaveCountAsync(0);
        await Assertions.Expect(auditor.Page.GetByText("does NOT fit")).ToHaveCountAsync(0);
        Assert.Equal(0, await auditor.Page.Locator("main img").CountAsync());
        Assert.DoesNotContain("taken", await auditor.Page.TitleAsync(), StringComparison.Ordinal);
        await LookTwice(auditor, "entry");
        await auditor.Shoot("audit-entry");

        var place = long.Parse(auditor.Page.Url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var download = await auditor.Page.RunAndWaitForDownloadAsync(() => auditor.Page.GetByRole(AriaRole.Link, new() { Name = "Take the proof along" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Stop);
        Assert.Equal($"\"seq\":{place},", Assert.Single(lines, line => line.Contains("\"body\":", StringComparison.Ordinal))[1..(place.ToString(System.Globalization.CultureInfo.InvariantCulture).Length + 8)]);
        await auditor.Page.GetByRole(AriaRole.Link, new() { Name = "Before it" }).FocusAsync();
        await auditor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(auditor.Page).ToHaveURLAsync(new Regex($"/audit/entries/{place - 1}$"));

        using (auditor.Complaints.Ignored())
        {
            foreach (var wrong in new[] { "/audit/entries/999999", "/audit/entries/0", "/audit/entries/x%22%3E%3Cscript%3E" })
            {
                Assert.Equal(404, (await auditor.Page.GotoAsync(new Uri(_portal.Address, wrong).AbsoluteUri))!.Status);
                await auditor.Live();
                await auditor.Page.GetByText("There is no such entry").WaitForAsync();
            }
            await LookTwice(auditor, "no entry");
        }
        await person.Go("/audit/entries/1");
        await person.Page.GetByText("Your roles do not include the audit trail").WaitForAsync();
        Assert.Equal(0, await person.Page.Locator("pre").CountAsync());
        AssertFine();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
