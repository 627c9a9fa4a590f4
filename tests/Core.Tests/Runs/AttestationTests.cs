using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class AttestationTests
{
    private const string Reason = "I looked at the console.";
    private static readonly StepId B2 = new("B2");

    private static RunCommand.AttestFact Says(Person who, string guard) => new(who, guard, Reason);

    /// <summary>The service is not known to answer: held before the given gated step.</summary>
    private static Scenario HeldBefore(string step)
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().UpTo(step);
        run.Seen = s => s with { Service = Reading.Unknown<ServiceState>("The probe has no route.", run.Now, "test") };
        run.Approve();
        Assert.Equal(HoldKind.GuardBefore, run.Held);
        return run;
    }

    [Fact]
    public void Before_a_gated_step_one_voice_and_an_approval_that_is_bound_to_it_go_on()
    {
        var run = HeldBefore("B2");
        var before = run.State.Asked!.Digest;

        run.Must(Says(Samples.Operator, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.Single(run.All<RunEvent.ApprovalVoided>(), e => e.Digest == before);
        Assert.NotEqual(before, run.State.Asked!.Digest);
        run.Approve();
        var started = run.All<RunEvent.StepStarted>().Single(e => e.Step == B2);
        var vouched = Assert.Single(started.Guards, g => g.Attested);
        Assert.IsType<Verdict.Unknown>(vouched.Verdict);
    }

    [Fact]
    public void Who_vouched_for_a_fact_of_a_step_does_not_approve_it()
    {
        var run = HeldBefore("B2");
        run.Must(Says(Samples.Approver, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go();

        var refused = run.Refused(new RunCommand.Approve(Samples.Approver, B2, run.State.Asked!.Digest, "Yes."));

        Assert.Contains("vouched", refused.Why, StringComparison.Ordinal);
        run.Approve(Samples.Both);
        Assert.Equal(StepStatus.Awaiting, run["B2"]);
    }

    [Fact]
    public void After_a_gated_step_two_people_vouch()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        run.Seen = s => s.With(s.Secondary with { Engine = Reading.Unknown<EngineState>("No reading.", run.Now, "test") });
        run.Approve().Wait(TimeSpan.FromMinutes(10)).Go();
        Assert.Equal(HoldKind.GuardAfter, run.Held);

        run.Must(Says(Samples.Operator, "engine-suspended"));
        run.Refused(Says(Samples.Operator, "engine-suspended"));
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(StepStatus.Awaiting, run["B2"]);
        run.Wait(TimeSpan.FromMinutes(10)).Go();
        Assert.Equal(HoldKind.GuardAfter, run.Held);

        run.Must(Says(Samples.Approver, "engine-suspended"));
        Assert.Equal(HoldKind.GuardAfter, run.Held);
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(StepStatus.Done, run["B2"]);
    }

    [Fact]
    public void A_voice_from_before_a_step_says_nothing_of_what_the_step_left()
    {
        var run = HeldBefore("B2");
        run.Must(Says(Samples.Operator, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go().Approve();
        Assert.Empty(run.State.Attestations);
        run.Wait(TimeSpan.FromMinutes(10)).Go();
        Assert.Equal((HoldKind.GuardAfter, B2), (run.Held, run.At));

        run.Must(Says(Samples.Approver, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(StepStatus.Awaiting, run["B2"]);
    }

    [Fact]
    public void A_retry_rests_on_no_voice_from_before_the_attempt_that_failed()
    {
        var run = HeldBefore("B2").Must(Says(Samples.Operator, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go();
        run.Fate = _ => Core.Ports.EffectReport.Failed("It failed.", "Mend it.");
        run.Approve();
        Assert.Equal(HoldKind.Failed, run.Held);

        run.Must(new RunCommand.Retry(Samples.Operator, "Again.")).Go();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
    }

    [Fact]
    public void What_is_known_to_be_otherwise_cannot_be_vouched_for()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Seen = s => s with { Service = Reading.Known(ServiceState.Silent, run.Now, "test") };
        run.Started();

        Assert.Contains("known", run.Refused(Says(Samples.Operator, "service-answers")).Why, StringComparison.Ordinal);
        run.Refused(Says(Samples.Operator, "reachable-primary"));
        run.Refused(Says(Samples.Operator, "no-such-guard"));
        run.Refused(Says(Samples.Viewer, "service-answers"));
    }

    [Fact]
    public void A_voice_counts_for_its_step_only()
    {
        var run = HeldBefore("B2");
        run.Must(Says(Samples.Operator, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go();
        run.Seen = s => s;
        run.Approve().UpTo("B3");
        Assert.Empty(run.State.Attestations);
        run.Seen = s => s with { Service = Reading.Unknown<ServiceState>("The probe has no route.", run.Now, "test") };

        run.Approve();

        Assert.Equal((HoldKind.GuardBefore, new StepId("B3")), (run.Held, run.At));
    }

    [Fact]
    public void A_voice_is_overruled_by_what_comes_to_be_known()
    {
        var run = HeldBefore("B2").Must(Says(Samples.Operator, "service-answers"));
        run.Seen = s => s with { Service = Reading.Known(ServiceState.Silent, run.Now, "test") };

        run.Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
    }

    [Fact]
    public void A_voice_expires_and_may_be_given_again()
    {
        var run = HeldBefore("B2").Must(Says(Samples.Operator, "service-answers"));
        run.Wait(Run.AttestationLife + TimeSpan.FromSeconds(1)).Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(HoldKind.GuardBefore, run.Held);

        run.Must(Says(Samples.Operator, "service-answers")).Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.NotNull(run.State.Asked);
    }

    [Fact]
    public void Whether_a_step_is_needed_may_be_vouched_for()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { InstallsNeedReboot = false }).Started();
        run.Seen = s => s.With(s.Secondary with { RebootRequired = Reading.Unknown<bool>("No reading.", run.Now, "test") });
        run.Approve();
        Assert.Equal((HoldKind.GuardBefore, new StepId("B3")), (run.Held, run.At));

        run.Must(Says(Samples.Operator, "no-reboot-pending-secondary")).Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.Equal(StepStatus.Skipped, run["B3"]);
        Assert.Contains("vouched for", run.State.Steps[new("B3")].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_boot_id_cannot_be_vouched_for()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().UpTo("B3");
        run.Seen = s => s.With(s.Secondary with { BootId = Reading.Unknown<string>("No reading.", run.Now, "test") });
        run.Approve();
        Assert.Equal(HoldKind.GuardBefore, run.Held);

        run.Refused(Says(Samples.Operator, "rebooted-secondary"));
    }
}
