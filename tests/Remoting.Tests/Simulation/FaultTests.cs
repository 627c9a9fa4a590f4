using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class FaultTests
{
    private readonly Scene _scene = new();

    [Theory]
    [InlineData(SimulatedFault.HeldAptLock, EffectState.Failed, "apt-get (pid 812)")]
    [InlineData(SimulatedFault.VanishedPackage, EffectState.Failed, "no longer in the repository")]
    [InlineData(SimulatedFault.FullDisk, EffectState.Failed, "no room")]
    [InlineData(SimulatedFault.InstallFails, EffectState.Failed, "could not be configured")]
    [InlineData(SimulatedFault.InstallResultLostUndone, EffectState.NoResult, "left no result")]
    [InlineData(SimulatedFault.Unreachable, EffectState.Failed, "Nothing was sent")]
    [InlineData(SimulatedFault.HostKeyChanged, EffectState.Failed, "another host key")]
    public async Task An_install_that_meets_a_fault_installs_nothing(SimulatedFault fault, EffectState state, string words)
    {
        var before = _scene.Servers.Installed(Identity.Secondary);
        var install = await Install();
        _scene.Servers.Inject(fault, Identity.Secondary);

        var report = await _scene.Do(install);

        Assert.Equal(state, report.State);
        Assert.Contains(words, report.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(report.Remedy);
        Assert.Equal(before, _scene.Servers.Installed(Identity.Secondary));
    }

    [Fact]
    public async Task An_install_whose_result_is_lost_has_no_result_and_verifies_as_done()
    {
        var install = await Install();
        _scene.Servers.Inject(SimulatedFault.InstallResultLost);

        Assert.Equal(EffectState.NoResult, (await _scene.Do(install)).State);
        Assert.Equal(EffectState.Succeeded, (await _scene.Do(new Effect.Verify(Identity.Secondary, install.Packages))).State);
    }

    [Fact]
    public async Task An_install_that_failed_half_way_is_named_by_verify_and_mended_by_a_retry()
    {
        var install = await Install();
        _scene.Servers.Inject(SimulatedFault.InstallFails, Identity.Secondary, times: 1);

        await _scene.Do(install);
        Assert.Contains("half configured", (await _scene.Do(new Effect.Verify(Identity.Secondary, install.Packages))).Detail, StringComparison.Ordinal);

        Assert.Equal(EffectState.Succeeded, (await _scene.Do(install)).State);
        Assert.Equal(EffectState.Succeeded, (await _scene.Do(new Effect.Verify(Identity.Secondary, install.Packages))).State);
    }

    [Fact]
    public async Task A_version_that_was_never_in_the_repository_is_not_installed()
    {
        var report = await _scene.Do(new Effect.Install(Identity.Primary, [new("openssl", "0.0.0")]));
        Assert.Contains("openssl 0.0.0", report.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Servers.Tally.Installs);
    }

    [Theory]
    [InlineData(SimulatedFault.SwitchoverRefused)]
    [InlineData(SimulatedFault.LaggingReplica)]
    [InlineData(SimulatedFault.TwoActives)]
    [InlineData(SimulatedFault.NoneActive)]
    public async Task A_switchover_that_meets_a_fault_is_refused(SimulatedFault fault)
    {
        _scene.Servers.Inject(fault);
        var report = await _scene.Do(new Effect.Switchover(Identity.Secondary));
        Assert.Equal(EffectState.Failed, report.State);
        Assert.Equal(Identity.Primary, _scene.Servers.Active);
    }

    [Theory]
    [InlineData(SimulatedFault.SwitchoverOutcomeLost, Identity.Secondary)]
    [InlineData(SimulatedFault.SwitchoverOutcomeLostUndone, Identity.Primary)]
    public async Task A_switchover_whose_outcome_is_lost_has_no_result_and_the_roles_tell(SimulatedFault fault, Identity active)
    {
        _scene.Servers.Inject(fault);
        Assert.Equal(EffectState.NoResult, (await _scene.Do(new Effect.Switchover(Identity.Secondary))).State);
        Assert.Equal(active, (await _scene.Observe()).Active);
    }

    [Fact]
    public async Task A_server_that_never_comes_back_is_unknown_until_somebody_brings_it_back()
    {
        var reboot = await _scene.RebootOf(Identity.Secondary);
        var key = _scene.NextKey();
        _scene.Servers.Inject(SimulatedFault.RebootNeverReturns);

        Assert.Equal(EffectState.Unknown, (await _scene.Do(reboot, key, TimeSpan.FromMinutes(30))).State);
        _scene.Servers.Clear(SimulatedFault.RebootNeverReturns);

        Assert.Equal(EffectState.Succeeded, (await _scene.Look(reboot, key)).State);
        Assert.Equal(1, _scene.Servers.Tally.Reboots);
    }

    [Fact]
    public async Task A_restart_whose_job_is_lost_has_no_result_and_the_boot_id_is_the_same()
    {
        var reboot = await _scene.RebootOf(Identity.Secondary);
        _scene.Servers.Inject(SimulatedFault.RebootJobLost);
        Assert.Equal(EffectState.NoResult, (await _scene.Do(reboot)).State);
        Assert.Equal(reboot.BootId, _scene.Servers.BootId(Identity.Secondary));
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_loses_the_answer_and_not_the_job()
    {
        var install = await Install();
        var key = _scene.NextKey();
        _scene.Servers.Inject(SimulatedFault.ConnectionCut, times: 1);

        Assert.Equal(EffectState.Unknown, (await _scene.Do(install, key)).State);
        Assert.Equal(EffectState.Succeeded, (await _scene.Look(install, key)).State);
        Assert.Equal(1, _scene.Servers.Tally.Installs);
    }

    [Fact]
    public async Task A_server_that_vanishes_during_an_install_leaves_it_unknown_and_it_goes_on()
    {
        var install = await Install();
        var key = _scene.NextKey();
        var installing = _scene.Start(install, key);
        _scene.Live(5);
        _scene.Servers.Inject(SimulatedFault.Unreachable, Identity.Secondary);

        Assert.Equal(EffectState.Unknown, (await _scene.End(installing)).State);
        Assert.Equal(EffectState.Unknown, (await _scene.Look(install, key)).State);
        _scene.Servers.Clear(SimulatedFault.Unreachable);
        Assert.Equal(EffectState.Succeeded, (await _scene.Look(install, key)).State);
    }

    [Fact]
    public async Task Slow_takes_five_times_as_long()
    {
        var begun = _scene.Clock.GetUtcNow();
        _scene.Servers.Inject(SimulatedFault.Slow);
        await _scene.Do(new Effect.Scan(Identity.Primary));
        Assert.Equal(30, (_scene.Clock.GetUtcNow() - begun).TotalSeconds, 0.2);
    }

    [Fact]
    public async Task A_verify_that_fails_names_the_package_and_changes_nothing()
    {
        _scene.Servers.Inject(SimulatedFault.VerifyFails, Identity.Secondary);
        var install = await Install();
        await _scene.Do(install);

        var report = await _scene.Do(new Effect.Verify(Identity.Secondary, install.Packages));

        Assert.Equal(EffectState.Failed, report.State);
        Assert.Contains(install.Packages[^1].Name, report.Detail, StringComparison.Ordinal);
        Assert.Equal(EffectState.Succeeded, (await _scene.Do(new Effect.Verify(Identity.Primary, []))).State);
    }

    private async Task<Effect.Install> Install() => new(Identity.Secondary, await _scene.Pending(Identity.Secondary));
}
