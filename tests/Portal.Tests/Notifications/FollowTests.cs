using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Notifications;
using Portal.Runs;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class FollowTests : IDisposable
{
    private readonly NotifyStage _stage = new(Story.Planned());

    public void Dispose() => _stage.Dispose();

    private IEnumerable<(string Kind, string Recipient)> Told => _stage.All.Select(row => (row.Kind, row.Recipient));

    private long Position => new FollowStore(_stage.Database, _stage.Ledger, _stage.Outbox).Position();

    [Fact]
    public void A_question_is_told_to_those_who_may_decide_and_to_nobody_else()
    {
        _stage.Reachable(Story.Olga, Story.Adam, Story.Vera, NotifyStage.Ada);
        _stage.Story.Start().UntilAsked("B2");

        _stage.Write().Follow();

        // Olga holds the Approver role, but requested and started the run.
        Assert.Equal([("approval-asked", Story.Adam.Id.Value)], Told);
        var notice = _stage.All[0].Notice;
        Assert.Equal($"/approvals/{_stage.Story.State.Id}/B2", notice.Path);
        Assert.Contains(notice.Lines, line => line.Contains("November security updates.", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_approved_already_is_not_asked_again_while_another_is_missing()
    {
        var run = _stage.Story.Start().UntilAsked("B2").State;
        var now = _stage.Time.GetUtcNow();

        Assert.True(Deciders.MayDecide(run, Story.Adam));
        Assert.False(Deciders.MayDecide(run with { Grants = [new GrantedApproval(Story.Adam.Id, now, now, "Looked.")] }, Story.Adam));
    }

    [Fact]
    public void An_approver_who_set_another_run_going_or_left_out_a_step_is_not_asked()
    {
        _stage.Reachable(Story.Adam);
        _stage.Story.Do(new RunCommand.Start(Story.Adam with { Roles = [PortalRole.Operator, PortalRole.Approver] })).UntilAsked("B2");

        _stage.Write().Follow();

        Assert.Empty(Told);
    }

    [Fact]
    public void A_held_run_is_told_to_operators_with_the_requester_first()
    {
        var other = Story.Vera;
        _stage.SetRoles(other, PortalRole.Operator);
        _stage.Reachable(Story.Olga, Story.Adam, other);
        _stage.Story.Start().UntilAsked("B2");
        _stage.Write().Follow();
        _stage.Story.Do(new RunCommand.Reject(Story.Adam, _stage.Story.State.Asked!.Step, _stage.Story.State.Asked.Digest, "Payroll runs."));

        _stage.Write().Follow();

        Assert.Equal([("approval-asked", Story.Adam.Id.Value), ("run-held", Story.Olga.Id.Value), ("run-held", other.Id.Value)], Told);
    }

    [Fact]
    public void The_end_of_a_run_is_told_to_its_requester()
    {
        _stage.Reachable(Story.Olga, Story.Adam);
        _stage.Story.Start().Until(run => run.Ended, Story.Adam);

        _stage.Write().Follow();

        // The questions on the way were decided before anybody could be told.
        Assert.Equal([("run-completed", Story.Olga.Id.Value)], Told);
    }

    [Fact]
    public void Nobody_is_told_who_does_not_wish_it_has_no_address_or_is_gone()
    {
        _stage.Reach(Story.Adam, "adam@example.com", NoticeWish.Holds);
        _stage.Story.Start().UntilAsked("B2");
        _stage.Write().Follow();
        Assert.Empty(Told);

        using var second = new NotifyStage(Story.Planned());
        second.Reach(Story.Adam, null);
        second.Story.Start().UntilAsked("B2");
        Assert.Empty(second.Write().Follow().All);

        using var third = new NotifyStage(Story.Planned());
        third.Reachable(Story.Adam).Deactivate(Story.Adam);
        third.Story.Start().UntilAsked("B2");
        Assert.Empty(third.Write().Follow().All);
    }

    [Fact]
    public void A_first_start_with_an_old_ledger_begins_at_its_end()
    {
        _stage.Reachable(Story.Adam, Story.Olga);
        _stage.Execute("DELETE FROM notification_position", new { });
        _stage.Story.Start().UntilAsked("B2");
        _stage.Write();

        _stage.NewFollower().Follow();
        Assert.Empty(Told);

        _stage.Story.Do(new RunCommand.Abort(Story.Olga, "Too late."));
        _stage.Write().Follow();
        Assert.Equal([("run-aborted", Story.Olga.Id.Value)], Told);
    }

    [Fact]
    public void What_happened_while_the_portal_was_down_is_told_at_its_start_and_once()
    {
        _stage.Reachable(Story.Adam);
        _stage.Story.Start().UntilAsked("B2");
        _stage.Write();

        _stage.NewFollower().Follow();
        _stage.NewFollower().Follow();
        _stage.Follow();

        Assert.Single(_stage.All);
    }

    [Fact]
    public void Two_processes_that_follow_one_ledger_tell_everything_once()
    {
        _stage.Reachable(Story.Adam, Story.Olga);
        var (one, two) = (_stage.NewFollower(), _stage.NewFollower());
        _stage.Story.Start().UntilAsked("B2");
        _stage.Write();
        Parallel.Invoke(one.Follow, two.Follow);
        _stage.Story.Do(new RunCommand.Abort(Story.Olga, "Too late."));
        _stage.Write();
        Parallel.Invoke(two.Follow, one.Follow);

        Assert.Equal([("approval-asked", Story.Adam.Id.Value), ("run-aborted", Story.Olga.Id.Value)], Told);
    }

    [Fact]
    public void A_restored_backup_is_followed_from_its_own_end()
    {
        _stage.Reachable(Story.Adam);
        _stage.Execute("UPDATE notification_position SET seq = 1000000", new { });
        _stage.NewFollower();
        _stage.Story.Start().UntilAsked("B2");

        _stage.Write().Follow();

        Assert.Single(_stage.All);
    }

    [Fact]
    public void Thousands_of_entries_that_tell_nobody_anything_are_passed_over()
    {
        var before = Position;
        for (var i = 0; i < 450; i++) _stage.Ledger.Note(new StreamId("security"), new NewEntry("sign-out", Story.Olga.Id, "{}"));
        _stage.Follow();
        // So that a restart does not read them all again.
        Assert.True(Position - before >= 400);
        _stage.Reachable(Story.Adam);
        _stage.Story.Start().UntilAsked("B2");

        _stage.Write().Follow();

        Assert.Single(_stage.All);
    }

    [Fact]
    public void An_entry_that_nobody_understands_does_not_silence_the_later_ones()
    {
        _stage.Sources.Insert(0, new Failing());
        _stage.NewFollower();
        _stage.Reachable(Story.Adam);
        _stage.Story.Start().UntilAsked("B2");

        _stage.Write().Follow();

        Assert.Single(_stage.All);
    }

    [Fact]
    public void A_further_source_alerts_every_admin_whatever_they_wish()
    {
        _stage.Sources.Add(new BrokenGlass());
        _stage.NewFollower();
        _stage.Reach(NotifyStage.Ada, "ada@example.com", NoticeWish.Digest);
        _stage.Ledger.Note(new StreamId("security"), new NewEntry("glass.broken", Story.Olga.Id, "{}"));

        _stage.Follow();

        Assert.Equal([("alert", NotifyStage.Ada.Id.Value)], Told);
    }

    private sealed class Failing : INoticeSource
    {
        public bool Tells(string kind) => kind == "approval.asked";

        public IEnumerable<Told> Of(LedgerEntry entry) => throw new NotSupportedException("An event of another release.");
    }

    private sealed class BrokenGlass : INoticeSource
    {
        public bool Tells(string kind) => kind == "glass.broken";

        public IEnumerable<Told> Of(LedgerEntry entry) =>
            [new Told(new Notice($"glass/{entry.Seq}", NoticeKind.Alert, "The glass was broken", ["Look at it."], "/audit", "Open the audit trail"), [NotifyStage.Ada.Id])];
    }
}
