using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>Decisions with more than a password, on a phone.</summary>
public sealed class SecondFactorTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;

    [Fact]
    public async Task A_code_app_is_set_up_and_approves_and_its_code_counts_once()
    {
        _portal = await PortalProcess.Demo(Stop);
        var (first, second) = (await SignedIn(_portal, "operator", _portal.PasswordOf("operator")), await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin")));
        var run = await RunFlow.Begin(first, Pair, "B");
        await second.Page.SetViewportSizeAsync(390, 844);
        var (app, recovery) = await CodeApp.SetUp(second, _ => FitsPhone(second));
        Assert.Equal(10, recovery.Count);

        var question = (await RunFlow.NextQuestion(second, run, TimeSpan.FromMinutes(1)))!;
        await second.Go(question);
        await FitsPhone(second);
        Assert.Equal(0, await second.Page.GetByLabel("Your password").CountAsync());
        var code = app.Next();
        await Decide(second, "000000", "Kept words.");
        await second.Page.GetByRole(AriaRole.Alert).GetByText("The code is wrong.").WaitForAsync();
        await Assertions.Expect(second.Page.GetByLabel("Reason")).ToHaveValueAsync("Kept words.");
        await Assertions.Expect(second.Page.Locator("[data-code]")).ToHaveValueAsync("");
        await second.Live();
        await Decide(second, code, "Looked at both servers.");
        await second.Page.GetByText("approved it").First.WaitForAsync();

        question = (await RunFlow.NextQuestion(second, run, TimeSpan.FromMinutes(2)))!;
        await second.Go(question);
        await Decide(second, code, "With the code of before.");
        await second.Page.GetByRole(AriaRole.Alert).GetByText("This code was used already.").WaitForAsync();
        await second.Live();
        await Decide(second, recovery[0], "The phone is lost.");
        await second.Page.GetByText("approved it").First.WaitForAsync();
        await Proven(second, "totp", "recovery code");
    }

    [Fact]
    public async Task A_passkey_is_added_and_approves()
    {
        _portal = await PortalProcess.Demo(Stop, ("Approvals:Demand", "passkey"));
        var (first, second) = (await SignedIn(_portal, "operator", _portal.PasswordOf("operator")), await SignedInAtName(_portal, "second.admin"));
        var run = await RunFlow.Begin(first, Pair, "B");
        var page = second.Page;
        await page.SetViewportSizeAsync(390, 844);
        var question = (await RunFlow.NextQuestion(second, run, TimeSpan.FromMinutes(1)))!;
        await second.Go(question);
        await page.GetByText("This takes a passkey here, and you have none.").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).CountAsync());
        await FitsPhone(second);

        await Authenticator(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "your account's security" }).ClickAsync();
        await page.GetByLabel("Your password").FillAsync(second.Password);
        await second.Press("Add a passkey");
        await page.GetByLabel("Name of the passkey").FillAsync("Phone");
        await FitsPhone(second);
        await second.Press("Make the passkey");
        await page.GetByText("The passkey was added.").WaitForAsync();
        Assert.Equal(10, await page.Locator(".codes li").CountAsync());

        await second.Go(question);
        await page.GetByText("Approve and Reject ask for your passkey.").WaitForAsync();
        await FitsPhone(second);
        await page.GetByLabel("Reason").FillAsync("Looked at both servers.");
        await second.Press("Approve");
        await page.GetByText("approved it").First.WaitForAsync();
        await Proven(second, "passkey");

        await second.GoPlain("/account/security");
        await second.Press("Remove the passkey 'Phone'");
        await page.GetByText("The passkey was removed.").WaitForAsync();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task Decide(Viewer by, string code, string reason)
    {
        await by.Page.GetByLabel("Reason").FillAsync(reason);
        await by.Page.Locator("[data-code]").FillAsync(code);
        await by.Press("Approve");
        await by.Page.WaitForURLAsync(new Regex("/approvals/"));
    }

    private static async Task Proven(Viewer by, params string[] how)
    {
        await by.Page.SetViewportSizeAsync(1440, 900);
        await by.Go("/audit?kind=approval.");
        foreach (var word in how) await by.Page.GetByText($"proven by {word}.").First.WaitForAsync();
    }

    private static async Task FitsPhone(Viewer by) => Assert.Equal(390, await by.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

    // The browser's own simulated authenticator: it has the person's finger, and says so.
    private static async Task Authenticator(IPage page)
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("WebAuthn.enable");
        await tools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
