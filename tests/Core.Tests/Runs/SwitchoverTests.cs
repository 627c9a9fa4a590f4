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
    public void A_planned_switchover_may_make_a_server_passive_that_awaits_its_reboot()
    {
        var world = PairWorld.Normal with { Primary = PairWorld.Normal.Primary with { RebootPending = true } };

        Assert.Equal(RunStatus.Completed, Scenario.Of(ProcedureKind.Switchover, Samples.Continuous, world).Started().ToTheEnd().State.Status);
    }

    [Fact]
    public void A_planned_switchover_makes_no_server_active_that_awaits_its_reboot()
    {
        var world = PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { RebootPending = true } };
        var run = Scenario.Of(ProcedureKind.Switchover, Samples.Continuous, world).Started();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains("A reboot is pending on Secondary", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.Empty(run.Sent);
    }
}
