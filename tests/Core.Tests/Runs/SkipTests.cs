using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Exploration;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class SkipTests
{
    private static readonly EffectReport Broken = EffectReport.Failed("The mirror does not answer.", "See that the mirror answers.");

    private static RunCommand.Skip Skip(string step, string reason = "The mirror is being moved") => new(Samples.Operator, new(step), reason);

    /// <summary>A run of procedure B that is held at the step, because its effect failed.</summary>
    private static Scenario HeldAt(string step, EffectReport? report = null)
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Fate = _ => run.At?.Value == step ? report ?? Broken : null;
        run.Started().ToTheEnd();
        Assert.Equal((new StepId(step), RunStatus.Held), (run.At, run.State.Status));
        run.Fate = _ => null;
        return run;
    }

    [Fact]
    public void A_verify_that_failed_can_be_skipped_and_the_run_goes_on_and_names_it()
    {
        var run = HeldAt("B4").Must(Skip("B4"));

        Assert.Equal((RunStatus.Running, StepStatus.Skipped, Samples.Operator.Id), (run.State.Status, run["B4"], run.State.Steps[new("B4")].SkippedBy));
        Assert.Equal(("Not verified on Secondary: The mirror is being moved.", "The mirror is being moved"), Assert.Single(run.All<RunEvent.StepSkipped>().Where(e => e.Reason is not null).Select(e => (e.Why, e.Reason!))));
        run.Go().ToTheEnd();
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.StartsWith("Not verified on Secondary: The mirror is being moved. Installed 1 on Primary and 1 on Secondary. Primary is active", run.State.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verify_whose_check_does_not_come_true_can_be_skipped_and_the_next_steps_still_ask_for_it()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Seen = s => run.At?.Value is "B4" or "B7" ? s.With(s.Secondary with { RebootRequired = Reading.Known(true, run.Now, "test") }) : s;
        run.Started().ToTheEnd();
        run.Wait(run.State.Plan[new("B4")].Limit).Go();
        Assert.Equal((HoldKind.GuardAfter, new StepId("B4")), (run.Held, run.At));

        run.Must(Skip("B4")).Go().ToTheEnd();

        Assert.Equal((HoldKind.GuardBefore, new StepId("B7")), (run.Held, run.At));
        Assert.Contains("reboot is pending", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.Switchover);
    }

    [Fact]
    public void A_rescan_that_was_not_started_can_be_skipped_and_leaves_further_updates_for_another_run()
    {
        var world = PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = 1 } };
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, world);
        run.Seen = s => run.At?.Value == "B4s" ? s.With(s.Secondary with { PackageActivity = Reading.Known(new PackageActivity("apt-get"), run.Now, "test") }) : s;
        run.Started().ToTheEnd();
        Assert.Equal((HoldKind.GuardBefore, new StepId("B4s")), (run.Held, run.At));

        run.Must(Skip("B4s")).Go().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.StartsWith("Not scanned again on Secondary, so further updates are left for another run: The mirror is being moved.", run.State.Outcome, StringComparison.Ordinal);
        Assert.Equal(1, run.World.Secondary.Version);
    }

    [Fact]
    public void Without_its_first_scan_an_install_waits_until_somebody_vouches_for_what_is_offered()
    {
        var run = HeldAt("B1").Must(Skip("B1")).Go();
        Assert.Equal((HoldKind.GuardBefore, new StepId("B1i")), (run.Held, run.At));
        Assert.Contains("was not scanned in this run", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Effect.Install);

        run.Must(new RunCommand.AttestFact(Samples.Starter, "packages-as-planned-secondary", "I read the list.")).Must(new RunCommand.Resume(Samples.Starter)).Go().ToTheEnd();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.StartsWith("Not scanned on Secondary: ", run.State.Outcome, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B1i")]
    [InlineData("B2")]
    [InlineData("B3")]
    [InlineData("B5")]
    [InlineData("B7")]
    public void What_a_run_is_for_and_what_keeps_the_pair_safe_cannot_be_skipped(string step)
    {
        var run = HeldAt(step);

        Assert.Contains("cannot be skipped", run.Refused(Skip(step)).Why, StringComparison.Ordinal);
        Assert.Equal((RunStatus.Held, new StepId(step)), (run.State.Status, run.At));
    }

    [Fact]
    public void The_checks_before_a_run_and_the_wait_for_sync_cannot_be_skipped()
    {
        var preflight = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Synced = false });
        preflight.Seen = s => s with { Service = Reading.Known(ServiceState.Silent, preflight.Now, "test") };
        Assert.Equal(HoldKind.GuardBefore, preflight.Started().Held);
        preflight.Refused(Skip("B0"));

        var sync = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        sync.Seen = s => sync.At?.Value == "B6" ? s with { Channel = Reading.Known(ChannelState.Disconnected, sync.Now, "test") } : s;
        sync.Started().ToTheEnd().Wait(TimeSpan.FromHours(13)).Go();
        Assert.Equal((HoldKind.GuardAfter, new StepId("B6")), (sync.Held, sync.At));
        sync.Refused(Skip("B6"));
    }

    [Fact]
    public void A_step_that_does_not_hold_the_run_cannot_be_skipped()
    {
        var running = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        running.Refused(Skip("B4"));

        var held = HeldAt("B4");
        held.Refused(Skip("B4s"));
        held.Must(Skip("B4"));
        Assert.Contains("only while it holds the run", held.Refused(Skip("B4")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_which_nobody_knows_whether_it_ended_is_skipped_only_when_somebody_saw_that_it_did()
    {
        var run = HeldAt("B4", new EffectReport(EffectState.NoResult, "The job left no result."));
        Assert.Equal(HoldKind.Unclear, run.Held);
        run.Refused(Skip("B4"));

        run.Must(new RunCommand.AttestOutcome(Samples.Operator, Outcome.NotDone, "Nothing runs there.")).Must(Skip("B4")).Go();

        Assert.Equal(StepStatus.Skipped, run["B4"]);
    }

    [Fact]
    public void Further_updates_are_answered_not_skipped()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = 1 } }).Started().ToTheEnd();
        Assert.Equal(HoldKind.FurtherUpdates, run.Held);

        Assert.Contains("leave them", run.Refused(Skip("B4s")).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_skips_approves_nothing_of_the_run_also_when_somebody_else_resumes_it()
    {
        var run = HeldAt("B4").Must(new RunCommand.Skip(Samples.Both, new("B4"), "By hand."));
        Assert.Equal(Samples.Both.Id, run.State.SetGoingBy);
        run.Must(new RunCommand.Pause(Samples.Operator)).Go().Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.Contains("skipped a step of this run", run.Refused(new RunCommand.Approve(Samples.Both, run.State.Asked!.Step, run.State.Asked.Digest, "Fine.")).Why, StringComparison.Ordinal);
        run.Approve();
    }

    [Fact]
    public void A_later_question_is_bound_to_what_was_left_out()
    {
        var told = HeldAt("B4").Must(Skip("B4"));
        var other = HeldAt("B4").Must(Skip("B4", "For another reason."));

        string Digest(Scenario run) => Portal.Core.Approvals.Binding.For(run.State, new("B7"), 1, run.Pair, run.Now, "nonce").Digest();

        Assert.NotEqual(Digest(told), Digest(other));
    }

    [Fact]
    public void A_second_round_makes_good_what_was_left_out_in_the_first()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = 1 } });
        run.Fate = e => e is Effect.Verify && run.State.Steps[new("B4")].Rounds == 1 ? Broken : null;
        run.Started().ToTheEnd().Must(Skip("B4")).Go();
        Assert.Single(run.State.Exceptions);

        run.Must(new RunCommand.TakeFurtherUpdates(Samples.Operator, "Security."));
        Assert.Single(run.State.Exceptions);
        run.Go().ToTheEnd();

        Assert.Empty(run.State.Exceptions);
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.StartsWith("Installed ", run.State.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void An_aborted_run_names_what_was_left_out_too()
    {
        var run = HeldAt("B4").Must(Skip("B4")).Must(new RunCommand.Abort(Samples.Operator, "Too late."));

        Assert.StartsWith("Not verified on Secondary: ", run.State.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_for_an_attempt_that_somebody_retried_already_is_refused()
    {
        var run = HeldAt("B4");
        run.Fate = e => e is Effect.Verify ? Broken : null;
        run.Must(new RunCommand.Retry(Samples.Operator, "Again.", 1)).Go();

        Assert.Contains("was retried already", run.Refused(new RunCommand.Retry(Samples.Starter, "Again.", 1)).Why, StringComparison.Ordinal);
        run.Must(new RunCommand.Retry(Samples.Starter, "Again.", 2));
    }

    [Fact]
    public void The_exploration_finds_an_end_that_does_not_name_what_was_left_out()
    {
        var node = Node.Of(Samples.Plan(ProcedureKind.B, Samples.Patroni), PairWorld.Normal, 0);
        Recorded Event(RunEvent e) => new(e, node.Now, Samples.Operator.Id);
        var skipped = Event(new RunEvent.StepSkipped(new("B4"), "Not verified on Secondary: by hand.", "by hand"));
        var after = node with { Trail = new Trail(skipped, node.Trail), State = Run.Evolve(node.State, skipped) };

        Assert.Contains("does not tell", Assert.Throws<RuleBrokenException>(() => Rules.Appended(after, Event(new RunEvent.Aborted("All is well.")))).Rule, StringComparison.Ordinal);
        Assert.Contains("left out by a person", Assert.Throws<RuleBrokenException>(() => Rules.Appended(node, Event(new RunEvent.StepSkipped(new("B3"), "Not rebooted.", "Later")))).Rule, StringComparison.Ordinal);
    }
}
