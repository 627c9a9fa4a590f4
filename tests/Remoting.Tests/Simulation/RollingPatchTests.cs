using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Tests.Simulation;

public sealed class RollingPatchTests
{
    [Fact]
    public async Task A_pair_is_patched_as_procedure_B_asks()
    {
        var scene = new Scene();
        var boots = (scene.Servers.BootId(Identity.Primary), scene.Servers.BootId(Identity.Secondary));

        await Patch(scene, Identity.Secondary);
        await Succeeds(scene, new Effect.Switchover(Identity.Secondary));
        await Synchronized(scene);
        await Patch(scene, Identity.Primary);
        await Succeeds(scene, new Effect.Switchover(Identity.Primary));
        await Synchronized(scene);

        var end = await scene.Observe();
        Assert.Equal(Identity.Primary, end.Active);
        Assert.All(Identities.Both, on => Assert.Empty(end[on].Updates.Value));
        Assert.All(Identities.Both, on => Assert.True(end[on].RebootRequired.Is(false)));
        Assert.NotEqual(boots.Item1, scene.Servers.BootId(Identity.Primary));
        Assert.NotEqual(boots.Item2, scene.Servers.BootId(Identity.Secondary));
        Assert.Equal(new(2, 2, 2), scene.Servers.Tally);
        Assert.Contains(scene.Output, line => line.Text.StartsWith("Setting up linux-image-amd64", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_speed_20_a_restart_takes_less_than_3_seconds()
    {
        var scene = new Scene(speed: 20);
        var begun = scene.Clock.GetUtcNow();
        await scene.Do(await scene.RebootOf(Identity.Secondary));
        Assert.InRange(scene.Clock.GetUtcNow() - begun, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_switchover_leaves_the_service_silent_for_1400_ms()
    {
        var scene = new Scene();
        var switching = scene.Start(new Effect.Switchover(Identity.Secondary));
        var silent = 0;
        while (!switching.IsCompleted)
        {
            scene.Clock.Advance(TimeSpan.FromMilliseconds(100));
            silent += scene.Servers.Service == ServiceState.Silent ? 1 : 0;
            await Task.Yield();
        }

        Assert.Equal(14, silent);
        Assert.Equal(Identity.Secondary, scene.Servers.Active);
    }

    [Fact]
    public async Task A_switchover_waits_for_nothing_and_is_refused_while_the_pair_is_checking()
    {
        var scene = new Scene();
        await scene.Do(new Effect.SuspendEngine());
        await scene.Do(new Effect.ResumeEngine());

        var refused = await scene.Do(new Effect.Switchover(Identity.Secondary));

        Assert.Equal(EffectState.Failed, refused.State);
        Assert.Contains("not synchronized", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(Identity.Primary, scene.Servers.Active);
    }

    [Fact]
    public async Task A_suspended_engine_stops_replicating_and_the_service_goes_on()
    {
        var scene = new Scene();
        await scene.Do(new Effect.SuspendEngine());
        scene.Live(60);

        var seen = await scene.Observe();

        Assert.True(seen.Service.Is(ServiceState.Answers));
        Assert.True(seen.Channel.Is(ChannelState.Disconnected));
        Assert.All(seen.Sync, sync => Assert.True(sync.Status.Is(SyncStatus.Unchecked)));
        Assert.True(seen.Sync[0].LagBytes.Value > 1_048_576);
    }

    [Fact]
    public async Task Continuous_Availability_comes_back_running_from_a_restart_while_suspended()
    {
        var scene = new Scene();
        await scene.Do(new Effect.SuspendEngine());
        await scene.Do(await scene.RebootOf(Identity.Secondary));

        var seen = await scene.Observe();

        Assert.True(seen.Secondary.Engine.Is(EngineState.Running));
        Assert.True(seen.Primary.Engine.Is(EngineState.Suspended));
    }

    [Fact]
    public async Task Patroni_comes_back_stopped_from_a_restart_while_suspended()
    {
        var scene = new Scene("simulated-patroni");
        await scene.Do(new Effect.SuspendEngine());
        await scene.Do(await scene.RebootOf(Identity.Secondary));
        Assert.True((await scene.Observe()).Secondary.Engine.Is(EngineState.Stopped));
        Assert.Equal(SuspendForReboot.Forbidden, scene.Link.Traits.Suspend);
        Assert.Equal("WAL", Assert.Single((await scene.Observe()).Sync).Name);
    }

    [Fact]
    public async Task A_restart_of_another_boot_is_refused()
    {
        var scene = new Scene();
        var report = await scene.Do(new Effect.Reboot(Identity.Secondary, "some-other-boot"));
        Assert.Equal(EffectState.Failed, report.State);
        Assert.Equal(0, scene.Servers.Tally.Reboots);
    }

    [Fact]
    public async Task A_version_that_comes_out_later_is_found_by_the_next_scan_only()
    {
        var scene = new Scene(begin: new() { Updates = 0 });
        scene.Servers.Publish(new("openssl", "9.9"));
        Assert.Empty(await scene.Pending(Identity.Primary));

        var scan = await scene.Do(new Effect.Scan(Identity.Primary));

        Assert.Equal(new("openssl", "9.9"), Assert.Single(scan.Updates).Target);
        Assert.Single(await scene.Pending(Identity.Primary));
    }

    [Fact]
    public async Task A_passive_server_without_management_address_is_reached_through_the_active_one_only()
    {
        var scene = new Scene(pair: Scene.PairOf("simulated", management: null));
        scene.Servers.Inject(Remoting.Simulation.SimulatedFault.Unreachable, Identity.Primary);
        var seen = await scene.Observe();
        Assert.True(seen.Secondary.Reach.Is(Reachability.Unreachable));
        Assert.Contains("through Primary", seen.Secondary.Role.Why, StringComparison.Ordinal);
    }

    private static async Task Patch(Scene scene, Identity on)
    {
        var scan = await Succeeds(scene, new Effect.Scan(on));
        var packages = scan.Updates.Select(update => update.Target).ToArray();
        var install = await Succeeds(scene, new Effect.Install(on, [.. packages]));
        Assert.True(install.RebootRequired);
        await Succeeds(scene, new Effect.SuspendEngine());
        await Succeeds(scene, await scene.RebootOf(on));
        Assert.False((await Succeeds(scene, new Effect.Verify(on, [.. packages]))).RebootRequired);
        await Succeeds(scene, new Effect.ResumeEngine());
        await Synchronized(scene);
    }

    private static async Task<EffectReport> Succeeds(Scene scene, Effect effect)
    {
        var report = await scene.Do(effect);
        Assert.Equal((EffectState.Succeeded, ""), (report.State, report.Remedy));
        return report;
    }

    private static async Task Synchronized(Scene scene)
    {
        scene.Live(15);
        Assert.All((await scene.Observe()).Sync, sync => Assert.True(sync.Status.Is(SyncStatus.Synchronized)));
    }
}
