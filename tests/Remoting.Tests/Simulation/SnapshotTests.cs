using Portal.Core.Pairs;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class SnapshotTests
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task A_healthy_pair_is_fit_to_be_patched()
    {
        var seen = await _scene.Observe();
        Assert.Equal(Identity.Primary, seen.Active);
        Assert.Equal(["File System Status", "Registry Status"], seen.Sync.Select(sync => sync.Name));
        Assert.All(seen.Sync, sync => Assert.True(sync.Status.Is(SyncStatus.Synchronized)));
        Assert.All(seen.Sync, sync => Assert.InRange(sync.LagBytes.Value, 0, PairLimits.Default.BacklogBytes / 2));
        Assert.True(seen.Service.Is(ServiceState.Answers));
        Assert.All(Identities.Both, on => Assert.True(seen[on].PackageActivity.Is(PackageActivity.Idle)));
    }

    [Fact]
    public async Task An_unreachable_server_is_unknown_in_all_but_that()
    {
        _scene.Servers.Inject(SimulatedFault.Unreachable, Identity.Secondary);
        var seen = await _scene.Observe();
        Assert.True(seen.Secondary.Reach.Is(Reachability.Unreachable));
        Assert.False(seen.Secondary.Role.IsKnown);
        Assert.False(seen.Secondary.BootId.IsKnown);
        Assert.Null(seen.Active);
        Assert.True(seen.Primary.Role.Is(Role.Active));
    }

    [Fact]
    public async Task Two_actives_are_shown_as_they_are()
    {
        _scene.Servers.Inject(SimulatedFault.TwoActives);
        var seen = await _scene.Observe();
        Assert.All(Identities.Both, on => Assert.True(seen[on].Role.Is(Role.Active)));
    }

    [Fact]
    public async Task With_none_active_nobody_serves()
    {
        _scene.Servers.Inject(SimulatedFault.NoneActive);
        var seen = await _scene.Observe();
        Assert.All(Identities.Both, on => Assert.True(seen[on].Role.Is(Role.Passive)));
        Assert.True(seen.Service.Is(ServiceState.Silent));
    }

    [Fact]
    public async Task A_lagging_replica_is_out_of_sync_and_catches_up_when_cleared()
    {
        _scene.Servers.Inject(SimulatedFault.LaggingReplica);
        var lagging = await _scene.Observe();
        Assert.All(lagging.Sync, sync => Assert.True(sync.Status.Is(SyncStatus.OutOfSync)));
        Assert.True(lagging.Sync[0].LagBytes.Value > PairLimits.Default.BacklogBytes);

        _scene.Servers.Clear(SimulatedFault.LaggingReplica);
        Assert.True((await _scene.Observe()).Sync[0].Status.Is(SyncStatus.Checking));
        _scene.Live(15);
        Assert.True((await _scene.Observe()).Sync[0].Status.Is(SyncStatus.Synchronized));
    }

    [Fact]
    public async Task Faults_of_one_server_show_on_that_server_only()
    {
        foreach (var fault in new[] { SimulatedFault.AutomaticUpdatesOn, SimulatedFault.ClockSkewed, SimulatedFault.HeldAptLock })
            _scene.Servers.Inject(fault, Identity.Secondary);
        var seen = await _scene.Observe();
        Assert.True(seen.Secondary.AutomaticUpdates.Is(AutomaticUpdates.Installs));
        Assert.Equal(TimeSpan.FromSeconds(90), seen.Secondary.ClockSkew.Value);
        Assert.Equal("apt-get (pid 812)", seen.Secondary.PackageActivity.Value!.Holder);
        Assert.False(seen.Primary.AutomaticUpdates.Is(AutomaticUpdates.Installs));
        Assert.True(seen.Primary.ClockSkew.Value < TimeSpan.FromSeconds(1));
        Assert.Null(seen.Primary.PackageActivity.Value!.Holder);
    }

    [Fact]
    public async Task Updates_are_as_old_as_the_scan_that_found_them()
    {
        var seen = await _scene.Observe();
        Assert.InRange(seen.Primary.Updates.Age(_scene.Clock.GetUtcNow()), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(55));
        Assert.Equal(TimeSpan.Zero, seen.Primary.Role.Age(_scene.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task The_same_id_begins_the_same_everywhere()
    {
        var again = await new Scene().Observe();
        var seen = await _scene.Observe();
        Assert.Equal(seen.Primary.BootId.Value, again.Primary.BootId.Value);
        Assert.Equal(seen.Primary.DiskFreeBytes.Value, again.Primary.DiskFreeBytes.Value);
        Assert.NotEqual(seen.Primary.BootId.Value, seen.Secondary.BootId.Value);
    }

    [Fact]
    public async Task The_backlog_of_a_lively_pair_moves()
    {
        var seen = new HashSet<long>();
        for (var i = 0; i < 20; i++)
        {
            _scene.Live(2);
            seen.Add((await _scene.Observe()).Sync[0].LagBytes.Value);
        }

        Assert.True(seen.Count > 5, "The backlog stood still.");
    }

    [Fact]
    public async Task A_pair_begins_as_it_is_declared()
    {
        var scene = new Scene(begin: new()
        {
            Updates = 2,
            UpdatesSecondary = 5,
            RebootRequired = false,
            RebootPending = Identity.Secondary,
            Active = Identity.Secondary,
            Fault = "full-disk",
            FaultOn = Identity.Primary,
        });
        var seen = await scene.Observe();
        Assert.Equal(Identity.Secondary, seen.Active);
        Assert.Equal((2, 5), (seen.Primary.Updates.Value.Length, seen.Secondary.Updates.Value.Length));
        Assert.DoesNotContain(seen.Secondary.Updates.Value, update => update.Name == "linux-image-amd64");
        Assert.True(seen.Secondary.RebootRequired.Is(true));
        Assert.True(seen.Primary.DiskFreeBytes.Value < PairLimits.Default.DiskFreeBytes);
    }
}
