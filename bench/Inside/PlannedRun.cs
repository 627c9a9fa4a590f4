using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Live;
using Portal.Runs;

namespace Portal.Bench.Inside;

/// <summary>Plans procedure B as the first of the two people would in the browser, through the portal's one gate; the hub plans nothing.</summary>
internal sealed class PlannedRun(IServiceProvider services)
{
    /// <summary>Printed with what follows, for the process that measures.</summary>
    public const string Mark = "bench:";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly IRunDesk _desk = services.GetRequiredService<IRunDesk>();
    private readonly IPairFeed _feed = services.GetRequiredService<IPairFeed>();
    private readonly IPeople _people = services.GetRequiredService<IPeople>();

    public static void Begin(IServiceProvider services) =>
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => _ = Task.Run(async () =>
        {
            try
            {
                using var limit = new CancellationTokenSource(Patience);
                await new PlannedRun(services).Run(limit.Token);
            }
#pragma warning disable CA1031 // Whatever went wrong, the measuring process has to be told.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Say($"failed {fault.ToString().ReplaceLineEndings(" ")}");
            }
        }));

    private async Task Run(CancellationToken stop)
    {
        var pair = services.GetRequiredService<IPairCatalog>().All[0].Id;
        var ana = await First(stop);
        await Scanned(ana, pair, stop);
        var wish = PlanWish.For(pair, ProcedureKind.B);
        var plan = Need(await _desk.Draft(ana, wish, stop));
        var run = Need(await _desk.Request(ana, wish, PlanDrafts.Compare(plan), "measurement", stop));
        Say($"planned {run}");
    }

    private async Task<UserId> First(CancellationToken stop)
    {
        while (true)
        {
            if (_people.All() is { Length: 2 } both) return both.MinBy(person => person.Name, StringComparer.Ordinal)!.Id;
            await Task.Delay(100, stop);
        }
    }

    private async Task Scanned(UserId by, PairId pair, CancellationToken stop)
    {
        while (_feed.Find(pair) is not { } view || Identities.Both.Any(i => !view.Snapshot[i].Reach.Is(Reachability.Reachable) || !view.Snapshot[i].Updates.IsKnown))
        {
            await Task.Delay(500, stop);
            if (_feed.Find(pair) is { } now && Identities.Both.All(i => now.Snapshot[i].Reach.Is(Reachability.Reachable))) await _desk.Scan(by, pair, stop);
        }
    }

    private static T Need<T>(Reply<T> reply) => reply switch
    {
        Reply<T>.Done done => done.Value,
        Reply<T>.Refused no => throw new InvalidOperationException($"{no.Why} {no.Remedy}"),
        _ => throw new InvalidOperationException("A reply is done or refused."),
    };

    private static void Say(string what) => Console.Out.WriteLine($"{Mark} {what}");
}
