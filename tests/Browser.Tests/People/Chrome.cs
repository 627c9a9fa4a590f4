using Microsoft.Playwright;

namespace Portal.Browser.Tests.People;

/// <summary>The system's Chromium, started once for the whole test run.</summary>
public sealed class Chrome : IAsyncLifetime
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Program => Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") is { Length: > 0 } chosen ? chosen : "/usr/bin/chromium";

    /// <summary>The running browser; skips the test with the reason where there is none, and fails it in CI.</summary>
    public IBrowser Browser
    {
        get
        {
            if (_browser is { } browser) return browser;
            var lacking = $"There is no {Program}: tests/prepare installs Chromium, PORTAL_CHROMIUM names another one.";
            if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
                Assert.Fail($"{lacking} In CI (CI=true) browser tests may not be left out.");
            Assert.Skip(lacking);
            throw new InvalidOperationException(lacking);
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Flags });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
