using Microsoft.Playwright;
using Portal.Bench.Figures;
using Portal.Bench.Inside;
using Portal.Bench.Portals;

namespace Portal.Bench.List;

/// <summary>The list of 1,000 changing pairs in a browser: how long it keeps the person waiting, and what one more circuit costs the server.</summary>
internal static class ListFigure
{
    private const int Pairs = 1000, Usual = 3, Circuits = 10;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20), Watched = TimeSpan.FromSeconds(10), Limit = TimeSpan.FromSeconds(60);

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        await using var portal = SimulatedPairs.DeclareMotley(new PublishedPortal(), Pairs);
        var heap = Path.Combine(portal.Folder, "heap");
        await portal.Start(stop, ("DOTNET_STARTUP_HOOKS", typeof(ListFigure).Assembly.Location), (HeapReport.Variable, heap));
        var people = await TwoPeople.SetUp(portal, stop);
        await Task.Delay(Settle, stop);
        Console.WriteLine(Statistics.Say($"{Pairs} simulated pairs; {await Changes.PerSecond(portal, people, Watched, stop):0} visible changes a second in all (aim of the measurement: at least 50)"));
        await using var chromium = await Chromium.Open();
        for (var i = 0; i < (rounds > 0 ? rounds : Usual); i++) await Round(portal, people, chromium, stop);
        await Memory(portal, people, chromium, heap, stop);
    }

    private static async Task Round(PublishedPortal portal, TwoPeople people, Chromium chromium, CancellationToken stop)
    {
        var page = await chromium.SignedIn(portal, people, "/");
        await page.Locator("tr[aria-rowindex]").Nth(10).WaitForAsync();
        var (busy, began) = (portal.Cost, DateTimeOffset.UtcNow);
        foreach (var (what, act) in new (string, Func<IPage, CancellationToken, Task>)[] { ("typing in the search", Hands.Type), ("scrolling", Hands.Scroll), ("j and k", Hands.Walk) })
        {
            await Delays.Begin(page);
            await act(page, stop);
            Console.WriteLine($"  {what}: {await Delays.End(page)}; load {Machine.Load()}");
        }
        Console.WriteLine(Statistics.Say($"  the portal used {(portal.Cost - busy) / (DateTimeOffset.UtcNow - began):0.00} of a core meanwhile, with one browser on the list"));
        await page.Context.CloseAsync();
    }

    private static async Task Memory(PublishedPortal portal, TwoPeople people, Chromium chromium, string heap, CancellationToken stop)
    {
        // The first circuits of a process also load code: they are no measure of the next.
        var first = await chromium.SignedIn(portal, people, "/");
        await Task.Delay(Watched, stop);
        var (alive, resident) = (await Alive(heap, stop), portal.Resident);
        for (var i = 0; i < Circuits; i++) await (await Chromium.Another(first)).Locator("tr[aria-rowindex]").Nth(20).WaitForAsync();
        await Task.Delay(Watched, stop);
        var (aliveThen, residentThen) = (await Alive(heap, stop), portal.Resident);
        Console.WriteLine(Statistics.Say($"one circuit on the list, over {Circuits}: {(aliveThen - alive) / 1e6 / Circuits:0.00} MB alive on the heap, {(residentThen - resident) / 1e6 / Circuits:0.0} MB resident after a full collection (aim: under 2 MB; {alive / 1e6:0} and {resident / 1e6:0} MB before)"));
    }

    private static async Task<long> Alive(string heap, CancellationToken stop)
    {
        File.Delete($"{heap}.bytes");
        await File.WriteAllTextAsync(heap, "", stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        while (!File.Exists($"{heap}.bytes")) await Task.Delay(100, limit.Token);
        return long.Parse(await File.ReadAllTextAsync($"{heap}.bytes", stop), System.Globalization.CultureInfo.InvariantCulture);
    }
}
