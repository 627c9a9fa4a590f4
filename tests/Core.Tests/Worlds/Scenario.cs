using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Worlds;

/// <summary>Drives a run on a model pair as the portal would: append, then act; and tells what came of it.</summary>
internal sealed class Scenario
{
    private readonly List<Recorded> _events = [];
    private readonly Dictionary<UserId, Person> _people = new[] { Samples.Operator, Samples.Starter, Samples.Approver, Samples.Both, Samples.Other, Samples.Viewer }.ToDictionary(p => p.Id);
    private int _nonce;

    private Scenario(Plan plan, PairWorld world)
    {
        (World, Now) = (world, Samples.Start);
        Record(new RunEvent.Requested(plan), Samples.Operator.Id);
    }

    public static Scenario Of(ProcedureKind kind, EngineTraits traits, PairWorld? world = null, EndsOn ends = EndsOn.Primary) =>
        new(Samples.Plan(kind, traits, ends), world ?? PairWorld.Normal);

    public static Scenario Of(Plan plan, PairWorld? world = null) => new(plan, world ?? PairWorld.Normal);

    /// <summary>Another run that stands where this one stands; what happens to one does not happen to the other.</summary>
    public Scenario Fork()
    {
        var fork = new Scenario(State.Plan, World) { Now = Now, Pair = Pair, Policy = Policy, State = State, _nonce = _nonce };
        fork._events.Clear();
        fork._events.AddRange(_events);
        fork.Sent.AddRange(Sent);
        return fork;
    }

    public RunState State { get; private set; } = null!;
    public PairWorld World { get; set; }
    public DateTimeOffset Now { get; private set; }
    public Pair Pair { get; set; } = Samples.Pair;

    /// <summary>As it stands now; the plan keeps what it was.</summary>
    public ApprovalPolicy Policy { get; set; } = ApprovalPolicy.Initial;

    /// <summary>For how long the portal has known the question and the approval, by a clock that nobody sets.</summary>
    public (TimeSpan Asked, TimeSpan Granted) Known { get; set; }

    /// <summary>Why nothing outside confirms the audit trail; null: something does.</summary>
    public string? Unanchored { get; set; }

    /// <summary>What the portal sees instead of what is.</summary>
    public Func<PairSnapshot, PairSnapshot> Seen { get; set; } = s => s;

    /// <summary>What becomes of an effect instead of success; null: as the model says.</summary>
    public Func<Effect, EffectReport?> Fate { get; set; } = _ => null;

    public IReadOnlyList<Recorded> Events => _events;
    public List<(EffectKey Key, Effect Effect)> Sent { get; } = [];
    public Facts Facts => new(Now, Pair, Seen(World.Look(Now)), id => _people.GetValueOrDefault(id), $"nonce-{_nonce}") { Policy = Policy, AskedFor = Known.Asked, GrantedFor = Known.Granted, Unanchored = Unanchored };
    public StepId? At => State.Current?.Id;
    public HoldKind? Held => State.Status == RunStatus.Held ? State.Hold!.Kind : null;

    public IEnumerable<T> All<T>() where T : RunEvent => _events.Select(e => e.Event).OfType<T>();

    public StepStatus this[string step] => State.Steps[new(step)].Status;

    public void Change(Person person) => _people[person.Id] = person;

    public void Forget(Person person) => _people.Remove(person.Id);

    public Decision Do(RunCommand command)
    {
        var decision = Run.Decide(State, command, Facts);
        if (decision is Decision.Accepted accepted)
            foreach (var e in accepted.Events)
                Record(e, command is RunCommand.ByPerson p ? p.By.Id : UserId.Portal);
        return decision;
    }

    public Scenario Must(RunCommand command)
    {
        if (Do(command) is Decision.Refused refused) Assert.Fail($"{command.GetType().Name} was refused: {refused.Why}");
        return this;
    }

    public Decision.Refused Refused(RunCommand command)
    {
        var refused = Assert.IsType<Decision.Refused>(Do(command));
        Assert.All([refused.Why, refused.Remedy], s => Assert.Matches(@"^['\p{L}].*\.$", s));
        return refused;
    }

    public Scenario Started() => Must(new RunCommand.Start(Samples.Starter)).Go();

    public Scenario Wait(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public Scenario Approve(Person? by = null) => Must(new RunCommand.Approve(by ?? Samples.Approver, State.Asked!.Step, State.Asked.Digest, "Looks right.")).Go();

    /// <summary>Goes on, approving whatever is asked, until the given step is asked for, or the run rests.</summary>
    public Scenario UpTo(string step)
    {
        while (State is { Asked: not null, Granted: null, Status: RunStatus.Running } && State.Asked.Step.Value != step) Approve();
        return this;
    }

    public Scenario ToTheEnd() => UpTo("");

    /// <summary>Drives until people are needed, or nothing more happens for a minute.</summary>
    public Scenario Go()
    {
        for (var idle = 0; idle < 30;)
        {
            var before = State.Events;
            if (!Step()) return this;
            if (State.Events > before) { idle = 0; Now += TimeSpan.FromSeconds(1); continue; }
            if (State is { Asked: not null, Granted: null }) return this;
            (World, Now, idle) = (World.Settled(), Now + TimeSpan.FromSeconds(2), idle + 1);
        }
        return this;
    }

    /// <summary>One thing that the portal owes; false when there is none.</summary>
    public bool Step()
    {
        switch (Run.Next(State))
        {
            case Intent.Rest: return false;
            case Intent.Resolve r: Resolve(r); return true;
            default: Must(new RunCommand.Advance()); return true;
        }
    }

    private void Resolve(Intent.Resolve r)
    {
        var sent = Sent.Any(s => s.Key == r.Key);
        if (!sent) Sent.Add((r.Key, r.Effect));
        var report = Fate(r.Effect);
        if (report is null) (World, report) = World.Do(r.Effect);
        Must(new RunCommand.Report(report));
    }

    private void Record(RunEvent e, UserId actor)
    {
        var recorded = new Recorded(e, Now, actor);
        State = Run.Evolve(_events.Count == 0 ? null : State, recorded);
        _events.Add(recorded);
        _nonce++;
    }
}
