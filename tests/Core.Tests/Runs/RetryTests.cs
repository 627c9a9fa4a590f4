using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class RetryTests
{
    private static readonly RunCommand.Retry Retry = new(Samples.Operator, "Mended.");

    private static Scenario Failing<T>(EffectReport? report = null) where T : Effect
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Fate = e => e is T ? report ?? EffectReport.Failed("dpkg was interrupted.", "Run dpkg --configure -a.") : null;
        return run.Started().ToTheEnd();
    }

    [Fact]
    public void A_failed_effect_holds_and_is_not_tried_again_by_itself_or_by_a_resume()
    {
        var run = Failing<Effect.Install>();

        Assert.Equal(HoldKind.Failed, run.Held);
        Assert.Equal("Run dpkg --configure -a.", run.State.Hold!.Remedy);
        run.Refused(new RunCommand.Resume(Samples.Operator));
        run.Wait(TimeSpan.FromHours(1)).Go();
        Assert.Single(run.Sent, s => s.Effect is Effect.Install);
    }

    [Fact]
    public void A_retry_is_a_new_attempt_and_checks_everything_again()
    {
        var run = Failing<Effect.Install>();
        run.Fate = _ => null;

        run.Must(Retry).Go();

        Assert.Equal([1, 2], run.All<RunEvent.StepStarted>().Where(e => e.Step.Value == "B1i").Select(e => e.Attempt));
        Assert.Equal(StepStatus.Done, run["B1i"]);
    }

    [Fact]
    public void A_retry_of_a_gated_step_asks_for_a_new_approval()
    {
        var run = Failing<Effect.Reboot>();
        var first = run.All<RunEvent.ApprovalAsked>().Last().Request;
        run.Fate = _ => null;

        run.Must(Retry).Go();

        var second = run.State.Asked!;
        Assert.Equal((first.Step, 2), (second.Step, second.Attempt));
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.Single(run.Sent, s => s.Effect is Effect.Reboot);
        run.Refused(new RunCommand.Approve(Samples.Approver, first.Step, first.Digest, "The old one."));
        run.Approve();
        Assert.Equal(StepStatus.Done, run["B3"]);
    }

    [Fact]
    public void Who_retries_does_not_approve()
    {
        var run = Failing<Effect.Reboot>().Must(new RunCommand.Retry(Samples.Both, "Again.")).Go();

        Assert.Contains("set this run going", run.Refused(new RunCommand.Approve(Samples.Both, new("B3"), run.State.Asked!.Digest, "Yes.")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_failed_is_retried()
    {
        var running = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        running.Refused(Retry);

        var unclear = Failing<Effect.Reboot>(new EffectReport(EffectState.NoResult, "No result."));
        Assert.Equal(HoldKind.Unclear, unclear.Held);
        unclear.Refused(Retry);
    }

    [Fact]
    public void A_retry_within_a_loops_second_round_installs_what_that_round_is_due()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = 1 } }).Started().ToTheEnd();
        run.Fate = e => e is Effect.Install ? EffectReport.Failed("No.", "") : null;
        run.Must(new RunCommand.TakeFurtherUpdates(Samples.Operator, "Take it.")).Go();
        Assert.Equal((HoldKind.Failed, new StepId("B1i")), (run.Held, run.At));
        run.Fate = _ => null;

        run.Must(Retry).Go();

        Assert.Equal([1, 2, 3], run.Sent.Where(s => s.Effect is Effect.Install).Select(s => s.Key.Attempt));
        Assert.Equal(Samples.Update(2).Target, Assert.Single(((Effect.Install)run.Sent.Last(s => s.Effect is Effect.Install).Effect).Packages));
        Assert.Equal(StepStatus.Done, run["B1i"]);
    }
}
