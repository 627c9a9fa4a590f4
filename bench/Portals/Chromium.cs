using Microsoft.Playwright;

namespace Portal.Bench.Portals;

/// <summary>The system's Chromium, with one context for each person.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> Open()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") ?? "/usr/bin/chromium", Headless = true, Args = ["--no-sandbox", "--disable-gpu"],
        }));
    }

    /// <summary>A page of the portal whose circuit lives, in a context of its own.</summary>
    public async Task<IPage> SignedIn(PublishedPortal portal, TwoPeople people, string path)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        // On a loaded machine a page takes its time; the figures tell how long.
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(portal.Address, "/account/sign-in").AbsoluteUri);
        await page.GetByLabel("Name").FillAsync(people.First);
        await page.GetByLabel("Password").FillAsync(people.FirstPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Locator("[data-circuit=up]").WaitForAsync();
        await page.GotoAsync(new Uri(portal.Address, path).AbsoluteUri);
        await page.Locator("[data-circuit=up]").WaitForAsync();
        return page;
    }

    /// <summary>One more page of somebody who is signed in, with a circuit of its own: signing in again and again is refused after a while.</summary>
    public static async Task<IPage> Another(IPage beside)
    {
        var page = await beside.Context.NewPageAsync();
        await page.GotoAsync(beside.Url);
        await page.Locator("[data-circuit=up]").WaitForAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
