using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>How questions and approvals end without being used.</summary>
public sealed class ApprovalEndTests
{
    private static readonly StepId B2 = new("B2");

    private static Scenario Asking() => Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

    private static RunCommand.Approve Yes(Scenario run, Person by) => new(by, B2, run.State.Asked!.Digest, "Yes.");

    private static bool Suspended(Scenario run) => run.Sent.Any(s => s.Effect is Ports.Effect.SuspendEngine);

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
            run.Must(Yes(run, Samples.Approver)).Wait(ApprovalTerms.Usual.UseWithin + late).Must(new RunCommand.Advance());

            Assert.Equal(used ? StepStatus.Started : StepStatus.Pending, run["B2"]);
            Assert.Equal(used ? 0 : 1, run.All<RunEvent.ApprovalVoided>().Count());
        }
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
        Assert.EndsWith(what == "host key" ? "changed since: the host keys." : "changed since: names or addresses of the servers.", Assert.Single(asked.All<RunEvent.ApprovalVoided>()).Why, StringComparison.Ordinal);

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
            r => r.Change(Samples.Approver with { Unconfirmed = [new(1, LoneChangeKind.Password, Samples.Viewer.Id, Samples.Start, [])] }),
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
}
