using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class ProcedureTests
{
    [Theory]
    [InlineData("simulated", ProcedureKind.A)]
    [InlineData("simulated", ProcedureKind.B)]
    [InlineData("simulated-patroni", ProcedureKind.A)]
    [InlineData("simulated-patroni", ProcedureKind.B)]
    public async Task Each_procedure_ends_on_each_engine_with_both_servers_patched_and_Primary_active(string engine, ProcedureKind kind)
    {
        var scene = new Scene(engine);

        var run = await new DrivenRun(scene).Drive(kind);

        Assert.True(run.Status == RunStatus.Completed, $"{run.Status}: {run.Hold?.Why}");
        Assert.Equal(new(2, 2, 2), scene.Servers.Tally);
        var end = await scene.Observe();
        Assert.Equal(Identity.Primary, end.Active);
        Assert.All(Identities.Both, on => Assert.Empty(end[on].Updates.Value));
    }

    [Fact]
    public async Task A_planned_switchover_ends_with_Secondary_active()
    {
        var scene = new Scene();
        Assert.Equal(RunStatus.Completed, (await new DrivenRun(scene).Drive(ProcedureKind.Switchover)).Status);
        Assert.Equal(new(0, 0, 1), scene.Servers.Tally);
        Assert.Equal(Identity.Secondary, scene.Servers.Active);
    }

    [Theory]
    [InlineData(SimulatedFault.Unreachable)]
    [InlineData(SimulatedFault.HostKeyChanged)]
    [InlineData(SimulatedFault.LaggingReplica)]
    [InlineData(SimulatedFault.TwoActives)]
    [InlineData(SimulatedFault.NoneActive)]
    [InlineData(SimulatedFault.HeldAptLock)]
    [InlineData(SimulatedFault.FullDisk)]
    [InlineData(SimulatedFault.ServiceSilent)]
    [InlineData(SimulatedFault.AutomaticUpdatesOn)]
    [InlineData(SimulatedFault.ClockSkewed)]
    public async Task What_can_be_seen_beforehand_holds_the_run_with_nothing_done(SimulatedFault fault)
    {
        var scene = new Scene();
        var run = await new DrivenRun(scene).Drive(ProcedureKind.B, fault);
        Assert.Equal((RunStatus.Held, HoldKind.GuardBefore), (run.Status, run.Hold!.Kind));
        Assert.NotEmpty(run.Hold.Remedy);
        Assert.Equal(SimulatedTally.None, scene.Servers.Tally);
    }

    [Theory]
    [InlineData(SimulatedFault.VanishedPackage, HoldKind.Failed, 0, 0, 0)]
    [InlineData(SimulatedFault.InstallFails, HoldKind.Failed, 0, 0, 0)]
    [InlineData(SimulatedFault.InstallResultLost, HoldKind.Unclear, 1, 0, 0)]
    [InlineData(SimulatedFault.InstallResultLostUndone, HoldKind.Unclear, 0, 0, 0)]
    [InlineData(SimulatedFault.RebootJobLost, HoldKind.Unclear, 1, 0, 0)]
    [InlineData(SimulatedFault.SwitchoverRefused, HoldKind.Failed, 1, 1, 0)]
    [InlineData(SimulatedFault.SwitchoverOutcomeLost, HoldKind.Unclear, 1, 1, 1)]
    [InlineData(SimulatedFault.SwitchoverOutcomeLostUndone, HoldKind.Unclear, 1, 1, 0)]
    public async Task What_goes_wrong_on_the_way_holds_the_run_where_it_went_wrong(SimulatedFault fault, HoldKind kind, int installs, int reboots, int switchovers)
    {
        var scene = new Scene();
        var run = await new DrivenRun(scene).Drive(ProcedureKind.B, fault);
        Assert.Equal((RunStatus.Held, kind), (run.Status, run.Hold?.Kind));
        Assert.NotEmpty(run.Hold!.Remedy);
        Assert.Equal(new(installs, reboots, switchovers), scene.Servers.Tally);
    }
}
