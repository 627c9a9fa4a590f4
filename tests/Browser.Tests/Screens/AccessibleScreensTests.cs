using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>Every screen and state of the demo, looked at by axe and walked through with the Tab key.</summary>
public sealed class AccessibleScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;

    [Fact]
    public async Task Pages_for_people_who_are_not_signed_in()
    {
        _portal = await PortalProcess.Demo(Stop);
        var nobody = await Enter(_portal, "nobody");
        await nobody.Page.GotoAsync(new Uri(_portal.Address, "/account/sign-in").AbsoluteUri);
        await Look(nobody, "sign-in");
        await nobody.Page.GetByLabel("Name").FillAsync("operator");
        await nobody.Page.GetByLabel("Password").FillAsync("not the password");
        await nobody.Press("Sign in");
        await nobody.Page.GetByRole(AriaRole.Alert).First.WaitForAsync();
        await Look(nobody, "sign-in refused");
        foreach (var path in new[] { "/error", "/status/400", "/status/403", "/status/404" })
        {
            await nobody.Page.GotoAsync(new Uri(_portal.Address, path).AbsoluteUri);
            await Look(nobody, path);
        }
        AssertFine();
    }

    [Fact]
    public async Task The_pages_of_a_first_start()
    {
        _portal = await PortalProcess.Production(Stop);
        var first = await Enter(_portal, "first.admin");
        await first.Page.GotoAsync(_portal.Address.AbsoluteUri);
        await Look(first, "set-up waiting");
        await first.Page.GotoAsync(_portal.SetUpLink.AbsoluteUri);
        await Look(first, "set-up");
        foreach (var group in await first.Page.GetByRole(AriaRole.Group, new() { NameRegex = new Regex("^(First|Second) person$") }).AllAsync())
        {
            await group.GetByLabel("Name").FillAsync("the.same");
            await group.GetByLabel("Password").FillAsync("password1234");
        }
        await first.Press("Create both");
        await first.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        await Look(first, "set-up refused");
        var (password, _) = await SetUpPage.Create(first, _portal, "first.admin", "second.admin");
        await Look(first, "set-up done");
        await first.Page.GotoAsync(_portal.SetUpLink.AbsoluteUri);
        await Look(first, "set-up link used");
        await first.SignIn(password);
        await Look(first, "no pairs");
        AssertFine();
    }

    [Fact]
    public async Task The_pages_of_an_operator_before_anything_happens()
    {
        _portal = await PortalProcess.Demo(Stop);
        var one = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        await one.Page.GetByRole(AriaRole.Link, new() { Name = "ERP database" }).WaitForAsync();
        await LookTwice(one, "pairs");
        foreach (var path in new[]
        {
            "/?need=unreachable", "/?q=nothing-has-this-name", "/pairs/erp-db-01", "/pairs/print-01", "/pairs/pay-gw-01", "/pairs/no-such-pair",
            "/pairs/erp-db-01/plan", "/pairs/no-such-pair/plan", "/pairs/erp-db-01/plan?procedure=Switchover", "/pairs/badge-01/plan?procedure=BackToNormal",
            "/pairs/erp-db-01/enrol/primary", "/pairs/erp-db-01/enrol/neither", "/runs", "/runs?show=open", "/runs/no-such-run", "/approvals", "/approvals/no-such/step", "/audit", "/people", "/nowhere",
            "/help", "/help/checks/in-sync", "/help/people", "/help/nothing",
        })
        {
            // What is not there is answered with 404, which the console tells as an error.
            using (path is "/nowhere" ? one.Complaints.Ignored() : null)
            {
                await one.Page.GotoAsync(new Uri(_portal.Address, path).AbsoluteUri);
                if (path is not "/nowhere") await one.Live();
            }
            await Look(one, path);
        }
        await one.Go("/pairs/orders-db-04/plan?procedure=B");
        await RunFlow.Scanned(one);
        await LookTwice(one, "plan with packages");
        await one.Page.Locator("button[popovertarget=user-menu]").ClickAsync();
        await Look(one, "user menu");
        await one.Page.Keyboard.PressAsync("Escape");
        await one.Page.Keyboard.PressAsync("?");
        await one.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Look(one, "shortcuts");
        await one.Page.Keyboard.PressAsync("Escape");
        await one.Press("Leave the tour");
        await Look(one, "without the tour");
        await one.Go("/?need=updates&group=tag");
        await one.Press("Save view");
        await one.Page.GetByLabel("Name of the view").FillAsync("Patch day");
        await Look(one, "naming a view");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await one.Page.GetByRole(AriaRole.Navigation, new() { Name = "Your views" }).GetByText("Patch day").WaitForAsync();
        await LookTwice(one, "pairs with a view");
        AssertFine();
    }

    [Fact]
    public async Task The_pages_of_a_run_from_request_to_end()
    {
        _portal = await PortalProcess.Demo(Stop);
        var one = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        var run = await RunFlow.Begin(one, Pair, "B");
        var question = await RunFlow.NextQuestion(two, run, TimeSpan.FromMinutes(1));
        await one.Go($"/runs/{run}");
        await one.Says.Filter(new() { HasText = "second admin" }).WaitForAsync();
        await Look(one, "run waits");
        await one.Go("/approvals");
        await Look(one, "approvals, others'");
        await one.Go(question!);
        await Look(one, "decision, may not");
        await two.Go($"/runs/{run}");
        await LookTwice(two, "run waits for the viewer");
        await two.Go("/approvals");
        await Look(two, "approvals, mine");
        await two.Go(question!);
        await LookTwice(two, "decision");
        await RunFlow.Decide(two, "Reject", "Payroll runs until six.");
        await one.Go($"/runs/{run}");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Resume and ask anew" }).WaitForAsync();
        await Look(one, "run held");
        await one.Press("Abort…");
        await one.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").WaitForAsync();
        await Look(one, "dialog for a reason");
        await one.Page.Keyboard.PressAsync("Escape");
        await one.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await one.Press("Resume and ask anew");
        await RunFlow.ApproveToTheEnd(two, run, TimeSpan.FromMinutes(3));
        await one.Go($"/runs/{run}");
        await LookTwice(one, "run completed");
        await one.Go("/runs");
        await Look(one, "runs");
        await one.Go("/approvals/history");
        await Look(one, "history of approvals");
        await one.Page.GetByLabel("Result").SelectOptionAsync("rejected");
        await one.Page.GetByText("Clear all filters").WaitForAsync();
        Assert.Equal(["rejected"], await one.Page.Locator("main ul.card .chip").AllInnerTextsAsync());
        await one.Go($"/pairs/{Pair}");
        await Look(one, "pair with a past");
        AssertFine();
    }

    [Fact]
    public async Task The_pages_of_administrators_and_auditors()
    {
        _portal = await PortalProcess.Demo(Stop);
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await Audited.Verify(two);
        await LookTwice(two, "audit verified");
        await two.Go("/audit?kind=run.");
        await Look(two, "audit without entries");
        await two.Go("/reports");
        await two.Page.GetByText("No run did anything in this time").First.WaitForAsync();
        await Look(two, "reports without runs");
        foreach (var path in new[] { "/people", "/pairs/erp-db-01/enrol/primary", "/pairs/erp-db-01" })
        {
            await two.Go(path);
            await Look(two, $"{path} as Admin");
        }
        await two.Go("/people");
        await two.Page.GetByLabel("Name").FillAsync("third.admin");
        await two.Page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await two.Page.GetByText("is shown this once").WaitForAsync();
        await LookTwice(two, "people with an invitation");
        await two.Press("I have handed it over");
        var third = two.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "third.admin" });
        await third.GetByRole(AriaRole.Button, new() { Name = "Name, roles, groups" }).ClickAsync();
        await third.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).WaitForAsync();
        await LookTwice(two, "roles of a person");
        await third.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Look(two, "question before deactivating");
        await two.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await third.GetByRole(AriaRole.Button, new() { Name = "Let in again" }).WaitForAsync();
        await Look(two, "people with one deactivated");
        await two.Go("/settings/policy");
        await LookTwice(two, "policy");
        await two.Press("Change the policy…");
        await two.Page.GetByLabel("Where it counts").SelectOptionAsync("pairs with a tag");
        await two.Page.GetByLabel("Tag", new() { Exact = true }).FillAsync("prod");
        await two.Page.GetByLabel("How many approvers").FillAsync("2");
        await LookTwice(two, "policy, a rule");
        await two.Press("Add this rule to the draft");
        await two.Page.GetByText("2 different approvers").WaitForAsync();
        await two.Page.GetByLabel("Reason for the change").FillAsync("Auditors ask for it.");
        await two.Press("Propose the draft");
        await two.Page.GetByText("Waits for a second Admin").WaitForAsync();
        await LookTwice(two, "policy, proposed");
        AssertFine();
    }

    [Fact]
    public async Task The_page_of_ones_own_security()
    {
        _portal = await PortalProcess.Demo(Stop);
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        var (app, _) = await CodeApp.SetUp(two, screen => LookTwice(two, screen));
        await two.GoPlain("/account/security");
        await LookTwice(two, "own security with a code app");
        await two.Page.Locator("[data-code]").FillAsync("000000");
        await two.Press("Make new recovery codes");
        await two.Page.GetByRole(AriaRole.Alert).GetByText("The code is wrong.").WaitForAsync();
        await Look(two, "own security, refused");
        await two.Page.Locator("[data-code]").FillAsync(app.Next());
        await two.Press("Make new recovery codes");
        await two.Page.GetByText("New recovery codes count from now on").WaitForAsync();
        var one = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        await CodeApp.SetUp(one, _ => Task.CompletedTask);
        await two.Go("/people");
        await Look(two, "people with a second factor");
        await two.Press("Reset second factor");
        await two.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Look(two, "question before a reset");
        await two.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Reset", Exact = true }).ClickAsync();
        await Assertions.Expect(two.Page.GetByRole(AriaRole.Button, new() { Name = "Reset second factor" })).ToHaveCountAsync(0);
        AssertFine();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
