using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>The pages about notifications, with a mail server that nobody runs: looked at by axe and walked through with the Tab key.</summary>
public sealed class NotificationScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    private PortalProcess _portal = null!;

    [Fact]
    public async Task A_person_sets_an_address_and_an_admin_sees_what_became_of_messages()
    {
        // Nothing listens on port 1: a test message is tried, fails, and waits for its next attempt.
        _portal = await PortalProcess.Demo(Stop,
            ("Notifications:Mail:Host", "127.0.0.1"), ("Notifications:Mail:Port", "1"), ("Notifications:Mail:Security", "None"), ("Notifications:Mail:From", "portal@example.com"));
        var admin = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await admin.Page.Locator("button[popovertarget=user-menu]").ClickAsync();
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Notifications", Exact = true }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Notifications", Exact = true }).WaitForAsync();
        await Look(admin, "notifications, nothing set");

        await admin.Page.GetByLabel("Your mail address").FillAsync("second.admin at example");
        await admin.Press("Save");
        await admin.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        await Look(admin, "notifications refused");
        await admin.Page.GetByLabel("Your mail address").FillAsync("second.admin@example.com");
        await admin.Page.GetByLabel("How my runs ended").UncheckAsync();
        await admin.Press("Save");
        await admin.Page.GetByText("Saved.").WaitForAsync();
        await admin.Press("Send me a test message");
        await admin.Page.GetByText("is on its way to you").WaitForAsync();
        await Look(admin, "notifications set");
        await admin.Page.ReloadAsync();
        await admin.Live();
        Assert.Equal("second.admin@example.com", await admin.Page.GetByLabel("Your mail address").InputValueAsync());
        Assert.False(await admin.Page.GetByLabel("How my runs ended").IsCheckedAsync());

        await admin.Go("/people");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "notification delivery" }).ClickAsync();
        await admin.Page.GetByText("the last message failed").WaitForAsync();
        await admin.Page.GetByText("The mail server cannot be reached (ConnectionRefused).").First.WaitForAsync();
        await Look(admin, "delivery, failing");
        await admin.Page.GetByLabel("Person").SelectOptionAsync(new SelectOptionValue { Label = "operator" });
        await admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Mail address" }).FillAsync("operator@example.com");
        await admin.Press("Save address");
        await admin.Page.GetByText("Saved.").WaitForAsync();

        var other = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        await other.Go("/settings/notifications");
        await Look(other, "delivery, may not");
        await other.Go("/account/notifications");
        Assert.Equal("operator@example.com", await other.Page.GetByLabel("Your mail address").InputValueAsync());

        Assert.DoesNotContain("@example.com", _portal.Output, StringComparison.Ordinal);
        AssertFine();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
