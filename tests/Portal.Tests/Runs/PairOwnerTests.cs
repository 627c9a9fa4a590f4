using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Tests.Runs;

/// <summary>The owner of a pair on simulated servers and a real ledger.</summary>
public sealed class PairOwnerTests
{
    [Theory]
    [InlineData("simulated", ProcedureKind.A)]
    [InlineData("simulated", ProcedureKind.B)]
    [InlineData("simulated-patroni", ProcedureKind.A)]
    [InlineData("simulated-patroni", ProcedureKind.B)]
    public async Task A_run_patches_both_servers_and_ends_with_Primary_active(string engine, ProcedureKind procedure)
    {
        await using var pair = new OwnedPair(engine).Start();
        var (p, s) = (pair.Servers.BootId(Identity.Primary), pair.Servers.BootId(Identity.Secondary));

        var run = await pair.Begin(procedure);
        var end = await pair.Approving(run);

        Assert.True(end.Status == RunStatus.Completed, end.Hold?.Why);
        Assert.Equal(Identity.Primary, pair.Servers.Active);
        Assert.NotEqual(p, pair.Servers.BootId(Identity.Primary));
        Assert.NotEqual(s, pair.Servers.BootId(Identity.Secondary));
        foreach (var i in Identities.Both)
            Assert.Subset(pair.Servers.Installed(i).ToHashSet(), end.Plan.Packages[i].ToHashSet());
        Assert.IsType<ChainCheck.Whole>(pair.Ledger.Verify());
        Assert.All(pair.Events(run).Select(e => e.Event).OfType<RunEvent.StepStarted>().Where(e => end.Plan[e.Step].Gate == Gate.SecondAdmin), e => Assert.NotNull(e.ApprovalDigest));
    }

    [Fact]
    public async Task Nothing_is_begun_while_no_place_outside_confirms_the_audit_trail()
    {
        await using var pair = new OwnedPair().Start();
        pair.Anchors.Unanchored = "No place outside has confirmed the audit trail since 14:00 UTC.";
        var run = await pair.Begin(ProcedureKind.B);

        var held = await pair.Until(v => v.Run?.State.Status == RunStatus.Held, "held");
        Assert.Contains("No place outside", held.Run!.State.Hold!.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(pair.Events(run), e => e.Event is RunEvent.StepStarted { Effect: Effect.Install or Effect.Reboot or Effect.Switchover });
    }

    [Fact]
    public async Task Every_switchover_ends_with_its_interruption_in_the_ledger()
    {
        await using var pair = new OwnedPair(speed: 20).Start();

        var run = await pair.Begin(ProcedureKind.B);
        await pair.Approving(run);
        while (pair.Events(run).Count(e => e.Event is RunEvent.InterruptionMeasured) < 2) await Task.Delay(50, TestContext.Current.CancellationToken);

        var measured = pair.Events(run).Select(e => e.Event).OfType<RunEvent.InterruptionMeasured>().ToArray();
        Assert.All(measured, m => Assert.InRange(m.Interruption.Tries, 1, int.MaxValue));
        Assert.Contains(measured, m => m.Interruption.LongestGap > TimeSpan.Zero);
    }

    [Fact]
    public async Task Right_before_a_dangerous_step_the_servers_are_looked_at_once_more_after_its_approval()
    {
        await using var pair = new OwnedPair().Start();

        var run = await pair.Begin(ProcedureKind.B);
        await pair.Approving(run);

        var approved = pair.Events(run).Where(e => e.Event is RunEvent.Approved).Select(e => e.At).ToArray();
        var acts = pair.Links.Acts.Where(a => a.Effect is Effect.Reboot or Effect.Switchover).Select(a => a.At).ToArray();
        Assert.Equal(4, acts.Length);
        Assert.All(acts.Zip(approved), both => Assert.Contains(pair.Links.Looks, look => look >= both.Second && look <= both.First));
    }

    [Fact]
    public async Task Between_two_acts_one_look_serves_several_decisions()
    {
        await using var pair = new OwnedPair().Start();

        var run = await pair.Begin(ProcedureKind.B);
        var end = await pair.Approving(run);

        // One for what an act left behind, one more before each dangerous step; waits for sync may take some.
        var (decisions, acts) = (pair.Events(run).Length, pair.Events(run).Count(e => e.Event is RunEvent.StepStarted { Effect: not null }));
        Assert.Equal(RunStatus.Completed, end.Status);
        Assert.InRange(pair.Links.Looks.Count, acts, decisions - acts);
    }

    [Theory]
    [InlineData("B1i")]
    [InlineData("B3")]
    [InlineData("B7")]
    [InlineData("B10")]
    public async Task A_portal_killed_in_mid_step_comes_back_and_does_it_once(string step)
    {
        await using var pair = new OwnedPair(speed: 30).Start();
        var run = await pair.Begin(ProcedureKind.B);
        await pair.Approving(run, s => s.Current?.Id.Value == step && s.InFlight);
        // On record is not yet sent: killed between the two, it would rightly wait for a person's Retry.
        await foreach (var key in pair.Links.Sent.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            if (key.Step.Value == step) break;

        await pair.Kill();
        pair.Start();
        var end = await pair.Approving(run);

        Assert.True(end.Status == RunStatus.Completed, end.Hold?.Why);
        Assert.All(end.Steps.Values, x => Assert.InRange(x.Attempts, 0, 1));
        Assert.Equal(2, pair.Servers.Tally.Reboots);
        Assert.Equal(2, pair.Servers.Tally.Switchovers);
        Assert.Equal(2, pair.Servers.Tally.Installs);
    }

    [Fact]
    public async Task A_pause_holds_at_the_next_boundary_and_survives_a_restart()
    {
        await using var pair = new OwnedPair(speed: 30).Start();
        var run = await pair.Begin(ProcedureKind.B);
        await pair.Approving(run, s => s.Current?.Id.Value == "B1i" && s.InFlight);

        Assert.IsType<Reply.Done>(pair.Owner.Ask(run, new RunCommand.Pause(pair.Team[Team.Operator])));
        var paused = await pair.Until(v => v.Run?.State.Status == RunStatus.Paused, "paused");
        await pair.Kill();
        pair.Start();
        var after = await pair.Until(v => v.Run is not null, "read back");

        Assert.Equal(RunStatus.Paused, after.Run!.State.Status);
        Assert.Equal(StepStatus.Done, paused.Run!.State.Steps[new("B1i")].Status);
        Assert.Equal(1, pair.Servers.Tally.Installs);
        Assert.IsType<Reply.Done>(pair.Owner.Ask(run, new RunCommand.Resume(pair.Team[Team.Operator])));
        Assert.Equal(RunStatus.Completed, (await pair.Approving(run)).Status);
    }

    [Fact]
    public async Task An_abort_in_mid_run_leaves_a_pair_that_a_second_run_brings_back_to_normal()
    {
        await using var pair = new OwnedPair("simulated").Start();
        var run = await pair.Begin(ProcedureKind.B);
        await pair.Approving(run, s => s.Current?.Id.Value == "B8");

        pair.Owner.Ask(run, new RunCommand.Abort(pair.Team[Team.Operator], "enough for tonight"));
        await pair.Until(v => v.Run is null, "aborted");
        Assert.Contains("Secondary is active", pair.Archive.Find(run)!.State.Outcome, StringComparison.Ordinal);
        var back = await pair.Begin(ProcedureKind.BackToNormal);
        var end = await pair.Approving(back);

        Assert.True(end.Status == RunStatus.Completed, end.Hold?.Why);
        Assert.Equal(Identity.Primary, pair.Servers.Active);
    }

    [Fact]
    public async Task A_second_plan_is_refused_while_a_run_holds_the_pair()
    {
        await using var pair = new OwnedPair().Start();
        var run = await pair.Begin(ProcedureKind.B);
        var plan = pair.Archive.Find(run)!.State.Plan;

        var reply = pair.Owner.Open(plan with { Run = new("20261122-OTHER") });

        Assert.Contains(run.Value, Assert.IsType<Reply<RunId>.Refused>(reply).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_approves_a_run_that_they_requested()
    {
        await using var pair = new OwnedPair().Start();
        pair.Team.Set(pair.Team[Team.Operator] with { Roles = [PortalRole.Operator, PortalRole.Approver, PortalRole.Admin] });
        var run = await pair.Begin(ProcedureKind.B);
        var view = await pair.Until(v => v.Run?.State.Asked is not null, "asked");

        var reply = pair.Owner.Ask(run, new RunCommand.Approve(pair.Team[Team.Operator], view.Run!.State.Asked!.Step, view.Run.State.Asked.Digest, "fine"));

        Assert.Contains("requester", Assert.IsType<Reply.Refused>(reply).Why, StringComparison.Ordinal);
        Assert.Equal(0, pair.Servers.Tally.Reboots);
    }
}
