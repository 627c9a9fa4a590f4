using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class ProcedureBTests
{
    [Fact]
    public void On_an_engine_that_has_to_be_suspended_it_does_what_the_article_says()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(
            [
                "B1 Scan", "B1i Install", "B2 SuspendEngine", "B3 Reboot", "B4 Verify", "B4s Scan", "B5 ResumeEngine", "B7 Switchover",
                "B8 Scan", "B8i Install", "B9 SuspendEngine", "B10 Reboot", "B11 Verify", "B11s Scan", "B12 ResumeEngine", "B14 Switchover",
            ],
            run.Sent.Select(s => $"{s.Key.Step} {s.Effect.GetType().Name}"));
        Assert.Equal(["B2", "B3", "B7", "B9", "B10", "B14"], run.All<RunEvent.Approved>().Select(e => e.Step.Value));
        Assert.Equal(PairWorld.Normal with
        {
            Primary = new(Role.Active, Boot: 2, Version: 1),
            Secondary = new(Role.Passive, Boot: 2, Version: 1),
        }, run.World);
        Assert.Equal("Installed 1 on Primary and 1 on Secondary. Primary is active, Secondary passive; the engine is running on Primary and running on Secondary; File System Status Synchronized, Registry Status Synchronized.", run.State.Outcome);
    }

    [Fact]
    public void On_Patroni_it_never_suspends()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Patroni).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.SuspendEngine or Effect.ResumeEngine);
        Assert.Equal(["B3", "B7", "B10", "B14"], run.All<RunEvent.Approved>().Select(e => e.Step.Value));
        Assert.Contains("B2, B5, B9, B12 are left out", Assert.Single(run.State.Plan.Procedure.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_restarts_when_no_update_asks_for_it()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { InstallsNeedReboot = false }).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(StepStatus.Skipped, run["B3"]);
        Assert.Equal("Secondary needs no reboot.", run.State.Steps[new("B3")].Sentence);
        Assert.Equal((1, 1), (run.World.Primary.Boot, run.World.Secondary.Boot));
        Assert.Contains(run.Sent, s => s.Key.Step.Value == "B5");
    }

    [Fact]
    public void It_may_stay_on_the_secondary()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, ends: EndsOn.Secondary).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(Role.Active, run.World.Secondary.Role);
        Assert.Equal(1, run.State.Plan.Interruptions);
    }

    [Fact]
    public void A_run_that_is_not_started_starts_nothing()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Go();

        Assert.Equal(RunStatus.Planned, run.State.Status);
        Assert.IsType<Intent.Rest>(Run.Next(run.State));
        Assert.Empty(run.Sent);
        run.Refused(new RunCommand.Pause(Samples.Operator));
        run.Refused(new RunCommand.Resume(Samples.Operator));
    }

    [Fact]
    public void A_run_starts_once()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

        run.Refused(new RunCommand.Start(Samples.Operator));
    }

    [Fact]
    public void What_has_ended_takes_no_command_but_a_measurement()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().ToTheEnd();

        run.Refused(new RunCommand.Abort(Samples.Operator, "Too late."));
        run.Must(new RunCommand.Measured(new("B14"), 1, new Interruption(TimeSpan.FromSeconds(1.4), 100, 3, TimeSpan.FromMilliseconds(50))));

        Assert.Equal(TimeSpan.FromSeconds(1.4), run.State.Steps[new("B14")].Interruption!.LongestGap);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Every_step_is_recorded_as_started_before_it_is_sent_and_with_the_guards_it_rests_on()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().ToTheEnd();

        var started = run.All<RunEvent.StepStarted>().Where(e => e.Effect is not null).ToDictionary(e => new EffectKey(run.State.Id, e.Step, e.Attempt));
        Assert.All(run.Sent, s => Assert.Equal(s.Effect, started[s.Key].Effect));
        Assert.All(started.Values, e => Assert.Equal(run.State.Plan[e.Step].Before, e.Guards.Select(g => g.Guard)));
        Assert.All(started.Values, e => Assert.All(e.Guards, g => Assert.True(g.Holds)));
        Assert.All(started.Values, e => Assert.Equal(run.State.Plan[e.Step].Gate == Gate.SecondAdmin, e.ApprovalDigest is not null));
    }

    [Fact]
    public void A_reboot_names_the_boot_that_it_ends()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().ToTheEnd();

        Assert.Equal([new Effect.Reboot(Identity.Secondary, "boot-1"), new Effect.Reboot(Identity.Primary, "boot-1")], run.Sent.Select(s => s.Effect).OfType<Effect.Reboot>());
    }
}
