using Portal.Bench.Portals;

namespace Portal.Bench.Figures;

/// <summary>From the start of the published portal's process to the first 200 of its sign-in page.</summary>
internal static class StartFigure
{
    private const int Usual = 5;

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        await using var portal = SimulatedPairs.Declare(new PublishedPortal(), 2);
        await portal.Start(stop);
        var first = portal.StartTook;
        await TwoPeople.SetUp(portal, stop);
        await portal.End();
        var (took, cost) = (new List<double>(), new List<double>());
        for (var i = 0; i < (rounds > 0 ? rounds : Usual); i++)
        {
            await portal.Start(stop);
            took.Add(portal.StartTook.TotalSeconds);
            cost.Add(portal.StartCost.TotalSeconds);
            await portal.End();
        }
        Console.WriteLine(Statistics.Say($"start to the sign-in page: median {took.Median():0.00} s of {took.Count} ({string.Join(", ", took.Select(t => Statistics.Say($"{t:0.00}")))}; aim: under 2 s), {cost.Median():0.00} s of processor time; the very first, which makes the database, {first.TotalSeconds:0.00} s"));
    }
}
