using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>What happened on a path, newest first: ledger entries, commands that left, and the names of the moves.</summary>
internal sealed record Trail(object Item, Trail? Before)
{
    public IEnumerable<object> NewestFirst()
    {
        for (var at = this; at is not null; at = at.Before) yield return at.Item;
    }
}

/// <summary>A command that left the portal.</summary>
internal sealed record Sent(EffectKey Key, Effect Effect);

/// <summary>What the servers know of the current key.</summary>
/// <param name="Told">What they say of it when they can be asked; null when they never saw it, or hang.</param>
/// <param name="Reached">Whether the command reached them.</param>
internal sealed record Flight(EffectKey Key, bool Reached, EffectReport? Told);

/// <summary>One moment of a pair, its run and the portal's driver.</summary>
/// <param name="Budget">How many more things may go wrong on this path.</param>
/// <param name="Sending">The driver has committed a start and is about to send it.</param>
/// <param name="Demoted">The approver lost the role.</param>
/// <param name="Earlier">The pair as it was before the run's last effect, and when it was seen so.</param>
internal sealed record Node(
    RunState State,
    PairWorld World,
    DateTimeOffset Now,
    int Budget,
    Trail Trail,
    Flight? Flight = null,
    bool Sending = false,
    bool Demoted = false,
    (PairWorld World, DateTimeOffset At)? Earlier = null)
{
    private static readonly ImmutableDictionary<UserId, Person> People =
        new[] { Samples.Operator, Samples.Starter, Samples.Approver, Samples.Both, Samples.Other, Samples.Viewer }.ToImmutableDictionary(p => p.Id);

    public static Node Of(Plan plan, PairWorld world, int budget)
    {
        var first = new Recorded(new RunEvent.Requested(plan), Samples.Start, plan.RequestedBy);
        return new Node(Run.Evolve(null, first), world, Samples.Start.AddSeconds(1), budget, new Trail(first, null));
    }

    public Step? Current => State.Current;

    public StepStatus? At => State.Current is { } c ? State.Steps[c.Id].Status : null;

    public bool AwaitsApproval => State is { Status: RunStatus.Running, Asked: not null, Granted: null } && At == StepStatus.Pending;

    public Facts Facts(PairSnapshot? seen = null) => new(Now, Samples.Pair, seen ?? World.Look(Now), PersonOf, $"nonce-{State.Events}");

    /// <summary>The same moment, told by somebody who sees everything.</summary>
    public Facts Truth() => Facts((World with { Primary = World.Primary with { Readable = true }, Secondary = World.Secondary with { Readable = true } }).Look(Now));

    public Person? PersonOf(UserId id) =>
        Demoted && id == Samples.Approver.Id ? Samples.Approver with { Roles = [PortalRole.Viewer] } : People.GetValueOrDefault(id);

    public Node Noted(string move) => this with { Trail = new Trail(move, Trail) };

    /// <summary>The node after a command; null when it was refused or nothing came of it.</summary>
    public Node? After(RunCommand command, Facts? facts = null)
    {
        if (Run.Decide(State, command, facts ?? Facts()) is not Decision.Accepted { Events: { Length: > 0 } events }) return null;
        var actor = command is RunCommand.ByPerson p ? p.By.Id : UserId.Portal;
        var next = this;
        foreach (var e in events) next = next.Append(new Recorded(e, Now, actor));
        return next with { Now = Now + TimeSpan.FromSeconds(1) };
    }

    private Node Append(Recorded r)
    {
        Rules.Appended(this, r);
        var next = this with { State = Run.Evolve(State, r), Trail = new Trail(r, Trail) };
        return r.Event is RunEvent.StepStarted { Effect: not null }
            ? next with { Sending = true, Flight = null, Earlier = (World, Now - TimeSpan.FromMilliseconds(500)) }
            : next;
    }
}
