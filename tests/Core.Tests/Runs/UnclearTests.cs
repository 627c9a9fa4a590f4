using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class UnclearTests
{
    private static readonly TimeSpan Limit = PairLimits.Default.Reboot;

    private static Scenario Rebooting(EffectReport? fate)
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().UpTo("B3");
        run.Must(new RunCommand.Approve(Samples.Approver, new("B3"), run.State.Asked!.Digest, "Yes.")).Must(new RunCommand.Advance());
        run.Fate = _ => fate;
        return run;
    }

    private static RunCommand.AttestOutcome Says(Person who, Outcome outcome) => new(who, outcome, "I looked at the console.");

    [Fact]
    public void An_unknown_outcome_is_looked_at_until_the_limit_and_then_holds()
    {
        var run = Rebooting(EffectReport.Unknown("The connection was lost."));

        run.Wait(Limit - TimeSpan.FromSeconds(1)).Step();
        Assert.Equal(RunStatus.Running, run.State.Status);
        run.Wait(TimeSpan.FromSeconds(1)).Step();

        Assert.Equal(HoldKind.Unclear, run.Held);
        Assert.Equal(StepStatus.Unclear, run["B3"]);
    }

    [Fact]
    public void What_is_still_under_way_at_the_limit_holds_too()
    {
        var run = Rebooting(new EffectReport(EffectState.Running, "Shutting down."));

        run.Wait(Limit - TimeSpan.FromSeconds(1)).Step();
        Assert.Equal(RunStatus.Running, run.State.Status);
        run.Wait(TimeSpan.FromSeconds(1)).Step();

        Assert.Equal("'Reboot Secondary' is still under way after 30 min: Shutting down.", run.State.Hold!.Why);
    }

    [Fact]
    public void No_result_holds_at_once()
    {
        var run = Rebooting(new EffectReport(EffectState.NoResult, "The job left no result."));

        run.Step();

        Assert.Equal(HoldKind.Unclear, run.Held);
    }

    [Fact]
    public void A_key_that_was_never_seen_fails_after_thirty_seconds_and_not_before()
    {
        var run = Rebooting(EffectReport.NotSeen("No such key."));

        run.Wait(Run.ArrivesWithin - TimeSpan.FromMilliseconds(1)).Step();
        Assert.Equal(StepStatus.Started, run["B3"]);
        run.Wait(TimeSpan.FromMilliseconds(1)).Step();

        Assert.Equal(HoldKind.Failed, run.Held);
        Assert.Contains("never reached the server", run.State.Hold!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Resuming_looks_again_and_sends_nothing()
    {
        var run = Rebooting(new EffectReport(EffectState.NoResult, "No result."));
        run.Step();

        run.Must(new RunCommand.Resume(Samples.Operator));
        var look = Assert.IsType<Intent.Resolve>(Run.Next(run.State));
        run.Fate = _ => null;
        run.Go();

        Assert.Equal(new EffectKey(run.State.Id, new("B3"), 1), look.Key);
        Assert.Equal(StepStatus.Done, run["B3"]);
        Assert.Single(run.All<RunEvent.StepStarted>(), e => e.Step.Value == "B3");
    }

    [Fact]
    public void A_dangerous_outcome_needs_two_people_who_saw_the_same()
    {
        var run = Rebooting(new EffectReport(EffectState.NoResult, "No result."));
        run.Step();

        run.Must(Says(Samples.Operator, Outcome.Done));
        Assert.Equal(HoldKind.Unclear, run.Held);
        run.Refused(Says(Samples.Operator, Outcome.Done));
        run.Refused(Says(Samples.Viewer, Outcome.Done));
        run.Must(Says(Samples.Both, Outcome.NotDone));
        Assert.Equal(HoldKind.Unclear, run.Held);
        run.World = run.World.Do(run.State.Steps[new("B3")].Effect!).After;
        run.Must(Says(Samples.Approver, Outcome.Done)).Go();

        Assert.Equal(StepStatus.Done, run["B3"]);
    }

    [Fact]
    public void An_outcome_that_was_vouched_for_long_after_the_limit_still_leaves_time_for_its_guards()
    {
        var run = Rebooting(new EffectReport(EffectState.NoResult, "No result."));
        run.Step();
        run.Must(Says(Samples.Operator, Outcome.Done)).Wait(TimeSpan.FromHours(2)).Must(Says(Samples.Approver, Outcome.Done));

        run.Must(new RunCommand.Advance());

        Assert.Equal(RunStatus.Running, run.State.Status);
        run.Wait(Run.Settle).Must(new RunCommand.Advance());
        Assert.Equal(HoldKind.GuardAfter, run.Held);
    }

    [Fact]
    public void Seen_not_to_be_done_makes_a_retry_possible_with_a_new_approval()
    {
        var run = Rebooting(new EffectReport(EffectState.NoResult, "No result."));
        run.Step();

        run.Must(Says(Samples.Operator, Outcome.NotDone)).Must(Says(Samples.Approver, Outcome.NotDone));
        Assert.Equal(HoldKind.Failed, run.Held);
        run.Fate = _ => null;
        run.Must(new RunCommand.Retry(Samples.Operator, "Again.")).Go().Approve();

        Assert.Equal(StepStatus.Done, run["B3"]);
        Assert.Equal(2, run.World.Secondary.Boot);
    }

    [Fact]
    public void One_person_is_enough_where_nothing_is_gated()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Fate = e => e is Effect.Verify ? new EffectReport(EffectState.NoResult, "No result.") : null;
        run.Started().ToTheEnd();

        run.Must(Says(Samples.Operator, Outcome.Done));

        Assert.Equal(RunStatus.Running, run.State.Status);
    }

    [Fact]
    public void What_a_scan_found_cannot_be_vouched_for()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Fate = e => e is Effect.Scan ? new EffectReport(EffectState.NoResult, "No result.") : null;
        run.Started();

        run.Refused(Says(Samples.Operator, Outcome.Done));
        run.Must(Says(Samples.Operator, Outcome.NotDone));

        Assert.Equal(HoldKind.Failed, run.Held);
    }

    [Fact]
    public void Nobody_says_what_is_not_in_doubt()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

        run.Refused(Says(Samples.Operator, Outcome.Done));
        run.Refused(new RunCommand.Report(EffectReport.Succeeded("Out of the blue.")));
    }
}
