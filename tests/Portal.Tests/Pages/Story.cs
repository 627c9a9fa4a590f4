using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Tests.Pages;

/// <summary>A run on a pair that answers as asked, told by Core's own decisions: pages are shown states that can be.</summary>
internal sealed class Story
{
    public static readonly Person Olga = new(new UserId("u-olga"), "Olga Operator", Standing.Active, [PortalRole.Viewer, PortalRole.Operator, PortalRole.Approver]);
    public static readonly Person Adam = new(new UserId("u-adam"), "Adam Approver", Standing.Active, [PortalRole.Viewer, PortalRole.Approver]);
    public static readonly Person Vera = new(new UserId("u-vera"), "Vera Viewer", Standing.Active, [PortalRole.Viewer]);

    public static readonly EngineTraits Engine = new(new EngineKind("simulated"), "Simulated engine", SuspendForReboot.Required);

    private readonly List<Recorded> _events = [];
    private int _boots = 1;

    private Story(Pair pair, FakeTimeProvider time)
    {
        (Pair, Time) = (pair, time);
        Snapshot = Fresh(PairSnapshot.Unknown(pair.Id, "not read yet", time.GetUtcNow(), "test"), Identity.Primary);
    }

    public FakeTimeProvider Time { get; }
    public Pair Pair { get; set; }
    public PairSnapshot Snapshot { get; set; }
    public RunState State { get; private set; } = null!;
    public ImmutableArray<Recorded> Events => [.. _events];
    public ImmutableArray<Person> People { get; init; } = [Olga, Adam, Vera];
    public ApprovalPolicy Policy { get; init; } = ApprovalPolicy.Initial;
    public ImmutableArray<ProbeBeat> Beats { get; set; } = [];

    /// <summary>A pair in order, and a plan for it that was requested by Olga.</summary>
    public static Story Planned(ProcedureKind procedure = ProcedureKind.B, string id = "erp-db-01", FakeTimeProvider? time = null, Func<PairSnapshot, PairSnapshot>? change = null, ImmutableArray<Person>? people = null, ApprovalPolicy? policy = null)
    {
        var story = new Story(PairOf(id), time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 21, 4, 0, TimeSpan.Zero))) { People = people ?? [Olga, Adam, Vera], Policy = policy ?? ApprovalPolicy.Initial };
        if (change is not null) story.Snapshot = change(story.Snapshot);
        var made = PlanDrafts.Make(PlanWish.For(story.Pair.Id, procedure), story.Pair, Engine, story.Snapshot, Olga.Id, "November security updates.", TimeSpan.FromSeconds(1.39), story.Time.GetUtcNow(), policy);
        story.Add(new RunEvent.Requested(Assert.IsType<Reply<Plan>.Done>(made).Value), Olga.Id);
        return story;
    }

    public static Pair PairOf(string id) => new(
        new PairId(id), id, Engine.Kind,
        new Server(Identity.Primary, "erp-db-01a", "10.20.4.11", null, ["SHA256:aaaa"]),
        new Server(Identity.Secondary, "erp-db-01b", "10.20.4.12", null, ["SHA256:bbbb"]),
        new ServiceProbe.Tcp("10.20.4.15", 5432), ["erp"], PairLimits.Default, [], InstallGate.Open);

    /// <summary>A command that has to be accepted.</summary>
    public Story Do(RunCommand command)
    {
        foreach (var e in Assert.IsType<Decision.Accepted>(Run.Decide(State, command, Facts())).Events)
            Add(e, (command as RunCommand.ByPerson)?.By.Id ?? UserId.Portal);
        return this;
    }

    public Story Start() => Do(new RunCommand.Start(Olga));

    /// <summary>Adam approves what is asked.</summary>
    public Story Reject(string reason) => Do(new RunCommand.Reject(Adam, State.Asked!.Step, State.Asked.Digest, reason));

    /// <summary>Nobody decides until it is too late.</summary>
    public Story Expire()
    {
        Time.Advance(State.Asked!.ExpiresAt - Time.GetUtcNow());
        return Do(new RunCommand.Advance());
    }

    public Story Approve() => Do(new RunCommand.Approve(Adam, State.Asked!.Step, State.Asked.Digest, "Looked at both servers."));

    /// <summary>The driver goes on until the state is so; approvals are given on the way when <paramref name="approver"/> is there.</summary>
    public Story Until(Func<RunState, bool> there, Person? approver = null)
    {
        for (var i = 0; i < 500 && !there(State); i++)
        {
            Tick();
            if (approver is not null && State is { Asked: { } asked, Granted: null })
                Do(new RunCommand.Approve(approver, asked.Step, asked.Digest, "Looked at both servers."));
            else if (Run.Next(State) is Intent.Resolve owed) Do(new RunCommand.Report(Carry(owed.Effect)));
            else if (Run.Next(State) is Intent.Advance) Do(new RunCommand.Advance());
            else break;
        }
        Assert.True(there(State), $"The story stopped at {State.Status} {State.Current?.Id}: {State.Hold?.Why}");
        return this;
    }

    /// <summary>Until a step is in a state.</summary>
    public Story UntilStep(string step, StepStatus status, Person? approver = null) => Until(s => s.Steps[new StepId(step)].Status == status, approver);

    public Story UntilAsked(string step) => Until(s => s.Asked is { } a && a.Step.Value == step && s.Granted is null, null);

    /// <summary>As the feed would publish it now.</summary>
    public PairView View(PairNeed need = PairNeed.Running)
    {
        var now = Time.GetUtcNow();
        var run = State.Ended ? null : new RunView(State, Run.GuardsNow(State, Facts()), Says.Next(State, Facts()), now);
        return new PairView(Pair, Engine, Snapshot, run, need, null, Beats, [], [], now) { WatchedSince = now - TimeSpan.FromMinutes(20), LastKnown = Snapshot };
    }

    /// <summary>Some time goes by, and the pair is read again.</summary>
    public void Tick(double seconds = 2)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Snapshot = Again(Snapshot);
    }

    public Facts Facts() => new(Time.GetUtcNow(), Pair, Snapshot, id => People.FirstOrDefault(p => p.Id == id), "nonce") { Policy = Policy };

    private void Add(RunEvent e, UserId actor)
    {
        var recorded = new Recorded(e, Time.GetUtcNow(), actor);
        _events.Add(recorded);
        State = Run.Evolve(_events.Count == 1 ? null : State, recorded);
    }

    private EffectReport Carry(Effect effect)
    {
        Time.Advance(TimeSpan.FromSeconds(9));
        Snapshot = effect switch
        {
            Effect.Install e => On(e.On, s => s with { Updates = Known(ImmutableArray<PackageUpdate>.Empty), RebootRequired = Known(true) }),
            Effect.Reboot e => On(e.On, s => s with { BootId = Known($"boot-{++_boots}"), RebootRequired = Known(false) }),
            Effect.Switchover e => Roles(e.To),
            Effect.SuspendEngine => Engines(EngineState.Suspended),
            Effect.ResumeEngine => Engines(EngineState.Running),
            _ => Snapshot,
        };
        Snapshot = Again(Snapshot);
        return effect switch
        {
            Effect.Scan e => new EffectReport(EffectState.Succeeded, $"{Snapshot[e.On].Updates.Value.Length} updates are offered.", Updates: Snapshot[e.On].Updates.Value),
            Effect.Install e => new EffectReport(EffectState.Succeeded, $"{e.Packages.Length} packages installed, a restart completes them.", RebootRequired: true),
            Effect.Reboot => EffectReport.Succeeded("Restarted, with a new boot id."),
            Effect.Switchover e => EffectReport.Succeeded($"{e.To} is active."),
            _ => EffectReport.Succeeded("Done."),
        };
    }

    private PairSnapshot On(Identity identity, Func<ServerSnapshot, ServerSnapshot> change) => Snapshot.With(change(Snapshot[identity]));

    private PairSnapshot Engines(EngineState state) => Snapshot
        .With(Snapshot.Primary with { Engine = Known(state) })
        .With(Snapshot.Secondary with { Engine = Known(state) });

    private PairSnapshot Roles(Identity active) => Snapshot
        .With(Snapshot[active] with { Role = Known(Role.Active) })
        .With(Snapshot[active.Partner()] with { Role = Known(Role.Passive) });

    private Reading<T> Known<T>(T value) => Reading.Known(value, Time.GetUtcNow(), "test");

    private PairSnapshot Fresh(PairSnapshot snapshot, Identity active)
    {
        foreach (var i in Identities.Both)
            snapshot = snapshot.With(new ServerSnapshot(i, Known(Reachability.Reachable), Known(i == active ? Role.Active : Role.Passive), Known($"boot-{i}"), Known(EngineState.Running), Known(Offered), Known(false),
                Known(AutomaticUpdates.Off), Known(PackageActivity.Idle), Known(8L << 30), Known(TimeSpan.FromMilliseconds(20))));
        return snapshot with
        {
            Sync = [new SyncReading("File System", Known(SyncStatus.Synchronized), Known(0L)), new SyncReading("Registry", Known(SyncStatus.Synchronized), Known(0L))],
            Channel = Known(ChannelState.Connected), Service = Known(ServiceState.Answers),
        };
    }

    private static ImmutableArray<PackageUpdate> Offered { get; } =
    [
        new("linux-image-6.1.0-29-amd64", null, "6.1.123-1", "Debian-Security:12/stable"),
        new("libssl3", "3.0.14-1~deb12u1", "3.0.15-1~deb12u1", "Debian-Security:12/stable"),
        new("openssh-server", "1:9.2p1-2+deb12u2", "1:9.2p1-2+deb12u3", "Debian-Security:12/stable"),
        new("tzdata", "2024a-0+deb12u1", "2024b-0+deb12u1", "Debian:12/stable-updates"),
    ];

    private PairSnapshot Again(PairSnapshot p)
    {
        var now = Time.GetUtcNow();
        foreach (var s in new[] { p.Primary, p.Secondary })
            p = p.With(s with
            {
                Reach = s.Reach with { At = now }, Role = s.Role with { At = now }, BootId = s.BootId with { At = now }, Engine = s.Engine with { At = now },
                RebootRequired = s.RebootRequired with { At = now }, AutomaticUpdates = s.AutomaticUpdates with { At = now }, PackageActivity = s.PackageActivity with { At = now },
                DiskFreeBytes = s.DiskFreeBytes with { At = now }, ClockSkew = s.ClockSkew with { At = now },
            });
        return p with
        {
            Sync = [.. p.Sync.Select(s => s with { Status = s.Status with { At = now }, LagBytes = s.LagBytes with { At = now } })],
            Channel = p.Channel with { At = now }, Service = p.Service with { At = now },
        };
    }
}
