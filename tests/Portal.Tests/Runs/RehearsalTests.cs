using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs.Rehearsals;
using Portal.Tests.Pages;

namespace Portal.Tests.Runs;

public sealed class RehearsalTests
{
    public static TheoryData<ProcedureKind, string> Procedures => new(
        from kind in Enum.GetValues<ProcedureKind>()
        from engine in new[] { "simulated", "patroni" }
        select (kind, engine));

    private static EngineTraits Engine(string name) => name == "patroni" ? Rehearsed.Patroni : Story.Engine;

    [Theory, MemberData(nameof(Procedures))]
    public async Task A_pair_in_order_comes_to_the_end_of_every_procedure(ProcedureKind kind, string engine)
    {
        var story = Story.Planned();
        var plan = Rehearsed.Plan(story, kind, Engine(engine));

        var report = await Rehearsed.Play(story, plan);

        Assert.Equal(RehearsalEnd.Completed, report.End);
        Assert.Empty(report.Holds);
        Assert.Equal(RunStatus.Completed, report.State.Status);
        Assert.Equal(plan.Interruptions, report.Silences.Length);
        Assert.True(Words.IsNormal(report.Left) || kind == ProcedureKind.Switchover, Words.StateOf(report.Left));
        var asked = plan.Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin && report.State.Steps[s.Id].Status == StepStatus.Done).Select(s => s.Id);
        Assert.Equal(asked, report.Events.Select(e => e.Event).OfType<RunEvent.Approved>().Select(e => e.Step));
    }

    [Theory, MemberData(nameof(Procedures))]
    public async Task Every_fault_of_every_step_is_answered_and_the_run_comes_to_its_end(ProcedureKind kind, string engine)
    {
        var story = Story.Planned();
        var plan = Rehearsed.Plan(story, kind, Engine(engine));
        var faults = plan.Procedure.Steps.SelectMany(s => Rehearsed.Stages.FaultsAt(s)).ToArray();
        Assert.NotEmpty(faults);

        foreach (var fault in faults)
        {
            var report = await Rehearsed.Play(story, plan, fault);
            TestContext.Current.TestOutputHelper?.WriteLine($"{fault.Step} {fault.Id}: {report.End}, {report.Holds.Length} holds, {report.Took}, silent {report.Silent}: {string.Join(" | ", report.Holds.Select(h => h.State.Hold!.Why))}");
            Assert.True(report.End == RehearsalEnd.Completed, $"{fault.Step} {fault.Id}: {report.End}. {report.State.Hold?.Why} {report.State.Hold?.Remedy}");
        }
    }

    [Fact]
    public async Task A_server_that_does_not_come_back_holds_the_run_after_the_limit_while_users_are_served()
    {
        var story = Story.Planned();
        var report = await Rehearsed.Play(story, Rehearsed.Plan(story), "B3 reboot-never-returns");

        var hold = Assert.Single(report.Holds);
        Assert.Equal((HoldKind.Unclear, "B3"), (hold.State.Hold!.Kind, hold.State.Hold.Step.Value));
        Assert.True(hold.At - report.Begins > story.Pair.Limits.Reboot);
        Assert.Equal(ServiceState.Answers, hold.Left.Service.Value);
        Assert.Contains("Nothing is sent a second time.", hold.Answer);
        Assert.Equal(1, report.State.Steps[new StepId("B3")].Attempts);
    }

    [Fact]
    public async Task A_lost_connection_during_the_install_holds_nothing_and_repeats_nothing()
    {
        var story = Story.Planned();
        var report = await Rehearsed.Play(story, Rehearsed.Plan(story), "B1i connection-cut");

        Assert.Empty(report.Holds);
        Assert.Equal(1, report.State.Steps[new StepId("B1i")].Attempts);
        Assert.Equal(RehearsalEnd.Completed, report.End);
    }

    [Fact]
    public async Task A_switchover_whose_outcome_is_lost_is_vouched_for_by_two_people()
    {
        var story = Story.Planned();
        var report = await Rehearsed.Play(story, Rehearsed.Plan(story), "B7 switchover-outcome-lost");

        Assert.Equal(2, report.Events.Where(e => e.Event is RunEvent.OutcomeAttested).Select(e => e.Actor).Distinct().Count());
        Assert.Contains("a second person looks, too", Assert.Single(report.Holds).Answer);
    }

    [Fact]
    public async Task Users_who_are_not_served_after_a_switchover_are_counted_as_silent()
    {
        var story = Story.Planned();
        var well = await Rehearsed.Play(story, Rehearsed.Plan(story));
        var report = await Rehearsed.Play(story, Rehearsed.Plan(story), "B7 service-silent");

        Assert.True(report.Silent >= story.Pair.Limits.Switchover, $"{report.Silent}");
        Assert.True(well.Silent < TimeSpan.FromSeconds(10), $"{well.Silent}");
        Assert.Equal(ServiceState.Silent, Assert.Single(report.Holds).Left.Service.Value);
    }

    [Fact]
    public async Task It_begins_with_the_pair_as_it_is()
    {
        var story = Story.Planned();
        story.Snapshot = story.Snapshot.With(story.Snapshot.Secondary with { PackageActivity = Reading.Known(new PackageActivity("apt-get (pid 9)"), story.Time.GetUtcNow(), "test") });

        var report = await Rehearsed.Play(story, Rehearsed.Plan(story));

        Assert.Equal(HoldKind.GuardBefore, Assert.Single(report.Holds).State.Hold!.Kind);
        Assert.Contains("lock on Secondary", report.Holds[0].State.Hold!.Why);
        Assert.DoesNotContain(report.Holds[0].State.Steps.Values, s => s.Attempts > 0);
    }

    [Fact]
    public async Task What_a_rehearsal_cannot_mend_ends_it_there()
    {
        var story = Story.Planned();
        story.Snapshot = story.Snapshot.With(story.Snapshot.Primary with { RebootRequired = Reading.Known(true, story.Time.GetUtcNow(), "test") });

        var report = await Rehearsed.Play(story, Rehearsed.Plan(story));

        Assert.Equal(RehearsalEnd.Waits, report.End);
        Assert.Contains("A reboot is pending on Primary", report.State.Hold!.Why);
        Assert.Equal("", report.Holds[^1].Answer);
    }

    [Fact]
    public async Task What_is_not_known_of_the_pair_is_said_to_be_assumed()
    {
        var story = Story.Planned();
        story.Snapshot = story.Snapshot.With(story.Snapshot.Primary with { DiskFreeBytes = Reading.Unknown<long>("No answer.", story.Time.GetUtcNow(), "test") });

        var report = await Rehearsed.Play(story, Rehearsed.Plan(story));

        Assert.Contains(report.Assumed, one => one.Contains("disk space is free on Primary", StringComparison.Ordinal));
        Assert.Contains(report.Assumed, one => one.Contains("needs a restart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_tells_how_far_it_is_and_can_be_stopped_in_the_middle()
    {
        var story = Story.Planned();
        var plan = Rehearsed.Plan(story);
        using var stop = new CancellationTokenSource();
        var told = new List<RehearsalProgress>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Rehearsed.Play(story, plan, (RehearsedFault?)null, at =>
        {
            told.Add(at);
            if (at.Done == 4) stop.Cancel();
        }, stop.Token));

        Assert.Equal(4, told[^1].Done);
        Assert.All(told, at => Assert.Equal(plan.Procedure.Steps.Length, at.Steps));
    }
}
