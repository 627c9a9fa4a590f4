using System.Text.Json;
using Portal.Browser.Tests.People;

namespace Portal.Browser.Tests.Screens;

/// <summary>A walk through a page with the Tab key alone.</summary>
internal static class Stops
{
    // More than any page has: who needs more presses is trapped.
    private const int Most = 250;

    private const string Begin = """
        () => {
            window.__seen = new Set();
            window.__last = null;
            // A page puts the focus on its title; the walk begins before the navigation.
            document.body.tabIndex = -1;
            document.body.focus();
            document.body.removeAttribute("tabindex");
            window.scrollTo(0, 0);
        }
        """;

    // What is wrong with the stop that has the focus; null at the end of the page or where it begins anew.
    private const string Look = """
        () => {
            const at = document.activeElement;
            // A field for a time has a stop for each of its parts.
            if (at && at === window.__last) return { what: "", faults: [] };
            if (!at || at === document.body || window.__seen.has(at)) return null;
            window.__seen.add(at);
            window.__last = at;
            const faults = [];
            const box = at.getBoundingClientRect();
            const outlined = (one, part) => { const style = one && getComputedStyle(one, part); return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1; };
            if (!outlined(at) && !outlined(at, "::after") && !outlined(at.closest("label"))) faults.push("its focus is not visible");
            if (box.width < 1 || box.height < 1) faults.push("it has no size");
            const inside = (x, y) => {
                const hit = document.elementFromPoint(x, y);
                return hit && (at.contains(hit) || hit.contains(at) || hit.closest("label")?.contains(at));
            };
            const xs = [box.left + 2, (box.left + box.right) / 2, box.right - 2], ys = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
            if (!xs.some(x => ys.some(y => inside(x, y)))) faults.push(`it is hidden behind something or out of sight (${Math.round(box.left)}, ${Math.round(box.top)})`);
            return { what: at.outerHTML.slice(0, 160), faults };
        }
        """;

    // Whatever can be reached by Tab, and was not.
    private const string Missed = """
        () => [...document.querySelectorAll("a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex='0']")]
            .filter(one => one.type !== "radio" && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert], [popover]:not(:popover-open)") && !window.__seen.has(one))
            .map(one => one.outerHTML.slice(0, 160))
        """;

    // A live page may take what has the focus from under somebody: a check that fails now stands elsewhere. A trap stays.
    private const int Tries = 3;

    /// <summary>Tabs from the page's beginning to its end, anew when something is wrong, since pages are live.</summary>
    /// <returns>What is wrong each time, a sentence each.</returns>
    public static async Task<IReadOnlyList<string>> Walk(Viewer viewer, string screen)
    {
        IReadOnlyList<string> faults = [];
        for (var tried = 0; tried < Tries; tried++)
        {
            faults = await WalkOnce(viewer, screen);
            if (faults.Count == 0) break;
        }
        return faults;
    }

    private static async Task<IReadOnlyList<string>> WalkOnce(Viewer viewer, string screen)
    {
        List<string> faults = [];
        var page = viewer.Page;
        await page.EvaluateAsync(Begin);
        var stops = 0;
        for (; stops < Most; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<JsonElement?>(Look) is not { ValueKind: JsonValueKind.Object } stop) break;
            foreach (var fault in stop.GetProperty("faults").EnumerateArray())
                faults.Add($"{screen}: {fault.GetString()}: {stop.GetProperty("what").GetString()}");
        }
        if (stops is 0 or Most) faults.Add($"{screen}: {stops} stops");
        foreach (var missed in await page.EvaluateAsync<string[]>(Missed)) faults.Add($"{screen}: never reached by Tab: {missed}");
        return faults;
    }
}
