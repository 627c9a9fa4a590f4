using Microsoft.Playwright;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.People;

/// <summary>One person at one browser: cookies and storage of their own.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private const int MostLoads = 4;
    private readonly IBrowserContext _context;
    private readonly Uri _home;

    private Viewer(string name, IBrowserContext context, IPage page, Uri home)
    {
        (Name, _context, Page, _home) = (name, context, page, home);
        Complaints = new Complaints(context, home);
    }

    public string Name { get; }

    /// <summary>The one that they signed in with; a decision takes it once more.</summary>
    public string Password { get; private set; } = "";

    public IPage Page { get; }

    public Complaints Complaints { get; }

    /// <summary>What the page says happens next: the one sentence of a run.</summary>
    public ILocator Says => Page.GetByRole(AriaRole.Region, new() { Name = "What happens next" });

    public static async Task<Viewer> Open(IBrowser browser, Uri home, string name)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Light, AcceptDownloads = true });
        context.SetDefaultTimeout(20_000);
        return new Viewer(name, context, await context.NewPageAsync(), home);
    }

    /// <summary>Goes to a page and waits until its circuit lives: what was rendered before cannot be clicked.</summary>
    public async Task Go(string path)
    {
        await Load(path);
        await Live();
    }

    /// <summary>Goes to a page without a circuit: sign-in, set-up, one's own security.</summary>
    public Task GoPlain(string path) => Load(path);

    // A page whose scripts the browser broke off stays dead: it is loaded anew, as a person would.
    private async Task Load(string path)
    {
        for (var tries = 1; ; tries++)
        {
            Complaints.WereBrokenOff();
            try
            {
                await Page.GotoAsync(new Uri(_home, path).AbsoluteUri);
                if (tries == MostLoads || !Complaints.WereBrokenOff()) return;
            }
            catch (PlaywrightException fault) when (tries < MostLoads && fault.Message.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal))
            {
                // The page itself was broken off.
            }
        }
    }

    /// <summary>Waits until a page that had lost the portal has it again.</summary>
    public async Task Back()
    {
        await Page.Locator("html:not([data-offline])").WaitForAsync(new() { Timeout = 30_000 });
        await Live();
    }

    public Task Live() => Page.Locator("[data-circuit=up]").WaitForAsync(new() { Timeout = 30_000 });

    public async Task SignIn(string password)
    {
        Password = password;
        await Load("/account/sign-in");
        await Page.GetByLabel("Name").FillAsync(Name);
        await Page.GetByLabel("Password").FillAsync(password);
        await Press("Sign in");
        await Live();
    }

    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Presses a button that asks for a reason, and gives it.</summary>
    public async Task PressWithReason(string button, string confirm, string reason)
    {
        await Press(button);
        await Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync(reason);
        await Press(confirm);
    }

    /// <summary>Keeps the page as artifacts/screenshots/{name}-*.png: wide and as on a phone, light and dark.</summary>
    public async Task Shoot(string name)
    {
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await Page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await Page.ScreenshotAsync(new() { Path = Shot($"{name}-{width}-{scheme.ToString().ToLowerInvariant()}"), FullPage = true });
            }
        }
        await Page.SetViewportSizeAsync(1440, 900);
    }

    /// <summary>One picture of what the person sees, for a failed test.</summary>
    public Task ShootOnce(string name) => Page.ScreenshotAsync(new() { Path = Shot($"{name}-{Name}"), FullPage = true, Timeout = 5_000 });

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static string Shot(string name) => Path.Combine(Repository.Artifacts("screenshots"), $"{name}.png");
}
