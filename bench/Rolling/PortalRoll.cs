using Portal.Bench.Inside;
using Portal.Bench.Portals;
using Portal.Core.Runs;
using Portal.Lab;
using Portal.Storage;
using Portal.Storage.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Portal.Bench.Rolling;

/// <summary>The same patch by the published portal, procedure B, approvals given at once.</summary>
internal static class PortalRoll
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    public static async Task<PublishedPortal> Prepare(LabPair lab, CancellationToken stop)
    {
        var portal = new PublishedPortal();
        await EnrolledLab.Declare(portal, lab, stop);
        return portal;
    }

    /// <summary>Plans, starts and approves the run, and reads its entries back from the ledger.</summary>
    public static async Task<RunTimeline> Roll(PublishedPortal portal, CancellationToken stop)
    {
        var (people, run) = await Planned(portal, stop);
        var held = await Approvals.Drive(portal, people, run, stop).WaitAsync(Limit, stop);
        // The interruption of the last switchover is written a second after the end.
        await Task.Delay(TimeSpan.FromSeconds(2), stop);
        await portal.End();
        var timeline = await Read(portal);
        if (held is null) return timeline;
        Print(timeline);
        throw new InvalidOperationException($"The run did not end: {held}\n{portal.Output}");
    }

    /// <summary>Starts the portal, makes the two people, and has the first of them plan procedure B for its first pair.</summary>
    /// <returns>The two people, and the id of the run that they requested.</returns>
    public static async Task<(TwoPeople People, string Run)> Planned(PublishedPortal portal, CancellationToken stop)
    {
        var planned = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        portal.Printed += line =>
        {
            if (line.StartsWith(PlannedRun.Mark, StringComparison.Ordinal)) planned.TrySetResult(line[PlannedRun.Mark.Length..].Trim());
        };
        await portal.Start(stop, ("DOTNET_STARTUP_HOOKS", typeof(PortalRoll).Assembly.Location));
        var people = await TwoPeople.SetUp(portal, stop);
        return await planned.Task.WaitAsync(Limit, stop) is ['p', 'l', 'a', 'n', 'n', 'e', 'd', ' ', .. var run] ? (people, run) : throw new InvalidOperationException($"{planned.Task.Result}\n{portal.Output}");
    }

    public static void Print(RunTimeline timeline)
    {
        var at = TimeSpan.Zero;
        foreach (var one in timeline.Stretches)
        {
            at += one.Took;
            Console.WriteLine(Figures.Statistics.Say($"      {at.TotalSeconds,6:0.00} s  {one.Took.TotalMilliseconds,6:0} ms {one.For,-7} -> {Name(one.To)}"));
        }
    }

    private static async Task<RunTimeline> Read(PublishedPortal portal)
    {
        using var database = PortalDatabase.Open(portal.Database);
        await using var watch = new LedgerWatch(NullLogger<LedgerWatch>.Instance);
        var ledger = SqliteLedger.Open(database, watch, TimeProvider.System);
        var run = ledger.Streams(Streams.RunPrefix)[^1];
        return RunTimeline.Of(ledger.Read(run).Select(Streams.Read));
    }

    private static string Name(RunEvent e) => e switch
    {
        RunEvent.StepStarted s => $"{s.Step} started {s.Effect?.GetType().Name}",
        RunEvent.EffectEnded s => $"{s.Step} ended",
        RunEvent.StepDone s => $"{s.Step} done",
        RunEvent.StepSkipped s => $"{s.Step} skipped",
        RunEvent.ApprovalAsked s => $"{s.Request.Step} asked",
        RunEvent.Approved s => $"{s.Step} approved",
        RunEvent.Held s => $"{s.Step} held: {s.Why}",
        _ => e.GetType().Name,
    };
}
