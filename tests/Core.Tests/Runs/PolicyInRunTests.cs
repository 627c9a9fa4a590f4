using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>What a policy asks for, in a run: how many, who, for how long, and for which steps.</summary>
public sealed class PolicyInRunTests
{
    private static readonly StepId B2 = new("B2");

    private static ApprovalPolicy Saying(ApprovalTerms terms) => new(1, [new(null, null, [], terms)]);

    /// <summary>A run whose plan was made under these terms, and which still counts.</summary>
    private static Scenario Under(ApprovalTerms terms)
    {
        var plan = Samples.Plan(ProcedureKind.B, Samples.Continuous);
        var run = Scenario.Of(plan with { Approvals = [.. plan.Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin).Select(s => new StepTerms(s.Id, terms))] });
        run.Policy = Saying(terms);
        return run.Started();
    }

    private static RunCommand.Approve Yes(Scenario run, Person by) => new(by, run.State.Current!.Id, run.State.Asked!.Digest, "Yes.");

    private static bool Suspended(Scenario run) => run.Sent.Any(s => s.Effect is Ports.Effect.SuspendEngine);

    [Fact]
    public void Two_approvers_are_two_people()
    {
        var run = Under(ApprovalTerms.Usual with { Approvers = 2 });
        Assert.Contains("Waits for 2 approvers", Says.Next(run.State, run.Facts), StringComparison.Ordinal);
        run.Must(Yes(run, Samples.Approver)).Go();
        Assert.False(Suspended(run));
        Assert.Contains("Waits for 1 more of 2 approvers", Says.Next(run.State, run.Facts), StringComparison.Ordinal);
        Assert.Contains("You approved this already", run.Refused(Yes(run, Samples.Approver)).Why, StringComparison.Ordinal);
        run.Change(Samples.Approver with { Name = "APPROVER" });
        run.Refused(Yes(run, Samples.Approver with { Name = "APPROVER" }));

        run.Must(Yes(run, Samples.Other)).Go();

        Assert.True(Suspended(run));
    }

    [Fact]
    public void The_first_of_two_approvals_grows_old_while_the_second_is_missing()
    {
        var run = Under(ApprovalTerms.Usual with { Approvers = 2 });
        run.Must(Yes(run, Samples.Approver)).Wait(ApprovalTerms.Usual.UseWithin + TimeSpan.FromSeconds(1)).Must(new RunCommand.Advance());

        Assert.Contains("was not used", Assert.Single(run.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);
        run.Go().Must(Yes(run, Samples.Other)).Go();
        Assert.False(Suspended(run));
    }

    [Fact]
    public void An_approver_who_is_out_while_the_second_is_missing_voids_theirs()
    {
        var run = Under(ApprovalTerms.Usual with { Approvers = 2 });
        run.Must(Yes(run, Samples.Approver)).Change(Samples.Approver with { Standing = Standing.Deactivated });
        run.Must(new RunCommand.Advance());

        Assert.Contains("deactivated", Assert.Single(run.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_approvals_in_time_hold_the_run_and_say_how_many_there_were()
    {
        var run = Under(ApprovalTerms.Usual with { Approvers = 2, DecideWithin = TimeSpan.FromMinutes(10) });
        run.Must(Yes(run, Samples.Approver)).Wait(TimeSpan.FromMinutes(10)).Must(new RunCommand.Advance());

        Assert.Equal(HoldKind.ApprovalExpired, run.Held);
        Assert.Contains("Only 1 of 2 approved", run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.Contains("within 10 min", run.State.Hold.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_not_in_the_group_or_role_is_told_so_and_who_leaves_it_voids_theirs()
    {
        var run = Under(ApprovalTerms.Usual with { Roles = [PortalRole.Admin], Groups = ["dba"] });
        Assert.Contains("does not hold the Admin role", run.Refused(Yes(run, Samples.Approver)).Why, StringComparison.Ordinal);
        var admin = Samples.Approver with { Roles = [PortalRole.Approver, PortalRole.Admin] };
        run.Change(admin);
        Assert.Contains("is not in the group 'dba'", run.Refused(Yes(run, admin)).Why, StringComparison.Ordinal);
        run.Change(admin with { Groups = ["dba"] });
        run.Must(Yes(run, admin)).Change(admin with { Groups = ["ops"] });
        run.Must(new RunCommand.Advance());

        Assert.Single(run.All<RunEvent.ApprovalVoided>());
        Assert.False(Suspended(run));
    }

    [Fact]
    public void A_policy_that_becomes_looser_changes_nothing_of_an_open_run_and_one_that_becomes_stricter_counts_at_once()
    {
        var two = ApprovalTerms.Usual with { Approvers = 2 };
        var run = Under(two);
        run.Policy = ApprovalPolicy.Initial;
        run.Must(Yes(run, Samples.Approver)).Go();
        Assert.False(Suspended(run));

        var asked = Under(ApprovalTerms.Usual);
        asked.Policy = Saying(two);
        asked.Must(new RunCommand.Advance());
        Assert.Contains("asks for more", Assert.Single(asked.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);
        Assert.Equal(2, asked.Go().State.Asked!.Approvers);

        var approved = Under(ApprovalTerms.Usual);
        approved.Must(Yes(approved, Samples.Approver)).Policy = Saying(two);
        approved.Go();
        Assert.False(Suspended(approved));
        Assert.Equal(2, approved.State.Asked!.Approvers);
    }

    [Fact]
    public void One_answer_for_the_whole_plan_leads_to_its_end()
    {
        var run = Under(ApprovalTerms.Usual with { ForWholePlan = true, UseWithin = TimeSpan.FromHours(12) });
        var gated = run.State.Plan.Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin).Select(s => s.Id);
        Assert.Equal(gated, run.State.Asked!.Covers!.Value);

        run.Must(Yes(run, Samples.Approver)).Go();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Single(run.All<RunEvent.ApprovalAsked>());
        Assert.Empty(run.All<RunEvent.ApprovalVoided>());
        Assert.Null(run.State.Asked);
        Assert.All(run.All<RunEvent.StepStarted>().Where(e => gated.Contains(e.Step)), e => Assert.NotNull(e.ApprovalDigest));
    }

    [Fact]
    public void An_answer_for_the_whole_plan_grows_old_like_any_other()
    {
        var run = Under(ApprovalTerms.Usual with { ForWholePlan = true, UseWithin = TimeSpan.FromMinutes(1) });
        run.Must(Yes(run, Samples.Approver));
        while (run.State is { Status: RunStatus.Running, Granted: not null } && run.Step()) run.Wait(TimeSpan.FromSeconds(20)).World = run.World.Settled();

        Assert.Equal(RunStatus.Running, run.State.Status);
        Assert.Null(run.Go().State.Granted);
        Assert.Contains("was not used", Assert.Single(run.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_failed_is_asked_for_by_itself_whatever_the_answer_for_the_plan_was()
    {
        var run = Under(ApprovalTerms.Usual with { ForWholePlan = true, UseWithin = TimeSpan.FromHours(12) });
        var failed = false;
        run.Fate = e => e is Ports.Effect.Reboot && !failed && (failed = true) ? Ports.EffectReport.Failed("No.", "") : null;
        run.Must(Yes(run, Samples.Approver)).Go();
        Assert.Equal(HoldKind.Failed, run.Held);

        run.Must(new RunCommand.Retry(Samples.Operator, "Again.")).Go();

        Assert.NotNull(run.State.Asked);
        Assert.Null(run.State.Granted);
        Assert.Equal(2, run.State.Asked!.Attempt);
        Assert.Null(run.State.Asked.Covers);
    }

    [Fact]
    public void What_somebody_vouched_for_is_asked_for_by_itself()
    {
        var run = Under(ApprovalTerms.Usual with { ForWholePlan = true, UseWithin = TimeSpan.FromHours(12) });
        var blind = false;
        run.Seen = p => blind ? p with { Service = Pairs.Reading.Unknown<Pairs.ServiceState>("Nobody looks.", run.Now, "test") } : p;
        run.Must(Yes(run, Samples.Approver));
        while (run.State.Current?.Id != new StepId("B3") && run.Step()) run.Wait(TimeSpan.FromSeconds(1));
        blind = true;
        for (var i = 0; i < 20 && run.Held is null; i++) run.Wait(TimeSpan.FromSeconds(2)).Must(new RunCommand.Advance());
        Assert.Equal(HoldKind.GuardBefore, run.Held);

        run.Must(new RunCommand.AttestFact(Samples.Operator, run.State.Hold!.Guards.First(g => !g.Holds).Guard.Id, "I looked.")).Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.Single(run.All<RunEvent.ApprovalVoided>());
        Assert.Null(run.State.Granted);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Ports.Effect.Reboot);
    }

    [Fact]
    public void An_answer_for_the_plan_may_be_taken_back_and_the_next_step_is_asked_anew()
    {
        var run = Under(ApprovalTerms.Usual with { ForWholePlan = true, UseWithin = TimeSpan.FromHours(12) });
        run.Must(Yes(run, Samples.Approver));
        while (run.State.Steps[B2].Status != StepStatus.Done && run.Step()) run.Wait(TimeSpan.FromSeconds(1));
        run.Must(new RunCommand.Reject(Samples.Approver, B2, run.State.Asked!.Digest, "Stop after this."));
        run.Go();

        Assert.Null(run.State.Granted);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Ports.Effect.Reboot);
    }

    [Fact]
    public void A_clock_that_jumps_a_day_never_lengthens_an_approvals_life()
    {
        foreach (var jump in new[] { TimeSpan.FromDays(1), TimeSpan.FromDays(-1) })
        {
            var granted = Under(ApprovalTerms.Usual);
            granted.Must(Yes(granted, Samples.Approver)).Wait(jump).Must(new RunCommand.Advance());
            Assert.False(Suspended(granted));
            Assert.Single(granted.All<RunEvent.ApprovalVoided>());

            var asked = Under(ApprovalTerms.Usual);
            asked.Wait(jump);
            Assert.Contains("expired", asked.Refused(Yes(asked, Samples.Approver)).Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_a_little_does_not_lengthen_it_either()
    {
        var run = Under(ApprovalTerms.Usual);
        run.Must(Yes(run, Samples.Approver)).Wait(TimeSpan.FromMinutes(1)).Known = (TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(16));
        run.Must(new RunCommand.Advance());
        Assert.Single(run.All<RunEvent.ApprovalVoided>());

        var asked = Under(ApprovalTerms.Usual);
        asked.Wait(TimeSpan.FromMinutes(1)).Known = (TimeSpan.FromMinutes(60), TimeSpan.Zero);
        asked.Refused(Yes(asked, Samples.Approver));
    }
}
