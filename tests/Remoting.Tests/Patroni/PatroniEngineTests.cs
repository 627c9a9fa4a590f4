using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Hosts;

namespace Portal.Remoting.Tests.Patroni;

public sealed class PatroniEngineTests
{
    [Fact]
    public void A_leader_and_its_synchronous_standby_are_active_passive_and_in_sync()
    {
        var pair = Facts.Snapshot(Facts.Leader(), Facts.Replica());

        Assert.Equal(Identity.Primary, pair.Active);
        Assert.True(pair.Sync[0].Status.Is(SyncStatus.Synchronized));
        Assert.True(pair.Sync[0].LagBytes.Is(0));
        Assert.True(pair.Channel.Is(ChannelState.Connected));
        Assert.True(pair.Primary.Engine.Is(EngineState.Running));
        Assert.Equal("WAL", pair.Sync[0].Name);
    }

    [Fact]
    public void A_streaming_replica_without_lag_is_not_in_sync_as_long_as_patroni_wants_a_synchronous_standby()
    {
        var replica = Facts.Two with { Role = "replica", State = "streaming" };

        Assert.True(Status(Facts.Leader(Facts.One, replica)).Is(SyncStatus.Checking));
        Assert.True(Status(Facts.Leader(Facts.One, replica) with { Synchronous = false }).Is(SyncStatus.Synchronized));
        Assert.False(Status(Facts.Leader(Facts.One, replica) with { Synchronous = null }).IsKnown);
    }

    [Fact]
    public void A_lag_beyond_the_limit_is_out_of_sync()
    {
        var replica = Facts.Two with { Role = "replica", State = "streaming", LagBytes = PairLimits.Default.BacklogBytes + 1 };

        Assert.True(Status(Facts.Leader(Facts.One, replica) with { Synchronous = false }).Is(SyncStatus.OutOfSync));
    }

    [Theory]
    [InlineData("stopped", SyncStatus.Checking)]
    [InlineData("starting", SyncStatus.Checking)]
    [InlineData("creating replica", SyncStatus.Checking)]
    [InlineData("start failed", SyncStatus.OutOfSync)]
    [InlineData("crashed", SyncStatus.OutOfSync)]
    public void A_member_that_does_not_stream_is_on_its_way_or_out_of_sync(string state, SyncStatus expected)
    {
        var pair = Facts.Snapshot(Facts.Leader(Facts.One, Facts.Two with { Role = "replica", State = state, LagBytes = null }), Facts.Replica());

        Assert.True(pair.Sync[0].Status.Is(expected));
        Assert.True(pair.Channel.Is(ChannelState.Disconnected));
        Assert.False(pair.Sync[0].LagBytes.IsKnown);
    }

    [Fact]
    public void A_cluster_without_the_other_member_has_nothing_to_switch_to()
    {
        var pair = Facts.Snapshot(Facts.Leader(Facts.One), Facts.Replica());

        Assert.True(pair.Sync[0].Status.Is(SyncStatus.Uninitialized));
    }

    [Fact]
    public void Two_leaders_are_both_shown_active_and_nothing_is_known_to_be_in_sync()
    {
        var pair = Facts.Snapshot(Facts.Leader(), Facts.Leader() with { Name = "pg2" });

        Assert.True(pair.Primary.Role.Is(Role.Active) && pair.Secondary.Role.Is(Role.Active));
        Assert.Null(pair.Active);
        Assert.False(pair.Sync[0].Status.IsKnown);
        Assert.False(pair.Channel.IsKnown);
    }

    [Theory]
    [InlineData("master", "starting")]
    [InlineData("primary", "stopping")]
    [InlineData("master", "stopped")]
    [InlineData("standby_leader", "running")]
    [InlineData("surprise", "running")]
    [InlineData(null, null)]
    public void A_role_that_is_not_plain_is_unknown_and_never_passive(string? role, string? state)
    {
        var pair = Facts.Snapshot(Facts.Leader() with { Role = role, State = state }, Facts.Replica());

        Assert.False(pair.Primary.Role.IsKnown);
        Assert.NotEmpty(pair.Primary.Role.Why!);
        Assert.Null(pair.Active);
    }

    [Theory]
    [InlineData("replica", "running")]
    [InlineData("replica", "stopped")]
    [InlineData("replica", "starting")]
    [InlineData("demoted", "stopping")]
    [InlineData("uninitialized", "creating replica")]
    public void A_member_that_says_it_does_not_lead_is_passive(string role, string state)
    {
        Assert.True(Facts.Snapshot(Facts.Leader(), Facts.Replica() with { Role = role, State = state }).Secondary.Role.Is(Role.Passive));
    }

    [Fact]
    public void A_partner_that_is_not_heard_is_unknown_whatever_the_leader_says_of_it()
    {
        var pair = Facts.Snapshot(Facts.Of(Facts.Leader()), ServerFacts.None("Secondary was not reached: there is no route to it.", Facts.Now));

        Assert.False(pair.Secondary.Role.IsKnown);
        Assert.Equal("Secondary was not reached: there is no route to it.", pair.Secondary.Role.Why);
        Assert.True(pair.Secondary.Reach.Is(Reachability.Unreachable));
        Assert.True(pair.Sync[0].Status.Is(SyncStatus.Synchronized));
    }

    [Fact]
    public void The_engine_is_suspended_running_stopped_or_unknown_as_patroni_says()
    {
        Assert.True(Engine(Facts.Leader() with { Paused = true }).Is(EngineState.Suspended));
        Assert.True(Engine(Facts.Leader() with { Role = null, State = null }).Is(EngineState.Running));
        Assert.True(Engine(Facts.Leader() with { Role = null, State = null, Members = null }).Is(EngineState.Stopped));
        Assert.False(Engine(Facts.Leader() with { Paused = null }).IsKnown);
        Assert.False(Engine(null).IsKnown);
    }

    [Fact]
    public void What_the_server_could_not_read_is_unknown_with_its_reason()
    {
        var silent = Facts.Host(Facts.Leader()) with
        {
            AutomaticUpdates = null, RebootRequired = null, PackageHolder = null, DiskFreeBytes = null, BootId = null, Problems = ["apt-config is missing."],
        };
        var server = Facts.Snapshot(ServerFacts.Of(silent, Facts.Now), Facts.Of(Facts.Replica())).Primary;

        Assert.False(server.AutomaticUpdates.IsKnown || server.RebootRequired.IsKnown || server.PackageActivity.IsKnown || server.DiskFreeBytes.IsKnown || server.BootId.IsKnown);
        Assert.Equal("apt-config is missing.", server.AutomaticUpdates.Why);
        Assert.Equal("Not scanned yet.", server.Updates.Why);
    }

    [Fact]
    public void Packages_left_unfinished_count_as_package_activity()
    {
        var half = Facts.Host(Facts.Leader()) with { HalfConfigured = ["lab-app"] };
        var server = Facts.Snapshot(ServerFacts.Of(half, Facts.Now), Facts.Of(Facts.Replica())).Primary;

        Assert.Contains("lab-app", server.PackageActivity.Value!.Holder, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_skew_is_the_servers_clock_minus_the_portals()
    {
        var late = Facts.Host(Facts.Leader()) with { AtUnixMs = Facts.Now.AddSeconds(-90).ToUnixTimeMilliseconds() };

        Assert.True(Facts.Snapshot(ServerFacts.Of(late, Facts.Now), Facts.Of(Facts.Replica())).Primary.ClockSkew.Is(TimeSpan.FromSeconds(-90)));
    }

    [Fact]
    public void Control_characters_of_a_server_do_not_reach_a_reading()
    {
        var hostile = Facts.Host(Facts.Leader()) with { PackageHolder = "apt\u001b[2J\u202e(pid 1)" };

        Assert.Equal(
            "apt\uFFFD[2J\uFFFD(pid 1)",
            Facts.Snapshot(ServerFacts.Of(hostile, Facts.Now), Facts.Of(Facts.Replica())).Primary.PackageActivity.Value!.Holder);
    }

    private static Reading<SyncStatus> Status(PatroniFacts leader) => Facts.Snapshot(leader, Facts.Replica()).Sync[0].Status;

    private static Reading<EngineState> Engine(PatroniFacts? patroni) => Facts.Snapshot(patroni, Facts.Replica()).Primary.Engine;
}
