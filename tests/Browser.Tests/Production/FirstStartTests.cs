using System.Diagnostics;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Production;

/// <summary>A fresh start in production: nobody has an account, and no wrong configuration gets that far.</summary>
public sealed class FirstStartTests(Chrome chrome) : Cast(chrome)
{
    private PortalProcess? _portal;

    [Fact]
    public async Task The_printed_link_creates_two_administrators_once()
    {
        _portal = await PortalProcess.Production(Stop);
        var one = await Enter(_portal, "admin.one");
        await one.Page.GotoAsync(_portal.Address.AbsoluteUri);
        Assert.EndsWith("/setup/waiting", one.Page.Url, StringComparison.Ordinal);

        var (first, second) = await SetUpPage.Create(one, _portal, "admin.one", "admin.two");
        await one.SignIn(first);
        var two = await SignedIn(_portal, "admin.two", second);
        foreach (var person in new[] { one, two })
        {
            await person.Page.Locator("button[popovertarget=user-menu]").ClickAsync();
            await person.Page.GetByText("Admin, Approver, Auditor, Operator, Viewer").WaitForAsync();
        }

        await one.Page.GotoAsync(_portal.SetUpLink.AbsoluteUri);
        await one.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "This link is not valid" }).WaitForAsync();
    }

    [Fact]
    public async Task A_wrong_appsettings_ends_the_start_with_sentences_and_code_1()
    {
        using var portal = Process.Start(new ProcessStartInfo("dotnet",
            [Repository.PortalProgram, "--environment", "Production", "--urls", "http://127.0.0.1:0", "--Pairs:pg:Engine", "patroni", "--Pairs:pg:Primary:Management", "10.0.0.21:x"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = portal.StandardError.ReadToEndAsync(Stop);
        await portal.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);

        Assert.Equal(1, portal.ExitCode);
        Assert.StartsWith("The portal did not start:", await said, StringComparison.Ordinal);
        Assert.Contains("Pairs:pg:Primary:Management is '10.0.0.21:x'. Write a host or an address", await said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", await said, StringComparison.Ordinal);
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
