using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class SwitchoverTests
{
    [Theory]
    [InlineData(Identity.Primary)]
    [InlineData(Identity.Secondary)]
    public void A_planned_switchover_hands_the_role_to_the_partner(Identity active)
    {
        var world = active == Identity.Primary ? PairWorld.Normal : new PairWorld(new(Role.Passive), new(Role.Active));
        var run = Scenario.Of(Samples.Plan(ProcedureKind.Switchover, Samples.Continuous, active: active), world).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(new Effect.Switchover(active.Partner()), Assert.Single(run.Sent).Effect);
        Assert.Equal(Role.Active, run.World[active.Partner()].Role);
        Assert.StartsWith($"{active.Partner()} is active", run.State.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void Back_to_normal_resumes_waits_and_switches_back()
    {
        var world = new PairWorld(new(Role.Passive, Engine: EngineState.Suspended), new(Role.Active, Engine: EngineState.Suspended), Synced: false);
        var run = Scenario.Of(ProcedureKind.BackToNormal, Samples.Continuous, world).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(["N1 ResumeEngine", "N3 Switchover"], run.Sent.Select(s => $"{s.Key.Step} {s.Effect.GetType().Name}"));
        Assert.True(Words.IsNormal(run.World.Look(run.Now)));
    }

    [Fact]
    public void Back_to_normal_does_nothing_to_a_pair_that_is_normal()
    {
        var run = Scenario.Of(ProcedureKind.BackToNormal, Samples.Continuous).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Empty(run.Sent);
        Assert.Equal((StepStatus.Skipped, StepStatus.Skipped), (run["N1"], run["N3"]));
    }

    [Fact]
    public void Back_to_normal_holds_on_two_actives()
    {
        var world = new PairWorld(new(Role.Active), new(Role.Active));
        var run = Scenario.Of(ProcedureKind.BackToNormal, Samples.Continuous, world).Started();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains("Both servers say that they are active", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.Empty(run.Sent);
    }
}
