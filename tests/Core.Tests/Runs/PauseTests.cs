using Portal.Core.Approvals;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class PauseTests
{
    private static Scenario AtSuspend() => Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

    [Fact]
    public void A_pause_takes_effect_at_the_next_step_boundary()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Must(new RunCommand.Start(Samples.Starter));
        while (run["B1i"] != StepStatus.Started) run.Step();

        run.Must(new RunCommand.Pause(Samples.Operator));
        run.Refused(new RunCommand.Pause(Samples.Operator));
        Assert.Equal(RunStatus.Running, run.State.Status);
        run.Go();

        Assert.Equal(RunStatus.Paused, run.State.Status);
        Assert.Equal(StepStatus.Done, run["B1i"]);
        Assert.Equal(StepStatus.Pending, run["B2"]);
        Assert.IsType<Intent.Rest>(Run.Next(run.State));
    }

    [Fact]
    public void Resuming_checks_everything_again()
    {
        var run = AtSuspend();
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();
        run.Wait(TimeSpan.FromMinutes(1)).Must(new RunCommand.Resume(Samples.Starter));
        run.World = run.World with { Secondary = run.World.Secondary with { Up = false } };

        run.Approve();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.SuspendEngine);
    }

    [Fact]
    public void A_question_outlives_a_pause_and_may_be_answered_in_it()
    {
        var run = AtSuspend();
        var digest = run.State.Asked!.Digest;
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();
        Assert.Equal(RunStatus.Paused, run.State.Status);

        run.Must(new RunCommand.Approve(Samples.Approver, new("B2"), digest, "Yes.")).Go();
        Assert.Equal(RunStatus.Paused, run.State.Status);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.SuspendEngine);

        run.Must(new RunCommand.Resume(Samples.Starter)).Go();
        Assert.Equal(StepStatus.Done, run["B2"]);
        Assert.Equal(digest, run.All<RunEvent.StepStarted>().Single(e => e.Step.Value == "B2").ApprovalDigest);
    }

    [Fact]
    public void An_approval_given_in_a_pause_that_lasts_too_long_is_void()
    {
        var run = AtSuspend();
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();
        run.Must(new RunCommand.Approve(Samples.Approver, new("B2"), run.State.Asked!.Digest, "Yes."));

        run.Wait(ApprovalTerms.Usual.UseWithin + TimeSpan.FromSeconds(1)).Must(new RunCommand.Resume(Samples.Starter)).Go();

        Assert.Contains("not used within 15 min", Assert.Single(run.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);
        Assert.NotNull(run.State.Asked);
        Assert.Null(run.State.Granted);
    }

    [Fact]
    public void Who_resumes_the_run_has_not_approved_it()
    {
        var run = AtSuspend();
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();
        run.Must(new RunCommand.Approve(Samples.Both, new("B2"), run.State.Asked!.Digest, "Yes."));

        run.Must(new RunCommand.Resume(Samples.Both)).Go();

        Assert.Contains("set this run going", Assert.Single(run.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.SuspendEngine);
    }

    [Fact]
    public void A_question_may_be_rejected_in_a_pause()
    {
        var run = AtSuspend();
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();

        run.Must(new RunCommand.Reject(Samples.Approver, new("B2"), run.State.Asked!.Digest, "Not tonight."));

        Assert.Equal(HoldKind.Rejected, run.Held);
    }

    [Fact]
    public void A_run_that_is_paused_before_its_end_still_ends()
    {
        var run = Scenario.Of(ProcedureKind.Switchover, Samples.Continuous).Started().UpTo("S1");
        run.Must(new RunCommand.Approve(Samples.Approver, new("S1"), run.State.Asked!.Digest, "Yes.")).Must(new RunCommand.Advance());
        run.Must(new RunCommand.Pause(Samples.Operator)).Go();
        Assert.Equal(RunStatus.Paused, run.State.Status);

        run.Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.Equal(RunStatus.Completed, run.State.Status);
    }
}
