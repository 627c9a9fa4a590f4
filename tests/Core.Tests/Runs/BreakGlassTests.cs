using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>The emergency: what it stands for, what it never overrides, and that it stays open until reviewed.</summary>
public sealed class BreakGlassTests
{
    private const string Why = "The site is down and nobody answers the phone.";
    private static readonly StepId B2 = new("B2");

    // Alone at night: the same person requested and started it.
    private static readonly Person Alone = Samples.Operator with { Roles = [PortalRole.Operator, PortalRole.BreakGlass] };

    private static Scenario Asking(ApprovalTerms? terms = null)
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Change(Alone);
        if (terms is not null) run.Policy = new(1, [new(null, null, [], terms)]);
        return run.Must(new RunCommand.Start(Alone)).Go();
    }

    private static RunCommand.BreakGlass Break(Scenario run, Person by, string why = Why) => new(by, run.State.Current!.Id, run.State.Asked!.Digest, why);

    private static bool Suspended(Scenario run) => run.Sent.Any(s => s.Effect is Ports.Effect.SuspendEngine);

    [Fact]
    public void It_lets_the_asked_step_run_and_no_other_whatever_the_policy_asks_for()
    {
        foreach (var terms in new[] { ApprovalTerms.Usual, ApprovalTerms.Usual with { Approvers = 3, Groups = ["dba"] }, ApprovalTerms.Usual with { ForWholePlan = true } })
        {
            var run = Asking(terms);
            run.Must(Break(run, Alone)).Go();

            Assert.True(Suspended(run));
            Assert.NotEqual(B2, run.State.Asked!.Step);
            Assert.Null(run.State.Granted);
            Assert.Equal((B2, Alone.Id), (Assert.Single(run.State.GlassBreaks).Step, run.State.GlassBreaks[0].By));
        }
    }

    [Fact]
    public void Only_who_holds_the_role_now_may_and_only_with_a_reason_that_tells_something()
    {
        var run = Asking();
        foreach (var by in new[] { Samples.Approver, Samples.Both, Samples.Viewer, Samples.Starter }) run.Refused(Break(run, by));
        run.Refused(Break(run, Alone, "Emergency."));
        run.Refused(Break(run, Alone, new string('x', 501)));
        run.Refused(new RunCommand.BreakGlass(Alone, B2, new string('0', 64), Why));
        run.Refused(new RunCommand.BreakGlass(Alone, new("B3"), run.State.Asked!.Digest, Why));
        run.Change(Alone with { Roles = [PortalRole.Operator] });
        Assert.Contains("BreakGlass role", run.Refused(Break(run, Alone)).Why, StringComparison.Ordinal);
        run.Change(Alone with { Standing = Standing.Deactivated });
        run.Refused(Break(run, Alone));
        Assert.Empty(run.State.GlassBreaks);
    }

    [Fact]
    public void By_what_people_proved_themselves_stands_with_it_and_the_step_knows_how_it_ran()
    {
        var run = Asking();
        run.Must(Break(run, Alone) with { Proof = "totp" }).Go().ToTheEnd();
        run.Must(new RunCommand.ReviewGlass(Samples.Approver, run.State.GlassBreaks[0].Digest, true, "It was needed.", "passkey"));

        Assert.Equal("totp", Assert.Single(run.All<RunEvent.GlassBroken>()).Proof);
        Assert.Equal("passkey", Assert.Single(run.All<RunEvent.GlassReviewed>()).Proof);
        Assert.Equal(run.State.GlassBreaks[0].Digest, run.State.Steps[B2].Glass);
        Assert.All(run.State.Steps.Where(s => s.Key != B2), s => Assert.Null(s.Value.Glass));
        Assert.Equal([B2], run.All<RunEvent.StepStarted>().Where(s => s.Glass == true).Select(s => s.Step));
    }

    [Fact]
    public void An_approver_who_comes_too_late_is_told_and_may_still_reject()
    {
        var run = Asking();
        var digest = run.State.Asked!.Digest;
        run.Must(Break(run, Alone));

        Assert.Contains("broke the glass", run.Refused(new RunCommand.Approve(Samples.Approver, B2, digest, "Looked at both.")).Why, StringComparison.Ordinal);
        run.Must(new RunCommand.Reject(Samples.Approver, B2, digest, "I am here now.")).Go();

        Assert.Equal(HoldKind.Rejected, run.Held);
        Assert.False(Suspended(run));
        Assert.Single(run.State.GlassBreaks);
    }

    [Fact]
    public void The_role_alone_approves_nothing()
    {
        var run = Asking();
        run.Refused(new RunCommand.Approve(Alone, B2, run.State.Asked!.Digest, "Mine."));
        var other = Samples.Approver with { Roles = [PortalRole.BreakGlass] };
        run.Change(other);
        run.Refused(new RunCommand.Approve(other, B2, run.State.Asked!.Digest, "Mine."));
    }

    [Fact]
    public void It_overrides_no_guard()
    {
        var run = Asking();
        run.World = run.World with { Secondary = run.World.Secondary with { Up = false } };
        run.Must(Break(run, Alone)).Go();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.False(Suspended(run));
    }

    [Fact]
    public void It_is_void_when_it_is_not_used_in_time_the_clock_jumps_the_role_is_lost_or_what_was_asked_changes()
    {
        foreach (var change in new Action<Scenario>[]
        {
            r => r.Wait(ApprovalTerms.Usual.UseWithin + TimeSpan.FromSeconds(1)),
            r => r.Wait(TimeSpan.FromDays(-1)),
            r => r.Known = (TimeSpan.Zero, TimeSpan.FromMinutes(16)),
            r => r.Change(Alone with { Roles = [PortalRole.Operator] }),
            r => r.Pair = r.Pair with { Secondary = r.Pair.Secondary with { HostKeys = ["SHA256:other"] } },
        })
        {
            var run = Asking();
            run.Must(Break(run, Alone));
            change(run);
            run.Must(new RunCommand.Advance());

            Assert.Single(run.All<RunEvent.ApprovalVoided>());
            Assert.False(Suspended(run));
            Assert.Single(run.State.GlassBreaks);
        }
    }

    [Fact]
    public void It_stays_open_until_somebody_else_has_reviewed_it_also_after_the_end()
    {
        var run = Asking();
        var digest = run.State.Asked!.Digest;
        run.Must(Break(run, Alone)).Go().ToTheEnd();
        Assert.Equal(RunStatus.Completed, run.State.Status);
        var broken = Assert.Single(run.State.GlassBreaks);
        Assert.Null(broken.Review);

        var judge = Alone with { Roles = [PortalRole.Approver, PortalRole.Admin, PortalRole.BreakGlass] };
        run.Change(judge);
        Assert.Contains("somebody else", run.Refused(new RunCommand.ReviewGlass(judge, digest, true, "Mine was right.")).Why, StringComparison.Ordinal);
        run.Refused(new RunCommand.ReviewGlass(Samples.Starter, digest, true, "Fine."));
        run.Refused(new RunCommand.ReviewGlass(Samples.Approver, new string('0', 64), true, "Fine."));
        run.Refused(new RunCommand.ReviewGlass(Samples.Approver, digest, true, " "));
        run.Must(new RunCommand.ReviewGlass(Samples.Approver, digest, false, "Two of us were on call."));

        Assert.Equal((Samples.Approver.Id, false), (run.State.GlassBreaks[0].Review!.By, run.State.GlassBreaks[0].Review!.Justified));
        Assert.Contains("already", run.Refused(new RunCommand.ReviewGlass(Samples.Viewer, digest, true, "Fine.")).Why, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }
}
