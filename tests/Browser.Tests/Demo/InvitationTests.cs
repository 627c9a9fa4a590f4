using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;
using Portal.Browser.Tests.Screens;

namespace Portal.Browser.Tests.Demo;

/// <summary>From an invitation to a session that is ended from elsewhere, each screen looked at by axe and walked through with the Tab key.</summary>
public sealed class InvitationTests(Chrome chrome) : Cast(chrome)
{
    private const string Chosen = "violet anchor teapot", Other = "yellow train window";
    private readonly Axe _axe = new();
    private readonly List<string> _stops = [];
    private PortalProcess _portal = null!;

    [Fact]
    public async Task Somebody_is_invited_chooses_a_password_on_the_phone_and_ends_the_session_of_another_browser()
    {
        _portal = await PortalProcess.Demo(Stop);
        var admin = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        var link = await Invite(admin);

        var phone = await Enter(_portal, "carla");
        await phone.Page.SetViewportSizeAsync(390, 844);
        await phone.GoPlain(link);
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Choose your password" }).WaitForAsync();
        await Look(phone, "invitation", phoneOnly: true);
        await phone.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("carla carla carla");
        await phone.Page.GetByLabel("The same once more").FillAsync("carla carla carla");
        await phone.Press("Set the password");
        await phone.Page.GetByRole(AriaRole.Alert).GetByText("The password contains the name.").WaitForAsync();
        await Look(phone, "invitation refused", phoneOnly: true);
        await phone.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Chosen);
        await phone.Page.GetByLabel("The same once more").FillAsync(Chosen);
        await phone.Page.Keyboard.PressAsync("Enter");
        await phone.Page.GetByText("Your password is set. Sign in with it.").WaitForAsync();
        await phone.SignIn(Chosen);
        var desk = await SignedIn(_portal, "carla", Chosen);
        await desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Pairs" }).WaitForAsync();

        await phone.GoPlain("/account/security");
        await Assertions.Expect(phone.Page.Locator(".sessions li")).ToHaveCountAsync(2);
        await Look(phone, "own sessions", phoneOnly: true);
        // The page of the desk notices by itself: nobody touches it.
        await phone.Page.Locator(".sessions li").GetByRole(AriaRole.Button).ClickAsync();
        await phone.Page.GetByText("Signed out there.").WaitForAsync();
        await desk.Page.WaitForURLAsync("**/account/sign-in?returnUrl=**", new() { Timeout = 60_000 });
        await phone.Go("/");

        await phone.GoPlain("/account/password");
        await Look(phone, "another password", phoneOnly: true);
        await phone.Page.GetByLabel("Your password").FillAsync(Chosen);
        await phone.Page.GetByLabel("New password", new() { Exact = true }).FillAsync(Other);
        await phone.Page.GetByLabel("The new one once more").FillAsync(Other);
        await phone.Press("Change the password");
        await phone.Page.GetByText("The new password counts from now on.").WaitForAsync();
        await phone.Go("/");

        await phone.GoPlain(link);
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "This link counts no more" }).WaitForAsync();
        await Look(phone, "invitation used", phoneOnly: true);
        await SignOut(admin, phone);
        Assert.DoesNotContain(link.Split('/')[^1], _portal.Output, StringComparison.Ordinal);
        AssertFine();
    }

    [Fact]
    public async Task An_admin_sees_open_links_withdraws_one_makes_another_and_gives_another_name()
    {
        _portal = await PortalProcess.Demo(Stop);
        var admin = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        var page = admin.Page;
        var link = await Invite(admin);
        await admin.Press("I have handed it over");
        var row = page.Locator(".people li").Filter(new() { HasText = "carla" });
        await row.GetByText("invitation until").WaitForAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Withdraw link" }).ClickAsync();
        await row.GetByText("no password").WaitForAsync();
        var guest = await Enter(_portal, "guest");
        await guest.GoPlain(link);
        await guest.Page.GetByText("This link counts no more").WaitForAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "New invitation" }).ClickAsync();
        await row.GetByText("invitation until").WaitForAsync();
        Assert.NotEqual(link, await Shown(admin));

        await row.GetByRole(AriaRole.Button, new() { Name = "Name, roles, groups" }).ClickAsync();
        await Look(admin, "a person's name, roles and groups");
        await row.GetByLabel("Name").FillAsync("Second.Admin");
        await row.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("is already taken").WaitForAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Name, roles, groups" }).ClickAsync();
        await row.GetByLabel("Name").FillAsync("carla.neu");
        await row.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Locator(".people li").Filter(new() { HasText = "carla.neu" }).WaitForAsync();

        await page.Locator(".people li").Filter(new() { HasText = "operator" }).GetByRole(AriaRole.Button, new() { Name = "New password" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Look(admin, "question before a link");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Make it and stop the old password now" }).ClickAsync();
        await page.GetByText("The link to a new password of operator is shown this once.").WaitForAsync();
        await Look(admin, "people with a link shown");
        AssertFine();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<string> Invite(Viewer admin)
    {
        await admin.Go("/people");
        await admin.Page.GetByRole(AriaRole.Region, new() { Name = "Create a person" }).GetByLabel("Name").FillAsync("carla");
        await admin.Press("Create");
        await admin.Page.GetByText("The invitation of carla is shown this once.").WaitForAsync();
        await Look(admin, "people with an invitation shown");
        return await Shown(admin);
    }

    /// <summary>Path of the link that the page shows.</summary>
    private static async Task<string> Shown(Viewer admin) => new Uri((await admin.Page.Locator("#shown-link").TextContentAsync())!).AbsolutePath;

    private async Task SignOut(Viewer admin, Viewer whom)
    {
        await whom.Go("/");
        await admin.Go("/people");
        await admin.Page.Locator(".people li").Filter(new() { HasText = "carla" }).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Look(admin, "question before a sign-out");
        await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await whom.Page.WaitForURLAsync("**/account/sign-in?returnUrl=**", new() { Timeout = 60_000 });
        await admin.Go("/audit?kind=session.");
        await admin.Page.GetByText("second.admin signed carla out at one place: Chrome on Linux.").First.WaitForAsync();
    }

    private async Task Look(Viewer viewer, string screen, bool phoneOnly = false)
    {
        await viewer.Shoot($"accounts-{screen.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal)}");
        await _axe.Look(viewer, screen);
        if (phoneOnly) await viewer.Page.SetViewportSizeAsync(390, 844);
        if (await viewer.Page.Locator("[role=dialog]:visible").CountAsync() == 0) _stops.AddRange(await Stops.Walk(viewer, screen));
    }

    private void AssertFine()
    {
        Note($"{_axe.Screens} screens");
        Assert.Multiple(
            _axe.AssertNothingFound,
            () => Assert.True(_stops.Count == 0, $"{_stops.Count} faults on the way by Tab:\n{string.Join('\n', _stops)}"));
    }
}
