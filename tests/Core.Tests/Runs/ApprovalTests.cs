using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class ApprovalTests
{
    private static readonly StepId B2 = new("B2");

    private static Scenario Asking() => Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

    private static RunCommand.Approve Yes(Scenario run, Person by) => new(by, B2, run.State.Asked!.Digest, "Yes.");

    private static bool Suspended(Scenario run) => run.Sent.Any(s => s.Effect is Ports.Effect.SuspendEngine);

    [Fact]
    public void A_gated_step_starts_only_after_a_second_admin_approved()
    {
        var run = Asking();
        run.Wait(TimeSpan.FromMinutes(5)).Go();
        Assert.False(Suspended(run));

        run.Approve();

        Assert.True(Suspended(run));
        Assert.Equal(Samples.Approver.Id, run.State.Steps[B2].ApprovedBy);
        Assert.NotEqual(B2, run.State.Asked?.Step);
        Assert.Null(run.State.Granted);
    }

    [Fact]
    public void The_requester_never_approves_whatever_roles_or_name_they_have_by_then()
    {
        var run = Asking();
        foreach (var me in new[] { Samples.Operator with { Roles = [PortalRole.Approver, PortalRole.Admin] }, Samples.Operator with { Roles = [PortalRole.Approver], Name = "OPERATOR (renamed)" } })
        {
            run.Change(me);
            Assert.Contains("requested this run", run.Refused(Yes(run, me)).Why, StringComparison.Ordinal);
            Assert.NotNull(Run.WhyNotApprove(run.State, me));
        }
    }

    [Fact]
    public void Who_set_the_run_going_never_approves()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Must(new RunCommand.Start(Samples.Both)).Go();

        Assert.Contains("set this run going", run.Refused(Yes(run, Samples.Both)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_store_decides_who_may_approve_and_not_what_the_caller_says()
    {
        var run = Asking();
        run.Change(Samples.Approver with { Roles = [PortalRole.Viewer] });
        Assert.Contains("does not hold the Approver role", run.Refused(Yes(run, Samples.Approver)).Why, StringComparison.Ordinal);

        run.Change(Samples.Approver with { Standing = Standing.Deactivated });
        Assert.Contains("deactivated", run.Refused(Yes(run, Samples.Approver)).Why, StringComparison.Ordinal);

        run.Forget(Samples.Approver);
        Assert.Contains("does not exist", run.Refused(Yes(run, Samples.Approver)).Why, StringComparison.Ordinal);
        run.Refused(Yes(run, Samples.Starter));
        run.Refused(Yes(run, Samples.Viewer));
    }

    [Fact]
    public void A_wrong_digest_or_step_is_refused()
    {
        var run = Asking();

        run.Refused(new RunCommand.Approve(Samples.Approver, B2, new string('0', 64), "Yes."));
        run.Refused(new RunCommand.Approve(Samples.Approver, new("B3"), run.State.Asked!.Digest, "Yes."));
        run.Refused(new RunCommand.Reject(Samples.Approver, B2, new string('0', 64), "No."));
    }

    [Fact]
    public void A_question_that_nobody_answers_expires_holds_and_is_asked_anew()
    {
        var run = Asking();
        var first = run.State.Asked!;
        run.Wait(first.ExpiresAt - run.Now - TimeSpan.FromMilliseconds(1)).Must(new RunCommand.Advance());
        Assert.Equal(RunStatus.Running, run.State.Status);
        run.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Contains("expired", run.Refused(Yes(run, Samples.Approver)).Why, StringComparison.Ordinal);

        run.Must(new RunCommand.Advance());
        Assert.Equal(HoldKind.ApprovalExpired, run.Held);

        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.NotEqual(first.Digest, run.State.Asked!.Digest);
        run.Refused(new RunCommand.Approve(Samples.Approver, B2, first.Digest, "The old one."));
    }

    [Fact]
    public void An_approval_that_is_not_used_in_time_is_void()
    {
        foreach (var (late, used) in new[] { (TimeSpan.Zero, true), (TimeSpan.FromMilliseconds(1), false) })
        {
            var run = Asking();
            run.Must(Yes(run, Samples.Approver)).Wait(Run.ApprovalUse + late).Must(new RunCommand.Advance());

            Assert.Equal(used ? StepStatus.Started : StepStatus.Pending, run["B2"]);
            Assert.Equal(used ? 0 : 1, run.All<RunEvent.ApprovalVoided>().Count());
        }
    }

    [Fact]
    public void An_approval_is_used_once()
    {
        var run = Asking();
        var yes = Yes(run, Samples.Approver);
        run.Must(yes);
        run.Refused(yes);
        run.Refused(yes with { By = Samples.Both });
        run.Go();

        run.Refused(yes);
        Assert.Single(run.All<RunEvent.StepStarted>(), e => e.ApprovalDigest == yes.Digest);
        Assert.Equal(new("B3"), run.State.Asked!.Step);
    }

    [Theory]
    [InlineData("host key")]
    [InlineData("address")]
    [InlineData("host name")]
    public void A_change_of_a_server_voids_the_question_and_the_approval(string what)
    {
        var changed = Samples.Pair with
        {
            Secondary = what switch
            {
                "host key" => Samples.Pair.Secondary with { HostKeys = ["SHA256:other"] },
                "address" => Samples.Pair.Secondary with { Management = "10.0.0.9" },
                _ => Samples.Pair.Secondary with { HostName = "erp-c" },
            },
        };
        var asked = Asking();
        asked.Pair = changed;
        asked.Refused(Yes(asked, Samples.Approver));
        asked.Must(new RunCommand.Advance());
        Assert.Single(asked.All<RunEvent.ApprovalVoided>());

        var approved = Asking();
        approved.Must(Yes(approved, Samples.Approver)).Pair = changed;
        approved.Go();
        Assert.Single(approved.All<RunEvent.ApprovalVoided>());
        Assert.False(Suspended(approved));
        Assert.NotNull(approved.State.Asked);
    }

    [Fact]
    public void An_approver_who_was_demoted_disabled_or_removed_voids_theirs()
    {
        foreach (var change in new Action<Scenario>[]
        {
            r => r.Change(Samples.Approver with { Roles = [PortalRole.Operator] }),
            r => r.Change(Samples.Approver with { Standing = Standing.Deactivated }),
            r => r.Forget(Samples.Approver),
        })
        {
            var run = Asking();
            run.Must(Yes(run, Samples.Approver));
            change(run);
            run.Go();

            Assert.Single(run.All<RunEvent.ApprovalVoided>());
            Assert.False(Suspended(run));
        }
    }

    [Fact]
    public void A_renamed_approver_stays_the_same_person()
    {
        var run = Asking();
        run.Must(Yes(run, Samples.Approver)).Change(Samples.Approver with { Name = "renamed" });

        run.Go();

        Assert.True(Suspended(run));
    }

    [Fact]
    public void A_rejection_holds_and_resuming_asks_anew()
    {
        var run = Asking();
        var first = run.State.Asked!.Digest;
        run.Must(new RunCommand.Reject(Samples.Approver, B2, first, "Not during the batch run."));
        Assert.Equal(HoldKind.Rejected, run.Held);
        Assert.Contains("Not during the batch run.", run.State.Hold!.Why, StringComparison.Ordinal);

        run.Must(new RunCommand.Resume(Samples.Operator)).Go();

        Assert.NotEqual(first, run.State.Asked!.Digest);
        Assert.False(Suspended(run));
    }

    [Fact]
    public void An_approval_may_be_taken_back_until_it_is_used()
    {
        var run = Asking();
        var digest = run.State.Asked!.Digest;
        run.Must(Yes(run, Samples.Approver)).Must(new RunCommand.Reject(Samples.Approver, B2, digest, "Wait."));

        run.Go();

        Assert.Equal(HoldKind.Rejected, run.Held);
        Assert.False(Suspended(run));
    }

    [Fact]
    public void A_guard_that_flickers_while_people_are_asked_does_not_hold_but_stops_the_start()
    {
        var run = Asking();
        run.World = run.World with { Secondary = run.World.Secondary with { Up = false } };
        run.Wait(TimeSpan.FromMinutes(1)).Go();
        Assert.Equal(RunStatus.Running, run.State.Status);

        run.Approve();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.False(Suspended(run));
    }

    [Fact]
    public void An_approval_of_a_step_that_became_needless_is_void_and_passes_to_no_other()
    {
        var run = Asking().UpTo("B3");
        run.World = run.World with { Secondary = run.World.Secondary with { RebootPending = false } };

        run.Approve();

        Assert.Equal(StepStatus.Skipped, run["B3"]);
        Assert.Single(run.All<RunEvent.ApprovalVoided>(), e => e.Step.Value == "B3");
        Assert.Null(run.State.Steps[new("B4")].ApprovedBy);
        Assert.Equal(new("B7"), run.State.Asked!.Step);
    }

    [Fact]
    public void An_install_is_gated_where_the_pair_asks_for_it()
    {
        var pair = Samples.Pair with { GatedInstall = InstallGate.SecondAdmin };
        var run = Scenario.Of(Samples.Plan(ProcedureKind.B, Samples.Continuous, pair: pair));
        run.Pair = pair;

        run.Started();

        Assert.Equal(new("B1i"), run.State.Asked!.Step);
    }
}
