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
