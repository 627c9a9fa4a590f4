using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>The one sentence at the top of a run: what happens next, and who is awaited.</summary>
public sealed class SaysTests
{
    private static Scenario Run() => Scenario.Of(ProcedureKind.B, Samples.Continuous);

    private static string Next(Scenario run) => Says.Next(run.State, run.Facts);

    private static Scenario Fated<T>(EffectReport fate) where T : Effect
    {
        var run = Run();
        run.Fate = e => e is T ? fate : null;
        return run.Started().ToTheEnd();
    }

    [Fact]
    public void A_run_that_was_not_started_waits_for_an_operator() => Assert.Equal("Waits for an Operator to start it.", Next(Run()));

    [Fact]
    public void A_step_under_way_is_named_with_what_was_asked_meanwhile()
    {
        var run = Run();
        run.Fate = _ => EffectReport.Unknown("Not yet.");
        run.Must(new RunCommand.Start(Samples.Starter));
        while (run.State.Current?.Id.Value != "B1" || !run.State.InFlight) run.Wait(TimeSpan.FromSeconds(1)).Step();
        Assert.Equal("'Scan Secondary for updates' is under way.", Next(run));

        Assert.EndsWith(" Then it pauses.", Next(run.Fork().Must(new RunCommand.Pause(Samples.Operator))), StringComparison.Ordinal);
        Assert.EndsWith(" Then it ends: an abort was asked.", Next(run.Must(new RunCommand.Abort(Samples.Operator, "Late."))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_is_awaited_is_named_with_what_is_seen_instead()
    {
        var run = Run().Started();
        run.Seen = s => s.With(s.Secondary with { Engine = Reading.Known(EngineState.Running, run.Now, "test") });
        run.Approve();

        Assert.Equal("'Suspend engine, applications left running': waits for 'Engine suspended on both servers'. The engine is running on Secondary.", Next(run));
    }

    [Fact]
    public void A_question_waits_for_a_second_admin_and_says_what_users_notice() =>
        Assert.Equal("Waits for a second admin: 'Switch over to Secondary' runs as soon as an approver agrees. Users noticed 1.39 s last time.", Next(Run().Started().UpTo("B7")));

    [Fact]
    public void A_paused_run_waits_for_an_operator_and_names_the_next_step() =>
        Assert.Equal("Paused. Next is 'Suspend engine, applications left running' when an Operator resumes the run.", Next(Run().Started().Must(new RunCommand.Pause(Samples.Operator)).Go()));

    [Theory]
    [InlineData(HoldKind.GuardBefore, "Waits for an Operator. 'Preflight' was not started: The protected service does not answer")]
    [InlineData(HoldKind.GuardAfter, "Waits for an Operator. 'Suspend engine, applications left running' was done, but within 10 min this did not come true")]
    [InlineData(HoldKind.Failed, "Waits for an Operator. 'Install the planned updates on Secondary, no reboot' failed: No.")]
    [InlineData(HoldKind.Unclear, "Waits for somebody who looks at the server. It is not known whether 'Reboot Secondary' happened")]
    [InlineData(HoldKind.Rejected, "Waits for an Operator and a second admin. approver rejected 'Suspend engine, applications left running': Not now.")]
    [InlineData(HoldKind.ApprovalExpired, "Waits for an Operator and a second admin. Nobody decided on 'Suspend engine, applications left running' within 1 h.")]
    [InlineData(HoldKind.FurtherUpdates, "Waits for an Operator. Secondary is offered 1 more than was planned: lab-app 1.2.")]
    public void A_held_run_says_who_is_awaited_what_happened_and_what_to_do(HoldKind kind, string says)
    {
        var run = Held(kind);

        Assert.Equal(kind, run.Held);
        Assert.StartsWith(says, Next(run), StringComparison.Ordinal);
        Assert.EndsWith(run.State.Hold!.Remedy, Next(run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_ended_says_how_it_left_the_pair()
    {
        Assert.StartsWith("Installed 1 on Primary and 1 on Secondary. Primary is active", Next(Run().Started().ToTheEnd()), StringComparison.Ordinal);
        Assert.StartsWith("Primary is active, Secondary passive", Next(Run().Started().Must(new RunCommand.Abort(Samples.Operator, "Late."))), StringComparison.Ordinal);
    }

    private static Scenario Held(HoldKind kind)
    {
        var run = Run();
        switch (kind)
        {
            case HoldKind.GuardBefore:
                run.Seen = s => s with { Service = Reading.Known(ServiceState.Silent, run.Now, "test") };
                return run.Started();
            case HoldKind.GuardAfter:
                run.Started().Seen = s => s.With(s.Secondary with { Engine = Reading.Known(EngineState.Running, run.Now, "test") });
                return run.Approve().Wait(TimeSpan.FromMinutes(11)).Go();
            case HoldKind.Failed: return Fated<Effect.Install>(EffectReport.Failed("No.", "Mend it."));
            case HoldKind.Unclear: return Fated<Effect.Reboot>(new EffectReport(EffectState.NoResult, "The job left no result."));
            case HoldKind.Rejected:
                run.Started();
                return run.Must(new RunCommand.Reject(Samples.Approver, new("B2"), run.State.Asked!.Digest, "Not now."));
            case HoldKind.ApprovalExpired: return run.Started().Wait(TimeSpan.FromMinutes(61)).Must(new RunCommand.Advance());
            default:
                return Scenario.Of(ProcedureKind.B, Samples.Continuous, PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = 1 } }).Started().ToTheEnd();
        }
    }
}
