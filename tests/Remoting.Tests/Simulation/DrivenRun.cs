using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

/// <summary>Core's run of a procedure on a simulated pair; a second person approves what is asked at once.</summary>
internal sealed class DrivenRun(Scene scene)
{
    private static readonly Person Requester = new(new("u1"), "Ada", Standing.Active, [PortalRole.Operator]);
    private static readonly Person Second = new(new("u2"), "Ben", Standing.Active, [PortalRole.Approver]);
    private RunState? _state;
    private int _nonce;

    public RunState State => _state!;

    /// <summary>Until it ends, or waits for somebody.</summary>
    /// <param name="fault">Comes up between the plan and the start.</param>
    public async Task<RunState> Drive(ProcedureKind kind, SimulatedFault? fault = null)
    {
        Append(new RunEvent.Requested(await Plan(kind)), Requester.Id);
        if (fault is { } comes)
            scene.Servers.Inject(comes);
        await Decide(new RunCommand.Start(Requester), Requester.Id);
        for (var turns = 0; turns < 2000 && Run.Next(State) is Intent.Advance; turns++)
            await Turn();
        return State;
    }

    private async Task Turn()
    {
        var events = await Decide(new RunCommand.Advance(), UserId.Portal);
        if (events.OfType<RunEvent.StepStarted>().FirstOrDefault() is { Effect: { } effect } started)
        {
            var report = await scene.Do(effect, State.KeyOf(started.Step), State.Plan[started.Step].Limit);
            await Decide(new RunCommand.Report(report), UserId.Portal);
        }
        else if (State is { Asked: { } asked, Granted: null })
        {
            await Decide(new RunCommand.Approve(Second, asked.Step, asked.Digest, "Looked at."), Second.Id);
        }
        else if (events.IsEmpty)
        {
            scene.Live(0.5);
        }
    }

    private async Task<ImmutableArray<RunEvent>> Decide(RunCommand command, UserId by)
    {
        var facts = new Facts(scene.Clock.GetUtcNow(), scene.Pair, await scene.Observe(), Of, $"nonce-{++_nonce}");
        var accepted = Assert.IsType<Decision.Accepted>(Run.Decide(State, command, facts));
        foreach (var one in accepted.Events)
            Append(one, by);
        return accepted.Events;
    }

    private void Append(RunEvent one, UserId by) => _state = Run.Evolve(_state, new(one, scene.Clock.GetUtcNow(), by));

    private async Task<Plan> Plan(ProcedureKind kind)
    {
        var seen = await scene.Observe();
        var offered = new PerServer<ImmutableArray<PackageUpdate>>(seen.Primary.Updates.Value, seen.Secondary.Updates.Value);
        var packages = new PerServer<ImmutableArray<PackageVersion>>([.. offered.Primary.Select(u => u.Target).Order()], [.. offered.Secondary.Select(u => u.Target).Order()]);
        var procedure = Catalog.Fit(kind, scene.Pair, scene.Link.Traits, packages, EndsOn.Primary, Identity.Primary);
        return new(new("20261122-AAAAA"), scene.Pair.Id, 1, procedure, scene.Link.Traits, EndsOn.Primary, packages, offered, [], Requester.Id, scene.Clock.GetUtcNow(), null, "Monthly updates");
    }

    private static Person? Of(UserId id) => new[] { Requester, Second }.FirstOrDefault(person => person.Id == id);
}
