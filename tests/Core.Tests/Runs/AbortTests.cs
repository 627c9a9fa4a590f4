using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class AbortTests
{
    private static readonly RunCommand.Abort Abort = new(Samples.Operator, "Users complain.");

    private static Scenario Rebooting(EffectReport fate)
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().UpTo("B3");
        run.Must(new RunCommand.Approve(Samples.Approver, new("B3"), run.State.Asked!.Digest, "Yes.")).Must(new RunCommand.Advance());
        run.Fate = _ => fate;
        return run.Go();
    }

    [Fact]
    public void Before_the_start_it_ends_at_once()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Must(Abort);

        Assert.Equal(RunStatus.Aborted, run.State.Status);
        Assert.Empty(run.Sent);
    }

    [Fact]
    public void At_a_gate_it_ends_at_once_and_nobody_is_asked_any_more()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        var digest = run.State.Asked!.Digest;

        run.Must(Abort);

        Assert.Equal(RunStatus.Aborted, run.State.Status);
        Assert.Null(run.State.Asked);
        run.Refused(new RunCommand.Approve(Samples.Approver, new("B2"), digest, "Yes."));
        Assert.StartsWith("Primary is active, Secondary passive", run.State.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void In_flight_it_watches_to_the_end_and_starts_nothing_more()
    {
        var run = Rebooting(EffectReport.Unknown("No connection."));
        run.Must(Abort);
        run.Refused(Abort);
        Assert.Equal(RunStatus.Running, run.State.Status);
        Assert.IsType<Intent.Resolve>(Run.Next(run.State));

        run.Fate = _ => null;
        run.Go();

        Assert.Equal(RunStatus.Aborted, run.State.Status);
        Assert.Equal(new("B3"), run.Sent[^1].Key.Step);
        Assert.Equal(2, run.World.Secondary.Boot);
    }

    [Fact]
    public void In_flight_a_failure_ends_the_run_without_a_hold()
    {
        var run = Rebooting(EffectReport.Unknown("No connection.")).Must(Abort);
        run.Fate = _ => EffectReport.Failed("sudo refused.", "");
        run.Go();

        Assert.Equal(RunStatus.Aborted, run.State.Status);
        Assert.Empty(run.All<RunEvent.Held>());
        Assert.Equal(StepStatus.Failed, run["B3"]);
    }

    [Fact]
    public void In_flight_what_stays_unclear_is_told()
    {
        var run = Rebooting(EffectReport.Unknown("No connection.")).Must(Abort);

        run.Wait(PairLimits.Default.Reboot).Go();

        Assert.Equal(RunStatus.Aborted, run.State.Status);
        Assert.StartsWith("It is not known whether 'Reboot Secondary' happened. ", run.State.Outcome, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EffectState.Failed, HoldKind.Failed)]
    [InlineData(EffectState.NoResult, HoldKind.Unclear)]
    public void While_held_it_ends_at_once(EffectState state, HoldKind hold)
    {
        var run = Rebooting(new EffectReport(state, "It went wrong."));
        Assert.Equal(hold, run.Held);

        run.Must(Abort);

        Assert.Equal(RunStatus.Aborted, run.State.Status);
        Assert.Equal(hold == HoldKind.Unclear, run.State.Outcome.StartsWith("It is not known", StringComparison.Ordinal));
    }

    [Fact]
    public void While_paused_it_ends_at_once()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();

        run.Must(new RunCommand.Abort(Samples.Approver, "An approver may abort, too."));

        Assert.Equal(RunStatus.Aborted, run.State.Status);
    }

    [Fact]
    public void While_a_result_is_awaited_it_ends_at_once()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        run.Seen = s => s.With(s.Primary with { Engine = Reading.Unknown<EngineState>("No reading.", run.Now, "test") });
        run.Approve();
        Assert.Equal(StepStatus.Awaiting, run["B2"]);

        run.Must(Abort);

        Assert.Equal(RunStatus.Aborted, run.State.Status);
    }

    [Fact]
    public void After_an_abort_the_way_back_to_normal_brings_the_pair_in_order()
    {
        var aborted = Rebooting(EffectReport.Failed("No.", "")).Must(Abort);
        Assert.False(Words.IsNormal(aborted.World.Look(aborted.Now)));

        var back = Scenario.Of(ProcedureKind.BackToNormal, Samples.Continuous, aborted.World).Started().ToTheEnd();

        Assert.Equal(RunStatus.Completed, back.State.Status);
        Assert.True(Words.IsNormal(back.World.Look(back.Now)));
    }
}
