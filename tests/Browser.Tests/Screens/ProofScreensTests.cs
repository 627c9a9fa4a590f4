using System.Text;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>An Admin makes a new signing key; then an export is verified in the page, whole and altered; each screen looked at by axe and walked through with the Tab key.</summary>
public sealed class ProofScreensTests(Chrome chrome) : Cast(chrome)
{
    private readonly Axe _axe = new();
    private readonly List<string> _stops = [];
    private readonly string _anchor = Path.Combine(Directory.CreateTempSubdirectory("pba").FullName, "anchor.log");
    private PortalProcess _portal = null!;

    [Fact]
    public async Task A_new_key_and_an_export_over_both_keys_verified_in_the_page()
    {
        _portal = await PortalProcess.Demo(Stop, ("Audit:AnchorFiles:0", _anchor));
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await two.Go("/audit/key");
        var first = await two.Page.GetByRole(AriaRole.Region, new() { Name = "For auditors" }).Locator(".id").InnerTextAsync();
        await Look(two, "signing key");
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
        await Look(two, "signing key, the second one");
        await two.Shoot("signing-key");

        var export = string.Concat((await Audited.Entries(two)).Select(line => line + "\n"));
        await two.Go("/audit/verify");
        await Look(two, "verify, empty");
        await Choose(two, export, anchor: true, first);
        await Found(two, "whole and proven");
        Assert.Contains("an anchor confirms the last one", await two.Page.GetByRole(AriaRole.Region, new() { Name = "Found" }).InnerTextAsync(), StringComparison.Ordinal);
        await Look(two, "verify, proven");
        await two.Shoot("verify-proven");

        await two.Go("/audit/verify");
        await Choose(two, export, anchor: false, "");
        await Found(two, "whole, tail unproven");
        await Look(two, "verify, unproven");

        await two.Go("/audit/verify");
        await Choose(two, export.Replace("A new year.", "No reason.", StringComparison.Ordinal), anchor: true, first);
        await Found(two, "wrong");
        Assert.Matches("WRONG at entry [0-9]+: Entry [0-9]+ was altered", await two.Page.GetByRole(AriaRole.Region, new() { Name = "Found" }).InnerTextAsync());
        await Look(two, "verify, wrong");
        await two.Shoot("verify-wrong");

        await two.Page.GetByLabel("Id of the first signing key").FillAsync("no key");
        await two.Press("Verify");
        await two.Page.GetByRole(AriaRole.Alert).GetByText("'no' is no id of a key.").WaitForAsync();
        Note($"{_axe.Screens} screens");
        Assert.Multiple(
            _axe.AssertNothingFound,
            () => Assert.True(_stops.Count == 0, $"{_stops.Count} faults on the way by Tab:\n{string.Join('\n', _stops)}"));
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

    /// <summary>Looks at it, and tabs through it wide and as on a phone.</summary>
    private async Task Look(Viewer viewer, string screen)
    {
        await _axe.Look(viewer, screen);
        _stops.AddRange(await Stops.Walk(viewer, screen));
        await viewer.Page.SetViewportSizeAsync(390, 844);
        _stops.AddRange(await Stops.Walk(viewer, $"{screen}, 390 px"));
        await viewer.Page.SetViewportSizeAsync(1440, 900);
    }
}
