using Microsoft.Playwright;

namespace Portal.Browser.Tests.People;

/// <summary>The audit trail as an auditor sees it.</summary>
internal static class Audited
{
    /// <summary>Has the whole chain verified in the page.</summary>
    public static async Task Verify(Viewer by)
    {
        await by.Go("/audit");
        await by.Press("Verify");
        await by.Page.GetByText("chain is whole").WaitForAsync();
    }

    /// <summary>Downloads the trail as JSON Lines.</summary>
    public static async Task<string[]> Entries(Viewer by) => await Download(by, "JSON Lines");

    /// <summary>Downloads the trail by the link of that name; its lines, without empty ones.</summary>
    public static async Task<string[]> Download(Viewer by, string format)
    {
        await by.Go("/audit");
        var download = await by.Page.RunAndWaitForDownloadAsync(() => by.Page.GetByRole(AriaRole.Link, new() { Name = format }).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
