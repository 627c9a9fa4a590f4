using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>The screens of an emergency and of its review, looked at by axe and walked through with the Tab key.</summary>
public sealed class GlassScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    private PortalProcess _portal = null!;

    [Fact]
    public async Task The_pages_of_an_emergency()
    {
        _portal = await PortalProcess.Demo(Stop, ("Demo:BreakGlass", "true"));
        var (alone, second) = (await SignedIn(_portal, "operator", _portal.PasswordOf("operator")), await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin")));
        var run = await RunFlow.Begin(alone, "erp-db-01", "B");
        await RunFlow.NextQuestion(second, run, TimeSpan.FromMinutes(1));
        var emergency = alone.Says.GetByRole(AriaRole.Link, new() { Name = "In an emergency…" });
        await emergency.WaitForAsync();
        await LookTwice(alone, "run, a way out");
        await alone.Go((await emergency.GetAttributeAsync("href"))!);
        await LookTwice(alone, "decision, glass closed");
        await alone.Page.Locator("details.glass > summary").ClickAsync();
        await LookTwice(alone, "decision, glass open");
        await alone.Page.GetByLabel("What the emergency is").FillAsync("The site is down and nobody answers the phone.");
        await alone.Page.GetByLabel("Your password").FillAsync("not the password");
        await alone.Press("Break the glass and let it run");
        await alone.Page.GetByRole(AriaRole.Alert).GetByText("The password is wrong.").WaitForAsync();
        await alone.Live();
        await LookTwice(alone, "glass refused");
        await alone.Page.GetByLabel("Your password").FillAsync(alone.Password);
        await alone.Press("Break the glass and let it run");
        await alone.Page.GetByText("broke the glass at").WaitForAsync();
        await LookTwice(alone, "glass broken");

        foreach (var viewer in new[] { alone, second })
        {
            await viewer.Go($"/runs/{run}");
            await viewer.Page.GetByText("Glass broken, not reviewed yet.").WaitForAsync();
            await LookTwice(viewer, $"run with a broken glass, {viewer.Name}");
            await viewer.Go("/approvals");
            await LookTwice(viewer, $"board with a review, {viewer.Name}");
            await viewer.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^operator broke the glass") }).ClickAsync();
            await viewer.Page.GetByText("Was it right to break the glass?").WaitForAsync();
            await LookTwice(viewer, $"review, {viewer.Name}");
            await viewer.Go("/runs");
            await LookTwice(viewer, $"runs with a broken glass, {viewer.Name}");
        }
        await second.Go("/people");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Name, roles, groups" }).First.ClickAsync();
        await LookTwice(second, "roles with BreakGlass");
        AssertFine();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
