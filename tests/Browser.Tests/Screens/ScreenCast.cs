using Portal.Browser.Tests.People;

namespace Portal.Browser.Tests.Screens;

/// <summary>People whose screens are looked at by axe and walked through with the Tab key; whatever is wrong is told at the end, all of it.</summary>
public abstract class ScreenCast(Chrome chrome) : Cast(chrome)
{
    private readonly Axe _axe = new();
    private readonly List<string> _stops = [];

    private protected async Task Look(Viewer viewer, string screen)
    {
        await _axe.Look(viewer, screen);
        // What is open is not left by Tab.
        if (await viewer.Page.Locator("[role=dialog]:visible, dialog[open], [popover]:popover-open").CountAsync() == 0) _stops.AddRange(await Stops.Walk(viewer, screen));
        await viewer.Page.SetViewportSizeAsync(1440, 900);
    }

    /// <summary>Looks at it, and tabs through it as on a phone, too, where the navigation lies over the page.</summary>
    private protected async Task LookTwice(Viewer viewer, string screen)
    {
        await Look(viewer, screen);
        await viewer.Page.SetViewportSizeAsync(390, 844);
        _stops.AddRange(await Stops.Walk(viewer, $"{screen}, 390 px"));
        await viewer.Page.SetViewportSizeAsync(1440, 900);
    }

    private protected void AssertFine()
    {
        Note($"{_axe.Screens} screens");
        Assert.Multiple(
            _axe.AssertNothingFound,
            () => Assert.True(_stops.Count == 0, $"{_stops.Count} faults on the way by Tab:\n{string.Join('\n', _stops)}"));
    }
}
