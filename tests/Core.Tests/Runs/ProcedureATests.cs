using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class ProcedureATests
{
    [Fact]
    public void It_patches_the_active_server_first_and_hands_the_role_over_and_back()
    {
        var run = Scenario.Of(ProcedureKind.A, Samples.Continuous).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(
            [
                "A1 Scan", "A2 Install", "A3 Switchover", "A4 SuspendEngine", "A5 Reboot", "A6 Verify", "A7 ResumeEngine",
                "A9 Scan", "A10 Install", "A11 Switchover", "A12 SuspendEngine", "A13 Reboot", "A14 Verify", "A15 ResumeEngine", "A17 Scan",
            ],
            run.Sent.Select(s => $"{s.Key.Step} {s.Effect.GetType().Name}"));
        Assert.Equal((2, 2, 1, 1), (run.World.Primary.Boot, run.World.Secondary.Boot, run.World.Primary.Version, run.World.Secondary.Version));
        Assert.Equal(Role.Active, run.World.Primary.Role);
    }

    [Fact]
    public void On_Patroni_it_never_suspends()
    {
        var run = Scenario.Of(ProcedureKind.A, Samples.Patroni).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.SuspendEngine or Effect.ResumeEngine);
    }

    [Fact]
    public void A_second_round_patches_the_primary_again_and_leaves_the_secondary_alone()
    {
        var world = PairWorld.Normal with { Primary = PairWorld.Normal.Primary with { Later = 1 } };
        var run = Scenario.Of(ProcedureKind.A, Samples.Continuous, world).Started().ToTheEnd();
        Assert.Equal(HoldKind.FurtherUpdates, run.Held);

        run.Must(new RunCommand.TakeFurtherUpdates(Samples.Operator, "Take it.")).Go().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(
            ["A2 Install", "A3 Switchover", "A4 SuspendEngine", "A5 Reboot", "A6 Verify", "A7 ResumeEngine", "A11 Switchover", "A17 Scan"],
            run.Sent.Where(s => s.Key.Attempt == 2).Select(s => $"{s.Key.Step} {s.Effect.GetType().Name}"));
        Assert.Equal((3, 2, 2), (run.World.Primary.Boot, run.World.Primary.Version, run.World.Secondary.Boot));
    }
}
