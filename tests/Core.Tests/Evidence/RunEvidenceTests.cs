using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Portal.Core.Evidence;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Evidence;

public sealed class RunEvidenceTests
{
    private static RunEvidence Of(Scenario run) => Of(run.Events);

    private static RunEvidence Of(IEnumerable<Recorded> events) =>
        RunEvidence.Of(events.Select((r, i) => new RunEntry(i + 1, r.Event, r.At, r.Actor)))!;

    private static Scenario B() => Scenario.Of(ProcedureKind.B, Samples.Continuous);

    [Fact]
    public void A_run_without_entries_or_without_its_plan_gives_no_evidence()
    {
        Assert.Null(RunEvidence.Of([]));
        Assert.Null(RunEvidence.Of([new RunEntry(1, new RunEvent.Started(), Samples.Start, Samples.Operator.Id)]));
    }

    [Fact]
    public void A_whole_run_tells_each_step_with_who_approved_it_and_each_package_as_verified()
    {
        var evidence = Of(B().Started().ToTheEnd());

        Assert.Equal(RunStatus.Completed, evidence.State.Status);
        Assert.Equal(Enumerable.Range(1, evidence.Asked.Procedure.Steps.Length), evidence.Steps.Select(s => s.Number));
        var reboot = evidence.Steps.Single(s => s.Planned.Id.Value == "B3");
        var attempt = Assert.Single(reboot.Attempts);
        Assert.Equal((StepStatus.Done, false), (attempt.Became, attempt.Glass));
        var approval = evidence.Approvals.Single(a => a.Question.Digest == attempt.Approval);
        Assert.Equal(ApprovalFate.Used, approval.Fate);
        Assert.Equal((Samples.Approver.Id, "Looks right."), (approval.Decisions[0].By, approval.Decisions[0].Reason));
        Assert.Equal(new StepId("B3"), Assert.Single(approval.Uses).Step);
        Assert.NotNull(approval.TookToDecide);
        foreach (var server in Identities.Both)
            Assert.Equal(new PackageEvidence("lab-app", "1.0", true, "1.1", PackageFate.Verified), Assert.Single(evidence.Packages[server].Packages));
        Assert.Equal([Samples.Starter.Id], evidence.Executors);
        Assert.Empty(evidence.Holds);
        Assert.Empty(evidence.Exceptions);
    }

    [Fact]
    public void How_the_pair_stood_is_the_last_look_before_the_first_change_and_after_the_last_one()
    {
        var evidence = Of(B().Started().ToTheEnd());

        var changed = evidence.Entries.First(e => e.Event is RunEvent.StepStarted { Effect: Effect.Install }).Seq;
        Assert.All(evidence.Before, standing => Assert.True(standing.Seq <= changed));
        Assert.Contains("Primary is active", evidence.Before.Single(s => s.Aspect == Aspect.Roles).Seen!.Verdict.Why, StringComparison.Ordinal);
        Assert.Contains("Synchronized", evidence.After.Single(s => s.Aspect == Aspect.Sync).Seen!.Verdict.Why, StringComparison.Ordinal);
        var last = evidence.Entries.Last(e => e.Event is RunEvent.StepStarted { Effect: Effect.Switchover }).Seq;
        Assert.All(evidence.After.Where(s => s.Seen is not null), standing => Assert.True(standing.Seq > last));
    }

    [Fact]
    public void What_no_check_looked_at_since_the_last_change_is_not_known()
    {
        var run = B().Started().UpTo("B3");
        run.Fate = effect => effect is Effect.Reboot ? new EffectReport(EffectState.NoResult, "The job left no result.", "Look at it.") : null;
        run.Approve();

        var evidence = Of(run);

        Assert.Equal(HoldKind.Unclear, run.Held);
        Assert.All(evidence.After.Where(s => s.Aspect != Aspect.Roles), standing => Assert.Null(standing.Seen));
        Assert.Null(evidence.Packages.Secondary.RebootAfter.Pending);
        Assert.Null(Assert.Single(evidence.Holds).Ended);
    }

    [Fact]
    public void A_package_is_verified_only_when_the_server_was_read_back_after_the_installation()
    {
        var run = B().Started();
        Assert.Equal(PackageFate.Installed, Fate());
        Assert.Equal(PackageFate.NotBegun, Assert.Single(Of(run).Packages.Primary.Packages).Fate);

        run.Fate = effect => effect is Effect.Verify ? EffectReport.Failed("It is not there.", "Look.") : null;
        run.ToTheEnd();
        Assert.Equal(HoldKind.Failed, run.Held);
        Assert.Equal(PackageFate.Installed, Fate());

        run.Fate = _ => null;
        run.Must(new RunCommand.Retry(Samples.Operator, "It is mended")).Go();
        Assert.Equal(PackageFate.Verified, Fate());

        PackageFate Fate() => Assert.Single(Of(run).Packages.Secondary.Packages).Fate;
    }

    [Fact]
    public void An_installation_that_failed_leaves_it_unknown_what_is_installed()
    {
        var run = B();
        run.Fate = effect => effect is Effect.Install ? EffectReport.Failed("The disk is full.", "Free some.") : null;

        Assert.Equal(PackageFate.Unknown, Assert.Single(Of(run.Started()).Packages.Secondary.Packages).Fate);
    }

    [Fact]
    public void A_pending_restart_is_told_before_and_after_as_the_run_saw_it()
    {
        var evidence = Of(B().Started().ToTheEnd());

        Assert.True(evidence.Entries.Any(e => e.Event is RunEvent.StepStarted { Effect: Effect.Reboot }));
        foreach (var server in Identities.Both)
        {
            Assert.False(evidence.Packages[server].RebootBefore.Pending);
            Assert.False(evidence.Packages[server].RebootAfter.Pending);
            Assert.True(evidence.Packages[server].RebootAfter.At > evidence.Packages[server].RebootBefore.At);
        }
    }

    [Fact]
    public void A_hold_tells_what_led_the_run_on_and_a_skip_is_an_exception_with_its_reason()
    {
        var run = B();
        run.Fate = _ => run.At?.Value == "B4" ? EffectReport.Failed("The mirror does not answer.", "See that it answers.") : null;
        run.Started().ToTheEnd();
        run.Must(new RunCommand.Skip(Samples.Operator, new("B4"), "The mirror is being moved"));

        var evidence = Of(run);

        var hold = Assert.Single(evidence.Holds);
        Assert.Equal((HoldKind.Failed, new StepId("B4")), (hold.Held.Kind, hold.Held.Step));
        Assert.IsType<RunEvent.StepSkipped>(hold.Ended!.Event);
        var exception = Assert.Single(evidence.Exceptions);
        Assert.Equal((ExceptionKind.Skipped, Samples.Operator.Id, "The mirror is being moved"), (exception.Kind, exception.By, exception.Reason));
        Assert.Contains(Samples.Operator.Id, evidence.Executors);
    }

    [Fact]
    public void Each_end_of_a_question_is_told_apart()
    {
        var run = B().Started();
        run.Must(new RunCommand.Reject(Samples.Approver, run.State.Asked!.Step, run.State.Asked.Digest, "Payroll runs."));
        run.Go();
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        run.Wait(TimeSpan.FromHours(2)).Go();
        Assert.Equal(HoldKind.ApprovalExpired, run.Held);
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        run.Must(new RunCommand.Abort(Samples.Operator, "Enough.")).Go();

        var approvals = Of(run).Approvals;

        Assert.Equal([ApprovalFate.Rejected, ApprovalFate.Expired, ApprovalFate.RunEnded], approvals.Select(a => a.Fate));
        Assert.Equal("Nobody decided within 1 h.", approvals[1].Why);
        Assert.Null(approvals[1].TookToDecide);
        Assert.Equal("Enough.", Assert.IsType<RunEvent.AbortAsked>(Of(run).AbortAsked!.Event).Reason);
    }

    [Fact]
    public void Broken_glass_is_an_exception_until_and_after_somebody_else_reviewed_it()
    {
        var alone = Samples.Operator with { Roles = [Core.People.PortalRole.Operator, Core.People.PortalRole.BreakGlass] };
        var run = B();
        run.Change(alone);
        run.Must(new RunCommand.Start(alone)).Go();
        run.Must(new RunCommand.BreakGlass(alone, run.State.Current!.Id, run.State.Asked!.Digest, "The site is down and nobody answers the phone.")).Go();

        var open = Of(run).Approvals[0];
        Assert.Equal((ApprovalFate.UsedByGlass, null), (open.Fate, open.Review?.Said));
        Assert.True(Of(run).Steps.Single(s => s.Planned.Id == open.Question.Step).Attempts[0].Glass);
        var exception = Of(run).Exceptions.Single(e => e.Kind == ExceptionKind.GlassBroken);
        Assert.Equal(open.Question.Digest, exception.Digest);

        var reviewed = run.Events.Append(new Recorded(new RunEvent.GlassReviewed(open.Question.Digest, true, "Right."), run.Now, Samples.Approver.Id));
        Assert.Equal((Samples.Approver.Id, true), Of(reviewed).Approvals[0].Review is { } review ? (review.Said.By, review.Said.Justified) : default);
    }

    [Theory]
    [MemberData(nameof(GoldenTests.Files), MemberType = typeof(GoldenTests))]
    public void Every_history_of_an_earlier_release_gives_evidence(string file)
    {
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)))!;
        var lines = RunJson.Read<ImmutableArray<GoldenTests.Line>>(golden["events"]!.ToJsonString());

        var evidence = Of(lines.Select(l => new Recorded(l.Event, l.At, l.Actor)));

        Assert.Equal(lines.Count(l => l.Event is RunEvent.Held), evidence.Holds.Length);
        Assert.Equal(lines.Count(l => l.Event is RunEvent.ApprovalAsked), evidence.Approvals.Length);
        Assert.Equal(lines.Count(l => l.Event is RunEvent.StepStarted), evidence.Steps.Sum(s => s.Attempts.Length));
        Assert.All(evidence.Approvals, a => Assert.True(a.Fate is not (ApprovalFate.Open or ApprovalFate.Given) || !evidence.State.Ended));
        foreach (var server in Identities.Both)
            Assert.Equal(evidence.State.Plan.Packages[server].Length, evidence.Packages[server].Packages.Count(p => p.Fate != PackageFate.NotPlanned));
    }
}
