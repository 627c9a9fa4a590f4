using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>What an aborted run left behind is brought in order, with every dangerous step gated.</summary>
public sealed class BackToNormalTests
{
    private static readonly PairWorld OnSecondary = new(new(Role.Passive), new(Role.Active));

    private static Scenario Back(EngineTraits engine, PairWorld world) =>
        Scenario.Of(Samples.Plan(ProcedureKind.BackToNormal, engine, active: world.Primary.Role == Role.Active ? Identity.Primary : Identity.Secondary), world).Started();

    private static void IsNormal(Scenario run)
    {
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.True(Words.IsNormal(run.World.Look(run.Now)));
        Assert.All(Identities.Both, i => Assert.False(run.World[i].RebootPending));
    }

    private static string Sent(Scenario run) => string.Join(", ", run.Sent.Select(s => s.Effect switch
    {
        Effect.Reboot r => $"reboot {r.On}",
        Effect.Switchover w => $"switch to {w.To}",
        Effect.SuspendEngine => "suspend",
        Effect.ResumeEngine => "resume",
        var e => e.GetType().Name,
    }));

    [Fact]
    public void It_does_nothing_to_a_pair_that_is_normal()
    {
        var run = Back(Samples.Continuous, PairWorld.Normal);

        IsNormal(run);
        Assert.Equal("", Sent(run));
        Assert.Empty(run.All<RunEvent.ApprovalAsked>());
    }

    [Fact]
    public void A_suspended_pair_is_resumed_awaited_and_switched_back()
    {
        var run = Back(Samples.Continuous, new(new(Role.Passive, Engine: EngineState.Suspended), new(Role.Active, Engine: EngineState.Suspended), Synced: false)).ToTheEnd();

        IsNormal(run);
        Assert.Equal("resume, switch to Primary", Sent(run));
    }

    [Fact]
    public void A_passive_server_that_awaits_its_reboot_is_restarted_with_the_engine_suspended()
    {
        var run = Back(Samples.Continuous, OnSecondary with { Primary = OnSecondary.Primary with { RebootPending = true } }).ToTheEnd();

        IsNormal(run);
        Assert.Equal("suspend, reboot Primary, resume, switch to Primary", Sent(run));
        Assert.Equal(3, run.All<RunEvent.Approved>().Count());
    }

    [Fact]
    public void An_engine_that_is_suspended_already_is_not_suspended_again_for_the_reboot()
    {
        var world = new PairWorld(new(Role.Active, Engine: EngineState.Suspended), new(Role.Passive, Engine: EngineState.Suspended, RebootPending: true), Synced: false);
        var run = Back(Samples.Continuous, world).ToTheEnd();

        IsNormal(run);
        Assert.Equal("reboot Secondary, resume", Sent(run));
    }

    [Fact]
    public void An_engine_that_must_not_be_suspended_runs_before_the_reboot()
    {
        var world = new PairWorld(new(Role.Passive, Engine: EngineState.Suspended, RebootPending: true), new(Role.Active, Engine: EngineState.Suspended), Synced: false);
        var run = Back(Samples.Patroni, world).ToTheEnd();

        IsNormal(run);
        Assert.Equal("resume, reboot Primary, switch to Primary", Sent(run));
    }

    [Fact]
    public void Both_servers_are_restarted_one_after_the_other_each_while_it_is_passive()
    {
        var world = new PairWorld(new(Role.Passive, RebootPending: true), new(Role.Active, RebootPending: true));
        var run = Back(Samples.Continuous, world).ToTheEnd();

        IsNormal(run);
        Assert.Equal("suspend, reboot Primary, resume, switch to Primary, suspend, reboot Secondary, resume", Sent(run));
    }

    [Fact]
    public void An_active_server_is_not_restarted()
    {
        var run = Back(Samples.Continuous, PairWorld.Normal with { Primary = PairWorld.Normal.Primary with { RebootPending = true } });

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal("", Sent(run));
        Assert.True(run.World.Primary.RebootPending);
    }

    [Fact]
    public void Whether_a_reboot_is_pending_is_not_guessed()
    {
        var run = Scenario.Of(Samples.Plan(ProcedureKind.BackToNormal, Samples.Continuous));
        run.Seen = s => s.With(s.Secondary with { RebootRequired = Reading.Unknown<bool>("The server does not say.", run.Now, "test") });
        run.Started();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains("whether Secondary needs a reboot", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.Empty(run.Sent);
    }

    [Fact]
    public void Two_actives_hold_it()
    {
        var run = Scenario.Of(ProcedureKind.BackToNormal, Samples.Continuous, new(new(Role.Active), new(Role.Active))).Started();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains("Both servers say that they are active", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.Empty(run.Sent);
    }

    [Fact]
    public void Roles_that_moved_since_it_was_planned_hold_it()
    {
        var run = Scenario.Of(Samples.Plan(ProcedureKind.BackToNormal, Samples.Continuous, active: Identity.Primary), OnSecondary).Started();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains("Secondary is active, not Primary", run.State.Hold!.Why, StringComparison.Ordinal);
    }

    /// <summary>Wherever people abort procedure A or B, what is left is brought in order from the portal alone.</summary>
    [Theory]
    [InlineData(ProcedureKind.A, true)]
    [InlineData(ProcedureKind.A, false)]
    [InlineData(ProcedureKind.B, true)]
    [InlineData(ProcedureKind.B, false)]
    public void After_an_abort_at_any_gate_the_pair_comes_back_to_normal(ProcedureKind kind, bool suspends)
    {
        var engine = suspends ? Samples.Continuous : Samples.Patroni;
        var gates = 0;
        for (var run = Scenario.Of(kind, engine).Started(); !run.State.Ended; run.Approve())
        {
            gates++;
            var world = run.Fork().Must(new RunCommand.Abort(Samples.Operator, "Users complain.")).World;
            // An active server that awaits its reboot becomes passive first: that is a switchover of its own.
            if (world.Primary is { Role: Role.Active, RebootPending: true })
                world = Scenario.Of(ProcedureKind.Switchover, engine, world).Started().ToTheEnd().World;
            IsNormal(Back(engine, world).ToTheEnd());
        }
        Assert.Equal(suspends ? 6 : 4, gates);
    }
}
