using Portal.Core.Pairs;
using Portal.Live;
using Portal.Runs;
using Portal.Tests.Pages;

namespace Portal.Tests.Runs;

public sealed class PairChangesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);
    private readonly PairChanges _changes = new();
    private readonly PairSnapshot _pair = Story.Planned().Snapshot;
    private int _seconds;

    public PairChangesTests() => See(_pair);

    [Fact]
    public void What_was_there_at_the_first_look_is_no_change_but_for_updates()
    {
        Assert.All(_changes.Newest, c => Assert.Equal(PairChangeKind.Updates, c.Kind));
        Assert.Equal(["4 updates are pending on Secondary.", "4 updates are pending on Primary."], Texts);
    }

    [Fact]
    public void A_role_that_moved_is_told_once_with_both_names()
    {
        See(Roles(Role.Passive, Role.Active));
        See(Roles(Role.Passive, Role.Active));

        Assert.Equal("The active role moved to Secondary; Primary is passive.", Texts[0]);
        Assert.Single(_changes.Newest, c => c.Kind == PairChangeKind.Role);
    }

    [Fact]
    public void Nobody_active_and_both_active_are_told_as_wrong()
    {
        See(Roles(Role.Passive, Role.Passive));
        See(Roles(Role.Active, Role.Active));
        See(Roles(Role.Active, Role.Passive));

        Assert.Equal(["Primary is the active server again.", "Both servers say that they are active.", "Neither server is active."], Texts[..3]);
    }

    [Fact]
    public void A_server_that_was_away_is_told_with_how_long()
    {
        See(_pair.With(_pair.Secondary with { Reach = Reading.Known(Reachability.Unreachable, Start, "test") with { Why = "Connection refused." }, Role = Reading.Unknown<Role>("Connection refused.", Start, "test") }));
        See(_pair, after: 47);

        Assert.Equal(["Secondary is reachable again after 47 s.", "Secondary is not reachable: Connection refused."], Texts[..2]);
    }

    [Fact]
    public void What_is_not_known_in_between_is_no_change()
    {
        var before = _changes.Newest.Length;
        See(PairSnapshot.Unknown(_pair.Pair, "The portal could not ask.", Start, "test"));
        See(_pair);

        Assert.Equal(before, _changes.Newest.Length);
    }

    [Fact]
    public void Sync_that_was_lost_says_what_and_that_it_is_back()
    {
        See(_pair with { Sync = [_pair.Sync[0], _pair.Sync[1] with { Status = Reading.Known(SyncStatus.OutOfSync, Start, "test") }] });
        See(_pair, after: 130);

        Assert.Equal(["In sync again after 2 min 10 s.", "The pair is not in sync: Registry is out of sync."], Texts[..2]);
    }

    [Fact]
    public void An_engine_that_was_suspended_on_both_servers_is_one_line()
    {
        See(Engines(EngineState.Suspended));
        See(Engines(EngineState.Running));

        Assert.Equal(["The engine runs again on both servers.", "The engine was suspended on both servers."], Texts[..2]);
    }

    [Fact]
    public void Another_boot_id_is_a_restart()
    {
        See(_pair.With(_pair.Primary with { BootId = Reading.Known("another", Start, "test") }));

        Assert.Equal("Primary was restarted.", Texts[0]);
    }

    [Fact]
    public void Updates_that_are_gone_are_told()
    {
        See(_pair.With(_pair.Primary with { Updates = Reading.Known(System.Collections.Immutable.ImmutableArray<PackageUpdate>.Empty, Start, "test") }));

        Assert.Equal("No update is pending on Primary any more.", Texts[0]);
    }

    [Fact]
    public void The_channel_and_the_service_are_told_when_they_go_and_come()
    {
        See(_pair with { Channel = Reading.Known(ChannelState.Disconnected, Start, "test") });
        _changes.Felt(ServiceState.Answers, TimeSpan.Zero, At);
        _changes.Felt(ServiceState.Silent, TimeSpan.FromSeconds(1), At);
        _changes.Felt(ServiceState.Answers, TimeSpan.FromSeconds(1.39), At);

        Assert.Equal(["The protected service answers again after 1.39 s.", "The protected service does not answer.", "The channel between the servers was lost."], Texts[..3]);
    }

    [Fact]
    public void Only_the_newest_fifty_are_kept()
    {
        for (var i = 0; i < 80; i++) See(Roles(i % 2 == 0 ? Role.Passive : Role.Active, i % 2 == 0 ? Role.Active : Role.Passive));

        Assert.Equal(50, _changes.Newest.Length);
        Assert.Equal(At, _changes.Newest[0].At);
    }

    private string[] Texts => [.. _changes.Newest.Select(c => c.Text)];

    private DateTimeOffset At => Start + TimeSpan.FromSeconds(_seconds);

    private void See(PairSnapshot pair, int after = 2)
    {
        _seconds += after;
        _changes.Saw(pair, At);
    }

    private PairSnapshot Roles(Role primary, Role secondary) =>
        _pair.With(_pair.Primary with { Role = Reading.Known(primary, Start, "test") }).With(_pair.Secondary with { Role = Reading.Known(secondary, Start, "test") });

    private PairSnapshot Engines(EngineState state) =>
        _pair.With(_pair.Primary with { Engine = Reading.Known(state, Start, "test") }).With(_pair.Secondary with { Engine = Reading.Known(state, Start, "test") });
}
