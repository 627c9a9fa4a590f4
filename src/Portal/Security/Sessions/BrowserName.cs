namespace Portal.Security.Sessions;

/// <summary>A browser in words, so that its owner knows it again. Browsers say of themselves what they like: good for a list, never for a decision.</summary>
public static class BrowserName
{
    // In this order: each browser names those before it in the history as well.
    private static readonly (string Token, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Token, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>'Firefox on Windows', 'Chrome', or 'a program' where nothing is known.</summary>
    /// <param name="agent">The header User-Agent.</param>
    public static string Of(string? agent) => (First(Browsers, agent), First(Systems, agent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => $"a program on {system}",
        _ => "a program",
    };

    private static string? First((string Token, string Name)[] known, string? agent) =>
        agent is null ? null : known.FirstOrDefault(one => agent.Contains(one.Token, StringComparison.Ordinal)).Name;
}
