using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;
using Portal.Browser.Tests.Screens;

namespace Portal.Browser.Tests.Production;

/// <summary>What takes two Admins, by two people in their browsers, the second one on a phone.</summary>
public sealed class TwoAdminsTests(Chrome chrome) : Cast(chrome)
{
    private readonly Axe _axe = new();
    private PortalProcess? _portal;

    [Fact]
    public async Task A_second_admin_confirms_an_account_and_accepts_a_policy_with_a_fresh_credential()
    {
        _portal = await PortalProcess.Production(Stop);
        var one = await Enter(_portal, "admin.one");
        var (first, second) = await SetUpPage.Create(one, _portal, "admin.one", "admin.two");
        await one.SignIn(first);
        var two = await SignedIn(_portal, "admin.two", second);
        await two.Page.SetViewportSizeAsync(390, 844);

        await one.Go("/people");
        await one.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "admin.one" }).GetByRole(AriaRole.Button, new() { Name = "Name, roles, groups" }).ClickAsync();
        await one.Page.GetByLabel("Groups").FillAsync("dba");
        await one.Press("Save");
        var waiting = one.Page.GetByRole(AriaRole.Region, new() { Name = "Waits for a second Admin" });
        await waiting.GetByRole(AriaRole.Link, new() { Name = "admin.one" }).ClickAsync();
        await one.Page.GetByText("You cannot confirm this.").WaitForAsync();
        await _axe.Look(one, "an account that I may not confirm");

        await two.Go("/people");
        await two.Page.GetByRole(AriaRole.Region, new() { Name = "Waits for a second Admin" }).WaitForAsync();
        await two.Shoot("accounts-that-wait");
        await two.Page.GetByRole(AriaRole.Region, new() { Name = "Waits for a second Admin" }).GetByRole(AriaRole.Link, new() { Name = "admin.one" }).ClickAsync();
        await two.Page.GetByText("admin.one put the person into the group dba").WaitForAsync();
        await _axe.Look(two, "an account to confirm");
        await two.Page.SetViewportSizeAsync(390, 844);
        await two.Shoot("account-to-confirm");
        await Answer(two, "Confirm", "not the password", "She told me.");
        await two.Page.GetByRole(AriaRole.Alert).GetByText("The password is wrong.").WaitForAsync();
        await Assertions.Expect(two.Page.GetByLabel("Reason")).ToHaveValueAsync("She told me.");
        await Answer(two, "Confirm", second, "She told me.");
        await two.Page.GetByText("Nothing waits for a second Admin").WaitForAsync();

        await one.Go("/settings/policy");
        await one.Press("Change the policy…");
        await one.Page.GetByLabel("Groups").FillAsync("dba");
        await one.Press("Add this rule to the draft");
        await one.Page.GetByLabel("Reason for the change").FillAsync("Auditors ask for it.");
        await one.Press("Propose the draft");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).WaitForAsync();

        await two.Go("/settings/policy");
        await _axe.Look(two, "a policy to accept");
        await two.Page.SetViewportSizeAsync(390, 844);
        await two.Shoot("policy-to-accept");
        await Answer(two, "Accept", second, "Read every rule.");
        await two.Page.GetByRole(AriaRole.Heading, new() { Name = "What counts now, version 1" }).WaitForAsync();
        _axe.AssertNothingFound();
    }

    private static async Task Answer(Viewer by, string press, string password, string reason)
    {
        await by.Live();
        await by.Page.GetByLabel("Reason").FillAsync(reason);
        await by.Page.GetByLabel("Your password").FillAsync(password);
        await by.Press(press);
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
