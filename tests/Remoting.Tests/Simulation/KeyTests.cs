using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class KeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_that_is_sent_twice_acts_once()
    {
        var scene = new Scene();
        var key = scene.NextKey();
        var install = new Effect.Install(Identity.Secondary, await scene.Pending(Identity.Secondary));

        var first = await scene.Do(install, key);
        var second = await scene.Do(install, key);

        Assert.Equal(first, second);
        Assert.Equal(1, scene.Servers.Tally.Installs);
    }

    [Fact]
    public async Task Looking_for_a_key_does_nothing()
    {
        var scene = new Scene();
        var reboot = await scene.RebootOf(Identity.Secondary);
        var report = await scene.Look(reboot, scene.NextKey());
        scene.Live(120);
        Assert.Equal(EffectState.NotSeen, report.State);
        Assert.Equal(SimulatedTally.None, scene.Servers.Tally);
    }

    [Fact]
    public async Task What_is_followed_for_too_short_is_unknown_and_goes_on()
    {
        var scene = new Scene();
        var key = scene.NextKey();
        var install = new Effect.Install(Identity.Secondary, await scene.Pending(Identity.Secondary));

        Assert.Equal(EffectState.Unknown, (await scene.Do(install, key, TimeSpan.FromSeconds(5))).State);

        Assert.Equal(EffectState.Succeeded, (await scene.Look(install, key)).State);
        Assert.Equal(1, scene.Servers.Tally.Installs);
    }

    [Fact]
    public async Task An_install_that_outlives_the_portal_is_found_done_with_all_its_output()
    {
        var scene = new Scene(folder: _folder);
        var key = scene.NextKey();
        var install = new Effect.Install(Identity.Secondary, await scene.Pending(Identity.Secondary));
        _ = scene.Start(install, key);
        scene.Live(8);

        var later = scene.AfterRestart();
        scene.Live(120);
        var report = await later.Look(install, key);

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.True(report.RebootRequired);
        Assert.Contains(later.Output, line => line.Text == "Reading package lists...");
        Assert.Equal(1, later.Servers.Tally.Installs);
        Assert.Equal(report, await later.Do(install, key));
        Assert.Equal(1, later.Servers.Tally.Installs);
    }

    [Fact]
    public async Task A_restart_that_outlives_the_portal_is_followed_to_its_end()
    {
        var scene = new Scene(folder: _folder);
        var key = scene.NextKey();
        var reboot = await scene.RebootOf(Identity.Secondary);
        _ = scene.Start(reboot, key);
        scene.Live(10);

        var later = scene.AfterRestart();
        Assert.True((await later.Observe()).Secondary.Reach.Is(Reachability.Unreachable));
        var report = await later.Look(reboot, key);

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.NotEqual(reboot.BootId, later.Servers.BootId(Identity.Secondary));
        Assert.Equal(1, later.Servers.Tally.Reboots);
    }

    [Fact]
    public async Task A_switchover_that_outlives_the_portal_is_found_done()
    {
        var scene = new Scene(folder: _folder);
        var key = scene.NextKey();
        _ = scene.Start(new Effect.Switchover(Identity.Secondary), key);
        scene.Live(2.5);

        var later = scene.AfterRestart();
        Assert.Null(later.Servers.Active);
        var report = await later.Look(new Effect.Switchover(Identity.Secondary), key);

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.Equal(Identity.Secondary, (await later.Observe()).Active);
        Assert.Equal(1, later.Servers.Tally.Switchovers);
    }

    [Fact]
    public async Task The_output_of_an_old_job_is_forgotten_and_its_key_is_not()
    {
        var scene = new Scene();
        var key = scene.NextKey();
        var scanned = await scene.Do(new Effect.Scan(Identity.Primary), key);
        scene.Live(3700);
        await scene.Do(new Effect.Scan(Identity.Secondary));
        scene.Output.Clear();

        var again = await scene.Do(new Effect.Scan(Identity.Primary), key);

        Assert.Equal(scanned.Detail, again.Detail);
        Assert.Empty(scene.Output);
    }

    [Fact]
    public async Task A_fault_outlives_the_portal()
    {
        var scene = new Scene(folder: _folder);
        scene.Servers.Inject(SimulatedFault.FullDisk, Identity.Primary);
        Assert.Equal(12L * 1_048_576, (await scene.AfterRestart().Observe()).Primary.DiskFreeBytes.Value);
    }

    [Fact]
    public async Task A_state_file_that_cannot_be_read_is_put_aside()
    {
        var file = Path.Combine(_folder, "shop-db.json");
        await File.WriteAllTextAsync(file, "{ \"seed\": ");
        var scene = new Scene(folder: _folder);
        Assert.Equal(Identity.Primary, (await scene.Observe()).Active);
        Assert.True(File.Exists(file + ".unreadable"));
    }
}
