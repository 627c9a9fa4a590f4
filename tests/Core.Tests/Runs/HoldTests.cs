using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class HoldTests
{
    private static Scenario AtSuspend() => Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

    [Fact]
    public void A_guard_that_fails_before_a_step_holds_the_run_and_names_cause_and_remedy()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Seen = s => s with { Service = Reading.Known(ServiceState.Silent, run.Now, "test") };

        run.Started();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Equal("'Preflight' was not started: The protected service does not answer (simulated service).", run.State.Hold!.Why);
        Assert.Equal("Find out why users are not served before anything is changed on this pair. Resume checks everything again.", run.State.Hold.Remedy);
        Assert.Equal(["service-answers"], run.State.Hold.Guards.Where(g => !g.Holds).Select(g => g.Guard.Id));
        Assert.Empty(run.Sent);
    }

    [Fact]
    public void A_reading_that_is_not_known_holds()
    {
        var run = AtSuspend();
        run.World = run.World with { Secondary = run.World.Secondary with { Readable = false } };

        run.Approve();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains(run.State.Hold!.Guards, g => g.Verdict is Verdict.Unknown);
        Assert.Equal(StepStatus.Pending, run["B2"]);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.SuspendEngine);
    }

    [Theory]
    [InlineData(5.0, null)]
    [InlineData(5.1, HoldKind.GuardBefore)]
    public void A_reading_counts_for_five_seconds(double age, HoldKind? held)
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Wait(TimeSpan.FromMinutes(1)).Must(new RunCommand.Start(Samples.Starter)).Wait(Run.Settle);
        run.Seen = s => s with { Service = s.Service with { At = run.Now - TimeSpan.FromSeconds(age) } };

        run.Must(new RunCommand.Advance());

        Assert.Equal(held, run.Held);
        Assert.Equal(held is null ? StepStatus.Done : StepStatus.Pending, run["B0"]);
    }

    [Fact]
    public void A_guard_has_ten_seconds_to_settle()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Must(new RunCommand.Start(Samples.Starter));
        run.World = run.World with { Synced = false };

        run.Wait(Run.Settle - TimeSpan.FromMilliseconds(1)).Must(new RunCommand.Advance());
        Assert.Equal(RunStatus.Running, run.State.Status);

        run.Wait(TimeSpan.FromMilliseconds(1)).Must(new RunCommand.Advance());
        Assert.Equal(HoldKind.GuardBefore, run.Held);
    }

    [Fact]
    public void A_held_run_starts_nothing_until_somebody_resumes_and_then_checks_everything_again()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Seen = s => s with { Service = Reading.Known(ServiceState.Silent, run.Now, "test") };
        run.Started();
        Assert.Equal(HoldKind.GuardBefore, run.Held);

        run.Seen = s => s;
        run.Wait(TimeSpan.FromHours(1)).Go();
        Assert.IsType<Intent.Rest>(Run.Next(run.State));
        Assert.Equal(HoldKind.GuardBefore, run.Held);

        run.Seen = s => s with { Channel = Reading.Known(ChannelState.Disconnected, run.Now, "test") };
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Contains("channel", run.State.Hold!.Why, StringComparison.Ordinal);

        run.Seen = s => s;
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(new("B2"), run.At);
    }

    [Fact]
    public void After_a_step_its_guards_have_the_steps_limit_and_then_the_run_holds()
    {
        var run = AtSuspend();
        run.Seen = s => s.With(s.Secondary with { Engine = Reading.Known(EngineState.Running, run.Now, "test") });
        run.Approve();
        Assert.Equal(StepStatus.Awaiting, run["B2"]);
        Assert.Equal(RunStatus.Running, run.State.Status);

        run.Wait(run.State.Plan[new("B2")].Limit).Go();
        Assert.Equal(HoldKind.GuardAfter, run.Held);
        Assert.Contains("Engine suspended on both servers", run.State.Hold!.Why, StringComparison.Ordinal);

        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(StepStatus.Awaiting, run["B2"]);
        Assert.Equal(RunStatus.Running, run.State.Status);

        run.Seen = s => s;
        run.Go();
        Assert.Equal(StepStatus.Done, run["B2"]);
        Assert.Single(run.Sent, s => s.Effect is Effect.SuspendEngine);
    }

    [Fact]
    public void After_an_outage_of_the_portal_a_limit_that_is_long_over_leaves_time_for_a_reading()
    {
        var run = AtSuspend().Approve().UpTo("B3");
        run.Fate = _ => EffectReport.Unknown("Not yet.");
        run.Must(new RunCommand.Approve(Samples.Approver, new("B3"), run.State.Asked!.Digest, "Yes.")).Must(new RunCommand.Advance());
        Assert.Equal(StepStatus.Started, run["B3"]);

        run.Wait(TimeSpan.FromHours(3));
        run.Fate = _ => null;
        run.Step();
        run.World = run.World with { Secondary = run.World.Secondary with { Readable = false } };
        run.Must(new RunCommand.Advance());
        Assert.Equal(RunStatus.Running, run.State.Status);

        run.World = run.World with { Secondary = run.World.Secondary with { Readable = true } };
        run.Must(new RunCommand.Advance());
        Assert.Equal(StepStatus.Done, run["B3"]);
    }

    [Fact]
    public void What_was_read_before_the_last_step_ended_tells_nothing()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Patroni).Must(new RunCommand.Start(Samples.Starter));
        var before = run.World.Look(run.Now);
        while (run["B1i"] != StepStatus.Done) run.Wait(TimeSpan.FromMilliseconds(100)).Step();
        Assert.True(run.World.Secondary.RebootPending);
        Assert.True(run.Now - before.Primary.Role.At < GuardChecks.Freshness);

        run.Seen = _ => before;
        run.Must(new RunCommand.Advance());
        Assert.Equal(StepStatus.Pending, run["B3"]);

        run.Seen = s => s;
        run.Go();
        Assert.Equal(new("B3"), run.State.Asked?.Step);
    }
}
