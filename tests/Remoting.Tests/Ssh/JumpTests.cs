using Portal.Core.Pairs;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Tests.Ssh;

/// <summary>A server without a management address is reached through its partner.</summary>
public sealed class JumpTests
{
    [Fact]
    public async Task A_server_without_a_management_address_is_reached_through_its_partner_and_nothing_else_is()
    {
        await using var stage = new SshStage();
        var target = stage.Server();
        var way = stage.Server($"restrict,port-forwarding,permitopen=\"{target.Address}\"");
        var shell = stage.Shells.Open(Through(way, target));

        SshStage.Answer(await SshStage.Hello(shell, Identity.Secondary));

        Assert.Single(target.Requests);
        Assert.Empty(way.Requests);
    }

    [Fact]
    public async Task Behind_the_jump_the_host_key_is_checked_all_the_same()
    {
        await using var stage = new SshStage();
        var target = stage.Server();
        var way = stage.Server($"restrict,port-forwarding,permitopen=\"{target.Address}\"");
        var pair = Through(way, target);
        var shell = stage.Shells.Open(pair with { Secondary = pair.Secondary with { HostKeys = [way.Fingerprint] } });

        var changed = Assert.IsType<ShellAnswer.HostKeyChanged>(await SshStage.Hello(shell, Identity.Secondary));

        Assert.Contains(target.Fingerprint, changed.Why, StringComparison.Ordinal);
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task A_partner_that_does_not_allow_the_jump_is_named_with_the_remedy()
    {
        await using var stage = new SshStage();
        var (target, way) = (stage.Server(), stage.Server());
        var shell = stage.Shells.Open(Through(way, target));

        var no = Assert.IsType<ShellAnswer.NotReached>(await SshStage.Hello(shell, Identity.Secondary));

        Assert.Contains("does not allow the jump", no.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_neither_has_a_management_address_the_one_at_the_shared_name_is_the_way_to_the_other()
    {
        await using var stage = new SshStage();
        var target = stage.Server();
        var active = stage.Server($"restrict,port-forwarding,permitopen=\"{target.Address}\"");
        var pair = SshStage.Pair(
            new Server(Identity.Primary, active.Address, null, "127.0.0.1:1", [active.Fingerprint]),
            new Server(Identity.Secondary, active.Address, null, target.Address, [target.Fingerprint]));
        var shell = stage.Shells.Open(pair);

        SshStage.Answer(await SshStage.Hello(shell, Identity.Secondary));
        SshStage.Answer(await SshStage.Hello(shell, Identity.Primary));

        Assert.Single(target.Requests);
        Assert.Single(active.Requests);
    }

    private static Pair Through(SshServer way, SshServer target) => SshStage.Pair(
        new Server(Identity.Primary, "one", way.Address, null, [way.Fingerprint]),
        new Server(Identity.Secondary, "two", null, target.Address, [target.Fingerprint]));
}
