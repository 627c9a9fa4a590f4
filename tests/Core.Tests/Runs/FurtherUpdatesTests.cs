using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class FurtherUpdatesTests
{
    private static readonly RunCommand.TakeFurtherUpdates Take = new(Samples.Operator, "Security.");
    private static readonly RunCommand.LeaveFurtherUpdates Leave = new(Samples.Operator, "Next month.");

    private static Scenario Found(int later, EngineTraits? traits = null) =>
        Scenario.Of(ProcedureKind.B, traits ?? Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = later } }).Started().ToTheEnd();

    [Fact]
    public void What_a_rescan_finds_is_put_to_a_person()
    {
        var run = Found(1);

        Assert.Equal((HoldKind.FurtherUpdates, new StepId("B4s")), (run.Held, run.At));
        Assert.Contains("lab-app 1.2", run.State.Hold!.Why, StringComparison.Ordinal);
        run.Refused(new RunCommand.Resume(Samples.Operator));
        run.Refused(new RunCommand.Retry(Samples.Operator, "Again."));
    }

    [Fact]
    public void Taking_amends_the_plan_and_repeats_exactly_the_loops_steps()
    {
        var run = Found(1);
        var before = run.State;

        run.Must(Take);

        Assert.Equal(2, run.State.Plan.Version);
        Assert.NotEqual(before.Plan.Digest(), run.State.Plan.Digest());
        Assert.Equal([Samples.Update(2).Target], run.State.Plan.Packages.Secondary);
        Assert.Equal([Samples.Update(2).Target], run.State.Due.Secondary);
        Assert.Equal(before.Plan.Packages.Primary, run.State.Plan.Packages.Primary);
        var again = run.State.Steps.Where(s => s.Value.Rounds == 2).Select(s => s.Key.Value).Order(StringComparer.Ordinal);
        Assert.Equal(["B1i", "B2", "B3", "B4", "B4s"], again);
        Assert.All(again, id => Assert.Equal(StepStatus.Pending, run[id]));
        Assert.Equal(StepStatus.Done, run["B1"]);
    }

    [Fact]
    public void The_second_round_suspends_again_because_the_restarted_server_runs_its_engine()
    {
        var run = Found(1);
        Assert.Equal((EngineState.Suspended, EngineState.Running), (run.World.Primary.Engine, run.World.Secondary.Engine));

        run.Must(Take).Go().UpTo("B7");

        Assert.Equal(["B1i Install", "B2 SuspendEngine", "B3 Reboot", "B4 Verify", "B4s Scan"], run.Sent.Where(s => s.Key.Attempt == 2).Select(s => $"{s.Key.Step} {s.Effect.GetType().Name}"));
        Assert.Equal((3, 2), (run.World.Secondary.Boot, run.World.Secondary.Version));
    }

    [Fact]
    public void The_second_round_does_not_suspend_what_is_suspended()
    {
        var world = PairWorld.Normal with { InstallsNeedReboot = false, Secondary = PairWorld.Normal.Secondary with { Later = 1 } };
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, world).Started().ToTheEnd();

        run.Must(Take).Go();

        Assert.Equal(StepStatus.Skipped, run["B2"]);
        Assert.Single(run.Sent, s => s.Effect is Effect.SuspendEngine && s.Key.Step.Value == "B2");
    }

    [Fact]
    public void The_second_round_asks_again_and_not_the_amender()
    {
        var run = Found(1, Samples.Patroni);

        run.Must(new RunCommand.TakeFurtherUpdates(Samples.Both, "Security.")).Go();

        Assert.Equal((new StepId("B3"), 2, 2), (run.State.Asked!.Step, run.State.Asked.Attempt, run.State.Asked.PlanVersion));
        Assert.Contains("edited this plan", run.Refused(new RunCommand.Approve(Samples.Both, new("B3"), run.State.Asked.Digest, "Mine.")).Why, StringComparison.Ordinal);
        run.Approve();
    }

    [Fact]
    public void On_an_engine_whose_suspend_steps_are_left_out_the_loop_repeats_the_rest()
    {
        var run = Found(1, Samples.Patroni).Must(Take);

        Assert.Equal(["B1i", "B3", "B4", "B4s"], run.State.Steps.Where(s => s.Value.Rounds == 2).Select(s => s.Key.Value).Order(StringComparer.Ordinal));
        run.Go().ToTheEnd();
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void After_the_last_round_further_updates_can_only_be_left()
    {
        var run = Found(9).Must(Take).Go().ToTheEnd().Must(Take).Go().ToTheEnd();
        Assert.Equal(HoldKind.FurtherUpdates, run.Held);
        Assert.Contains("limit of 3 rounds", run.State.Hold!.Remedy, StringComparison.Ordinal);

        run.Refused(Take);
        run.Must(Leave).Go();

        Assert.Equal(StepStatus.Done, run["B4s"]);
        Assert.Equal(3, run.World.Secondary.Version);
    }

    [Fact]
    public void Leaving_goes_on_without_them_and_the_plan_stays()
    {
        var run = Found(1).Must(Leave).Go().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(1, run.State.Plan.Version);
        Assert.Equal(1, run.World.Secondary.Version);
        Assert.Equal([Samples.Update(2)], Assert.Single(run.All<RunEvent.FurtherUpdatesLeft>()).Updates);
    }

    [Fact]
    public void What_was_offered_and_left_out_on_purpose_is_not_further()
    {
        var plan = Samples.Plan(ProcedureKind.B, Samples.Continuous) with { Offered = new([Samples.Update(1)], [Samples.Update(1), new("other", "1", "2", "lab")]) };
        var run = Scenario.Of(plan);
        run.Fate = e => e is Effect.Scan { On: Identity.Secondary } && run["B4"] == StepStatus.Done
            ? EffectReport.Succeeded("Scanned.") with { Updates = [new("other", "1", "2", "lab")] }
            : null;

        run.Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_package_that_vanished_or_changed_since_the_plan_is_not_installed()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Offered = 2 } }).Started();

        Assert.Equal((HoldKind.GuardBefore, new StepId("B1i")), (run.Held, run.At));
        Assert.Contains("1.2 is offered now", run.State.Hold!.Why, StringComparison.Ordinal);

        var gone = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Offered = 0 } }).Started();
        Assert.Contains("no longer offered", gone.State.Hold!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_taken_or_left_when_nothing_was_found()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

        run.Refused(Take);
        run.Refused(Leave);
    }
}
