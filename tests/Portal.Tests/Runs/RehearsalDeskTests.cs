using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;
using Portal.Runs.Rehearsals;
using Portal.Tests.Pages;
using Portal.Tests.Storage;
using Portal.Tests.Web;

namespace Portal.Tests.Runs;

public sealed class RehearsalDeskTests : IDisposable
{
    private readonly TestLedger _ledger = new();
    private readonly Story _story = Story.Planned();
    private readonly FakeDesk _gate = new();
    private readonly PairFeed _feed = new();
    private readonly RehearsalDesk _desk;

    public RehearsalDeskTests()
    {
        _gate.Drafting = wish => PlanDrafts.Make(wish, _story.Pair, Story.Engine, _story.Snapshot, Story.Olga.Id, "draft", null, _story.Time.GetUtcNow());
        _feed.Publish(_story.View() with { Run = null });
        _desk = new RehearsalDesk(_gate, _feed, Rehearsed.Stages, _ledger.Ledger, _story.Time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static PlanWish Wish { get; } = PlanWish.For(new PairId("erp-db-01"), ProcedureKind.B);

    private Plan Draft => Assert.IsType<Reply<Plan>.Done>(_gate.Drafting(Wish)).Value;

    private Task<Reply<RehearsalReport>> Rehearse(RehearsedFault? fault = null, string? digest = null, Action<RehearsalProgress>? progress = null, CancellationToken? stop = null) =>
        _desk.Rehearse(Story.Olga.Id, Wish, digest ?? PlanDrafts.Compare(Draft), fault, progress ?? (_ => { }), stop ?? Stop);

    [Fact]
    public async Task It_leaves_one_entry_that_says_who_which_plan_which_fault_and_how_it_ended()
    {
        var fault = _desk.FaultsOf(Draft).First(f => f.Id.StartsWith("reboot-never-returns", StringComparison.Ordinal));

        var report = Assert.IsType<Reply<RehearsalReport>.Done>(await Rehearse(fault)).Value;

        Assert.Equal(RehearsalEnd.Completed, report.End);
        var entry = Assert.Single(_ledger.Ledger.All());
        Assert.Equal(("pair.rehearsed", Story.Olga.Id, "rehearsal/erp-db-01"), (entry.Kind, entry.Actor, entry.Stream.Value));
        Assert.Contains(PlanDrafts.Compare(Draft), entry.Data);
        var sentence = AuditSentences.Of(entry, new AuditNames(_ => "Olga", (_, step) => step.Value));
        Assert.Contains("Olga rehearsed procedure B for erp-db-01 in memory, with a fault at step B3: Secondary does not come back after its reboot.", sentence);
        Assert.Contains("It waited for an operator once, and came to its end. The pair was not touched.", sentence);
    }

    [Fact]
    public async Task What_the_gate_refuses_to_draft_is_not_rehearsed()
    {
        _gate.Drafting = _ => new Reply<Plan>.Refused("Vera does not hold the Operator role.", "Ask an Admin.");

        var no = Assert.IsType<Reply<RehearsalReport>.Refused>(await Rehearse(digest: "x"));

        Assert.Equal("Vera does not hold the Operator role.", no.Why);
        Assert.Empty(_ledger.Ledger.All());
    }

    [Fact]
    public async Task Another_plan_than_the_one_that_was_seen_is_refused() =>
        Assert.Contains("changed", Assert.IsType<Reply<RehearsalReport>.Refused>(await Rehearse(digest: "another")).Why);

    [Fact]
    public async Task A_fault_that_the_plan_has_no_step_for_is_refused() =>
        Assert.Contains("cannot go wrong", Assert.IsType<Reply<RehearsalReport>.Refused>(await Rehearse(new RehearsedFault(new StepId("B1"), "unheard-of", "x"))).Why);

    [Fact]
    public async Task A_third_one_at_once_is_refused_and_a_stopped_one_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        using var begun = new CountdownEvent(2);
        using var go = new ManualResetEventSlim();
        void Block(RehearsalProgress at)
        {
            if (at.Done > 0 || go.IsSet) return;
            begun.Signal();
            go.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
        }
        var two = new[] { Rehearse(progress: Block, stop: stop.Token), Rehearse(progress: Block, stop: stop.Token) };
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30), Stop));

        Assert.Contains("under way already", Assert.IsType<Reply<RehearsalReport>.Refused>(await Rehearse()).Why);

        await stop.CancelAsync();
        go.Set();
        foreach (var one in two) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Empty(_ledger.Ledger.All());
        Assert.IsType<Reply<RehearsalReport>.Done>(await Rehearse());
    }

    [Fact]
    public async Task Outside_the_window_it_begins_when_the_window_opens()
    {
        var pair = _story.Pair with { Windows = [new MaintenanceWindow([DayOfWeek.Monday], new TimeOnly(2, 0), new TimeOnly(4, 0), "UTC")] };
        _feed.Publish(_story.View() with { Run = null, Pair = pair });

        var report = Assert.IsType<Reply<RehearsalReport>.Done>(await Rehearse()).Value;

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero), report.Begins);
        Assert.Equal((RehearsalEnd.Completed, 0), (report.End, report.Holds.Length));
    }

    [Fact]
    public void Neither_the_desk_nor_a_rehearsal_is_given_a_way_to_a_server()
    {
        Type[] ways = [typeof(IPairLinks), typeof(IServiceProbes), typeof(IEnrolments), typeof(IGrainFactory), typeof(IServiceProvider), typeof(OwnerPorts)];
        Type[] rehearsing = [.. typeof(RehearsalDesk).Assembly.GetTypes().Concat(Rehearsed.Stages.GetType().Assembly.GetTypes())
            .Where(t => t.Namespace is { } space && space.EndsWith(".Rehearsals", StringComparison.Ordinal))];
        Assert.Contains(typeof(Rehearsal), rehearsing);
        Assert.Contains(Rehearsed.Stages.GetType(), rehearsing);

        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var given = rehearsing.SelectMany(t => t.GetFields(all).Select(f => f.FieldType).Concat(t.GetConstructors(all).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType)));

        Assert.DoesNotContain(given, t => ways.Contains(t) || t.FullName == "Portal.Remoting.Simulation.SimulatedWorld");
    }

    [Fact]
    public async Task A_real_pair_is_rehearsed_and_nobody_knocks_at_its_servers()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = server.LocalEndpoint.ToString();
        var pair = _story.Pair with
        {
            Engine = Rehearsed.Patroni.Kind,
            Primary = _story.Pair.Primary with { Management = address, ChannelAddress = address },
            Secondary = _story.Pair.Secondary with { Management = address, ChannelAddress = address },
            Probe = new ServiceProbe.Tcp("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port),
        };
        _gate.Drafting = wish => PlanDrafts.Make(wish, pair, Rehearsed.Patroni, _story.Snapshot, Story.Olga.Id, "draft", null, _story.Time.GetUtcNow());
        _feed.Publish(_story.View() with { Run = null, Pair = pair, Engine = Rehearsed.Patroni });

        var report = Assert.IsType<Reply<RehearsalReport>.Done>(await Rehearse()).Value;

        Assert.Equal(RunStatus.Completed, report.State.Status);
        Assert.True(report.Took > TimeSpan.FromMinutes(2), $"At the speed of life, not in {report.Took}.");
        Assert.False(server.Pending());
    }

    [Fact]
    public async Task In_the_whole_portal_a_rehearsal_does_nothing_to_the_pair()
    {
        using var portal = new DemoUnderTest();
        var feed = portal.Services.GetRequiredService<IPairFeed>();
        var op = portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == "operator").Id;
        await foreach (var view in feed.Watch(Wish.Pair, Stop))
            if (Identities.Both.All(i => view.Snapshot[i].Updates.IsKnown)) break;
        var desk = portal.Services.GetRequiredService<IRehearsalDesk>();
        var plan = Assert.IsType<Reply<Plan>.Done>(await portal.Services.GetRequiredService<IRunDesk>().Draft(op, Wish, Stop)).Value;
        var before = portal.Services.GetRequiredService<Remoting.Simulation.SimulatedWorld>().Of(feed.Find(Wish.Pair)!.Pair).Tally;

        Assert.IsType<Reply<RehearsalReport>.Done>(await desk.Rehearse(op, Wish, PlanDrafts.Compare(plan), null, _ => { }, Stop));

        Assert.Equal(before, portal.Services.GetRequiredService<Remoting.Simulation.SimulatedWorld>().Of(feed.Find(Wish.Pair)!.Pair).Tally);
        Assert.Null(feed.Find(Wish.Pair)!.Run);
        Assert.Single(portal.Ledger.Query(new(KindPrefix: "pair.rehearsed")));
        Assert.Empty(portal.Ledger.Query(new(KindPrefix: "run.")));
    }

    public void Dispose()
    {
        _desk.Dispose();
        _ledger.Dispose();
    }
}
