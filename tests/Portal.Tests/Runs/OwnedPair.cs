using Portal.Audit.Signing;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Configuration;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Remoting;
using Portal.Remoting.Simulation;
using Portal.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Tests.Runs;

/// <summary>A simulated pair with its owner, on a real ledger; the portal can be killed and started again beside the servers, which live on.</summary>
internal sealed class OwnedPair : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-owner-").FullName;
    private readonly ServiceProvider _remoting;
    private readonly TimeProvider _clock;
    private PortalDatabase _database;
    private PairOwner? _owner;

    /// <param name="clock">Of the owner and of the servers; null: the system's.</param>
    public OwnedPair(string engine = "simulated-patroni", double speed = 100, SimulatedPairOptions? begins = null, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Pair = new Pair(new("erp"), "erp", new EngineKind(engine),
            new Server(Identity.Primary, "erp-1", "192.0.2.1", null, ["SHA256:a"]), new Server(Identity.Secondary, "erp-2", "192.0.2.2", null, ["SHA256:b"]),
            new ServiceProbe.Simulated(), [], PairLimits.Default, [], InstallGate.Open);
        _remoting = new ServiceCollection().AddSingleton(_clock).AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddRemoting()
            .AddSingleton(new SimulatedWorld(new SimulationOptions { Speed = speed, Pairs = new Dictionary<string, SimulatedPairOptions> { ["erp"] = begins ?? new() { Updates = 2, Active = Identity.Primary } } }, _clock))
            .BuildServiceProvider();
        (_database, Ledger, Archive) = Open();
        Links = new NotedLinks(_remoting.GetRequiredService<IPairLinks>());
    }

    public Pair Pair { get; }
    public Team Team { get; } = new();
    public SqliteLedger Ledger { get; private set; }
    public NotedLinks Links { get; }
    public IRunArchive Archive { get; private set; }
    public LedgerWatch Appended { get; } = new(NullLogger<LedgerWatch>.Instance);

    /// <summary>What counts; nobody has said anything unless a test does.</summary>
    public FixedPolicy Policies { get; } = new();
    public FixedAnchors Anchors { get; } = new();
    public PairFeed Feed { get; private set; } = new();
    public SimulatedPair Servers => _remoting.GetRequiredService<SimulatedWorld>().Of(Pair);
    public PairOwner Owner => _owner!;

    /// <summary>Starts a portal's owner of the pair.</summary>
    public OwnedPair Start()
    {
        Feed = new PairFeed();
        _owner = new PairOwner(Pair, new OwnerPorts(Ledger, Links, _remoting.GetRequiredService<IServiceProbes>(), new NoEnrolments(), Team, Policies, Archive,
            new RunOutput(Path.Combine(_folder, "output"), TimeProvider.System, NullLogger<RunOutput>.Instance), Feed, new ScanQueue(), _clock, NullLogger<PairOwner>.Instance, Anchors));
        _owner.Begin();
        return this;
    }

    /// <summary>Ends the portal's owner in the middle of whatever it does; the servers go on.</summary>
    public async Task Kill()
    {
        if (_owner is { } owner) await owner.DisposeAsync();
        _owner = null;
    }

    /// <summary>Ends the portal and starts it again: what the disk holds is read back.</summary>
    public async Task Restart()
    {
        await Kill();
        _database.Dispose();
        (_database, Ledger, Archive) = Open();
        Start();
    }

    private (PortalDatabase, SqliteLedger, IRunArchive) Open()
    {
        var database = PortalDatabase.Open(new DatabaseSettings(Path.Combine(_folder, "portal.db")));
        var ledger = SqliteLedger.Open(database, Appended, _clock);
        return (database, ledger, new RunArchive(ledger));
    }

    /// <summary>Waits until a view of the pair is as wanted.</summary>
    public async Task<PairView> Until(Func<PairView, bool> wanted, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        PairView? last = null;
        await foreach (var view in Feed.Watch(Pair.Id, limit.Token))
        {
            last = view;
            if (wanted(view)) return view;
        }
        throw new TimeoutException($"Not within {Limit}: {what}. Last: {last?.Run?.State.Status} {last?.Run?.State.Current?.Id} {last?.Run?.Says}");
    }

    /// <summary>Requests and starts a run of everything that is offered.</summary>
    public async Task<RunId> Begin(ProcedureKind procedure)
    {
        var view = await Until(v => Identities.Both.All(i => v.Snapshot[i].Updates.IsKnown) && v.Snapshot.Service.IsKnown, "both servers scanned");
        var plan = ((Reply<Plan>.Done)PlanDrafts.Make(PlanWish.For(Pair.Id, procedure), Pair, view.Engine, view.Snapshot, Team.Operator, "monthly", null, DateTimeOffset.UtcNow)).Value;
        Assert.IsType<Reply<RunId>.Done>(Owner.Open(plan));
        Assert.IsType<Reply.Done>(Owner.Ask(plan.Run, new RunCommand.Start(Team[Team.Operator])));
        return plan.Run;
    }

    /// <summary>Lets the second admin agree to whatever is asked, until the run rests or has ended.</summary>
    public async Task<RunState> Approving(RunId run, Func<RunState, bool>? stopAt = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var view in Feed.Watch(Pair.Id, limit.Token))
        {
            if (view.Run?.State is not { } state || state.Id != run) break;
            if (stopAt?.Invoke(state) == true || state.Status is RunStatus.Held or RunStatus.Paused) return state;
            if (state is { Asked: { } asked, Granted: null }) Owner.Ask(run, new RunCommand.Approve(Team[Team.Second], asked.Step, asked.Digest, "checked"));
        }
        return Archive.Find(run)!.State;
    }

    public ImmutableArray<Recorded> Events(RunId run) => Archive.Find(run)!.Events;

    public async ValueTask DisposeAsync()
    {
        await Kill();
        await _remoting.DisposeAsync();
        _database.Dispose();
        Directory.Delete(_folder, true);
    }

    private sealed class NoEnrolments : IEnrolments
    {
        public Task<Enrolment> Check(Pair pair, Identity identity, CancellationToken stop) => Task.FromResult(new Enrolment(identity, EnrolmentState.Enrolled, "Simulated."));
        public EnrolmentInstructions Instructions(Pair pair, Identity identity) => new([], "", "");
        public Task<ImmutableArray<string>> ShownHostKeys(Pair pair, Identity identity, CancellationToken stop) => Task.FromResult(ImmutableArray<string>.Empty);
    }
}

/// <summary>Whether a place outside confirms the audit trail, as a test says.</summary>
internal sealed class FixedAnchors : IAnchorWatch
{
    public string? Unanchored { get; set; }
}
