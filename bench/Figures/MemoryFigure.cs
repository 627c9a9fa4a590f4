using Portal.Bench.Portals;

namespace Portal.Bench.Figures;

/// <summary>Resident memory of the published portal that watches 100 simulated pairs.</summary>
internal static class MemoryFigure
{
    private const int Pairs = 100, Circuits = 2;
    private static readonly TimeSpan After = TimeSpan.FromSeconds(30);

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        await using var portal = SimulatedPairs.Declare(new PublishedPortal(), Pairs);
        await portal.Start(stop);
        var people = await TwoPeople.SetUp(portal, stop);
        await Task.Delay(After, stop);
        var alone = portal.Resident;
        await using var chromium = await Chromium.Open();
        for (var i = 0; i < Circuits; i++) await chromium.SignedIn(portal, people, "/");
        await Task.Delay(After, stop);
        Console.WriteLine(Statistics.Say($"resident memory with {Pairs} simulated pairs: {MiB(alone)} after {After.TotalSeconds} s, {MiB(portal.Resident)} with {Circuits} browsers on the list of pairs for {After.TotalSeconds} s (aim: under 250 MB)"));
    }

    private static string MiB(long bytes) => Statistics.Say($"{bytes / 1e6:0} MB");
}
