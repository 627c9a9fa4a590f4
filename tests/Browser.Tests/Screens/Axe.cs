using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;

namespace Portal.Browser.Tests.Screens;

/// <summary>axe-core's rules for WCAG 2.2 AA and best practice, on what a person sees, wide and as on a phone, light and dark.</summary>
internal sealed class Axe
{
    private static readonly AxeRunOptions All = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        // 24 px targets are off unless they are asked for.
        Rules = new() { ["target-size"] = new() { Enabled = true } },
        ResultTypes = [ResultType.Violations],
    };

    // Names, order and sizes do not depend on the scheme.
    private static readonly AxeRunOptions Colours = new()
    {
        RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] },
        ResultTypes = [ResultType.Violations],
    };

    private readonly List<string> _found = [];

    /// <summary>Screens looked at, each in four ways.</summary>
    public int Screens { get; private set; }

    /// <summary>Fails with all that was found on all screens.</summary>
    public void AssertNothingFound() => Assert.True(_found.Count == 0, $"{_found.Count} findings on {Screens} screens:\n{string.Join('\n', _found)}");

    /// <summary>Looks at what the viewer has before them; what is open stays open.</summary>
    public async Task Look(Viewer viewer, string screen)
    {
        Screens++;
        var page = viewer.Page;
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                // Colours that are on their way to others have no contrast of their own.
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                Note($"{screen} {width} {scheme}", await page.RunAxe(scheme == ColorScheme.Light ? All : Colours));
            }
            await Fits(page, screen, width);
        }
        // The narrowest phone, and what a window of 1440 px leaves at four times its size.
        await page.SetViewportSizeAsync(360, 640);
        await Fits(page, screen, 360);
        await page.SetViewportSizeAsync(1440, 900);
    }

    private async Task Fits(IPage page, string screen, int width)
    {
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var over)
            _found.Add($"{screen} {width}: the page is {over} px wider than the window");
    }

    private void Note(string where, AxeResult result)
    {
        foreach (var violation in result.Violations)
            foreach (var node in violation.Nodes.Take(4))
                _found.Add($"{where}: {violation.Id} ({violation.Help}) at {node.Target}: {node.Html}\n    {Why(node)}");
    }

    private static string Why(AxeResultNode node) =>
        string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message).Distinct());
}
