using Portal.Bench.Figures;
using Portal.Lab;
using Portal.Lab.Writing;

namespace Portal.Bench.Rolling;

/// <summary>The rolling patch of the lab's pair by a bare script and by the portal, turn about, each on a fresh pair.</summary>
internal static class RollingFigure
{
    private const int Usual = 3;

    private sealed record Round(TimeSpan Wall, WriterReport Writer, RunTimeline? Timeline);

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        await using var lab = await LabPair.Up(stop);
        var (bare, portal) = (new List<Round>(), new List<Round>());
        for (var i = 0; i < (rounds > 0 ? rounds : Usual); i++)
        {
            if (i > 0) await lab.Reset(stop);
            bare.Add(await Bare(stop));
            await lab.Reset(stop);
            portal.Add(await ByPortal(lab, stop));
        }
        Tell(bare, portal);
    }

    private static async Task<Round> Bare(CancellationToken stop)
    {
        await using var writer = await CommittedRowsWriter.Start(stop);
        var began = DateTimeOffset.UtcNow;
        var wall = await BareScript.Roll(stop);
        return Told("bare script", new Round(wall, await writer.Stop(stop), null), began);
    }

    private static async Task<Round> ByPortal(LabPair lab, CancellationToken stop)
    {
        await using var portal = await PortalRoll.Prepare(lab, stop);
        await using var writer = await CommittedRowsWriter.Start(stop);
        var timeline = await PortalRoll.Roll(portal, stop);
        PortalRoll.Print(timeline);
        return Told("portal", new Round(timeline.Wall, await writer.Stop(stop), timeline), timeline.Began);
    }

    private static Round Told(string who, Round round, DateTimeOffset began)
    {
        Console.WriteLine(Statistics.Say($"  {who,-12} {round.Wall.TotalSeconds,6:0.0} s; {round.Writer}"));
        Console.WriteLine($"      gaps over 250 ms: {string.Join(", ", round.Writer.Gaps.Select(g => Statistics.Say($"{g.Length.TotalSeconds:0.00} s at {(g.From - began).TotalSeconds:0.0} s")))}");
        return round;
    }

    private static void Tell(List<Round> bare, List<Round> portal)
    {
        double Wall(List<Round> of) => of.Select(r => r.Wall.TotalSeconds).Median();
        double Gap(List<Round> of) => of.Max(r => r.Writer.LongestGap.TotalSeconds);
        int Lost(List<Round> of) => of.Sum(r => r.Writer.Lost.Count);
        Console.WriteLine(Statistics.Say($"medians of {bare.Count}:  bare script {Wall(bare):0.0} s  portal {Wall(portal):0.0} s  ({(Wall(portal) / Wall(bare) - 1) * 100:+0.0;-0.0} %; aim: at most +5 %)"));
        Console.WriteLine(Statistics.Say($"longest gap:    bare script {Gap(bare):0.00} s  portal {Gap(portal):0.00} s"));
        Console.WriteLine(Statistics.Say($"rows lost:      bare script {Lost(bare)}  portal {Lost(portal)}"));
        Console.WriteLine(Statistics.Say($"the portal's own share of its wall time: {portal.Select(r => r.Timeline!.Own).Median() * 100:0.0} % (aim: under 5 %)"));
        Console.WriteLine($"gaps that the portal measured itself: {string.Join(", ", portal.SelectMany(r => r.Timeline!.Gaps).Select(g => Statistics.Say($"{g.TotalSeconds:0.00} s")))}");
    }
}
