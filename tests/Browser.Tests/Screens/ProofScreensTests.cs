using System.Text;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>An Admin makes a new signing key; then an export is verified in the page, whole and altered; each screen looked at by axe and walked through with the Tab key.</summary>
public sealed class ProofScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    private readonly string _anchor = Path.Combine(Directory.CreateTempSubdirectory("pba").FullName, "anchor.log");
    private PortalProcess _portal = null!;

    [Fact]
    public async Task A_new_key_and_an_export_over_both_keys_verified_in_the_page()
    {
        _portal = await PortalProcess.Demo(Stop, ("Audit:AnchorFiles:0", _anchor));
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await two.Go("/audit/key");
        var first = await two.Page.GetByRole(AriaRole.Region, new() { Name = "For auditors" }).Locator(".id").InnerTextAsync();
        await LookTwice(two, "signing key");
        await two.Page.GetByLabel("Reason").FillAsync("A new year.");
        await two.Page.GetByLabel("Your password").FillAsync("not the password");
        await two.Press("Make a new key");
        await two.Page.GetByRole(AriaRole.Alert).GetByText("The password is wrong.").WaitForAsync();
        await two.Live();
        Assert.Equal("A new year.", await two.Page.GetByLabel("Reason").InputValueAsync());
        await two.Page.GetByLabel("Your password").FillAsync(two.Password);
        await two.Press("Make a new key");
        await two.Page.GetByText($"vouched for by {first[..8]}").WaitForAsync();
        await two.Live();
        await LookTwice(two, "signing key, the second one");
        await two.Shoot("signing-key");

        var export = string.Concat((await Audited.Entries(two)).Select(line => line + "\n"));
        await two.Go("/audit/verify");
        await LookTwice(two, "verify, empty");
        await Choose(two, export, anchor: true, first);
        await Found(two, "whole and proven");
        Assert.Contains("an anchor confirms the last one", await two.Page.GetByRole(AriaRole.Region, new() { Name = "Found" }).InnerTextAsync(), StringComparison.Ordinal);
        await LookTwice(two, "verify, proven");
        await two.Shoot("verify-proven");

        await two.Go("/audit/verify");
        await Choose(two, export, anchor: false, "");
        await Found(two, "whole, tail unproven");
        await LookTwice(two, "verify, unproven");

        await two.Go("/audit/verify");
        await Choose(two, export.Replace("A new year.", "No reason.", StringComparison.Ordinal), anchor: true, first);
        await Found(two, "wrong");
        Assert.Matches("WRONG at entry [0-9]+: Entry [0-9]+ was altered", await two.Page.GetByRole(AriaRole.Region, new() { Name = "Found" }).InnerTextAsync());
        await LookTwice(two, "verify, wrong");
        await two.Shoot("verify-wrong");

        await two.Page.GetByLabel("Id of the first signing key").FillAsync("no key");
        await two.Press("Verify");
        await two.Page.GetByRole(AriaRole.Alert).GetByText("'no' is no id of a key.").WaitForAsync();
        AssertFine();
    }

    private protected override async ValueTask End()
    {
        if (_portal is not null) await _portal.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_anchor)!, recursive: true);
    }

    private async Task Choose(Viewer viewer, string export, bool anchor, string key)
    {
        await viewer.Page.GetByLabel("Export (JSON Lines)").SetInputFilesAsync(new FilePayload { Name = "export.jsonl", MimeType = "application/jsonl", Buffer = Encoding.UTF8.GetBytes(export) });
        if (anchor) await viewer.Page.GetByLabel("Anchors").SetInputFilesAsync(_anchor);
        await viewer.Page.GetByLabel("Id of the first signing key").FillAsync(key);
        await viewer.Press("Verify");
    }

    private static Task Found(Viewer viewer, string what) => viewer.Page.GetByRole(AriaRole.Region, new() { Name = "Found" }).GetByText(what, new() { Exact = true }).WaitForAsync();
}
