using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Tests.Ssh;

/// <summary>Against real sshd processes on loopback.</summary>
public sealed class OpenSshShellTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_call_brings_the_answer_back_and_shares_its_connection()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var shell = stage.Shells.Open(SshStage.PairOf(server));
        var up = shell.CameUp(Identity.Primary);

        Assert.Equal("stand-in", SshStage.Answer(await SshStage.Hello(shell)).HostName);
        Assert.True(up.IsCompletedSuccessfully);
        var again = shell.CameUp(Identity.Primary);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => SshStage.Answer(await SshStage.Hello(shell))));

        Assert.False(again.IsCompleted);
        Assert.Equal(6, server.Requests.Length);
    }

    [Fact]
    public async Task A_server_with_another_key_than_the_pinned_one_gets_nothing()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var shell = stage.Shells.Open(SshStage.PairOf(server, pinned: "SHA256:" + new string('A', 43)));

        var changed = Assert.IsType<ShellAnswer.HostKeyChanged>(await SshStage.Hello(shell));

        Assert.Contains(server.Fingerprint, changed.Why, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_key_that_changes_later_stops_everything_until_a_person_looks_again()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var pair = SshStage.PairOf(server);
        var shell = stage.Shells.Open(pair);
        SshStage.Answer(await SshStage.Hello(shell));

        server.Stop();
        server.NewHostKey();
        server.Start();
        var changed = Assert.IsType<ShellAnswer.HostKeyChanged>(await SshStage.HelloWhenLostIsKnown(shell));
        Assert.Contains(server.Fingerprint, changed.Why, StringComparison.Ordinal);
        Assert.Contains(pair.Primary.HostKeys[0], changed.Why, StringComparison.Ordinal);

        server.Stop();
        Assert.IsType<ShellAnswer.HostKeyChanged>(await SshStage.Hello(shell));
        shell.LookAgain(Identity.Primary);
        Assert.IsType<ShellAnswer.NotReached>(await SshStage.Hello(shell));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Only_pinned_keys_are_ever_on_file()
    {
        await using var stage = new SshStage();
        var (server, stranger) = (stage.Server(), stage.Server());
        var file = Path.Combine(stage.Options.DataFolder, "ssh", "pairs", "pair", "known_hosts");
        var shell = stage.Shells.Open(SshStage.PairOf(server));
        SshStage.Answer(await SshStage.Hello(shell));
        File.AppendAllText(file, File.ReadAllText(Path.Combine(stage.Folder, "server1", "host_key.pub")).Insert(0, "pair.primary "));

        stage.Start().Open(SshStage.PairOf(server));

        Assert.Equal([server.Fingerprint], File.ReadLines(file).Select(line => HostKey.Parse(line)!.Fingerprint));
        Assert.NotEqual(server.Fingerprint, stranger.Fingerprint);
    }

    [Fact]
    public async Task A_server_that_is_not_enrolled_is_left_alone()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var pair = SshStage.PairOf(server);
        var shell = stage.Shells.Open(pair with { Primary = pair.Primary with { HostKeys = [] } });

        Assert.Contains("not enrolled", Assert.IsType<ShellAnswer.NotReached>(await SshStage.Hello(shell)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_that_hangs_is_lost_at_its_limit_and_the_next_one_is_answered()
    {
        await using var stage = new SshStage();
        var shell = stage.Shells.Open(SshStage.PairOf(stage.Server()));
        SshStage.Answer(await SshStage.Hello(shell));

        var answer = await shell.Call(Identity.Primary, new Request(Verbs.Status, "k"), TimeSpan.FromMilliseconds(500), SshStage.Stop);

        Assert.Equal("Primary did not answer within 0.5 s.", Assert.IsType<ShellAnswer.Lost>(answer).Why);
        SshStage.Answer(await SshStage.Hello(shell));
    }

    [Fact]
    public async Task A_program_that_ends_without_an_answer_is_lost_with_its_exit_code()
    {
        await using var stage = new SshStage();
        var shell = stage.Shells.Open(SshStage.PairOf(stage.Server()));

        var answer = await shell.Call(Identity.Primary, new Request(Verbs.Installed), SshStage.Patience, SshStage.Stop);

        Assert.Contains("code 3", Assert.IsType<ShellAnswer.Lost>(answer).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_cut_ends_the_stream_with_a_reason_and_a_new_one_is_made()
    {
        await using var stage = new SshStage();
        var shell = stage.Shells.Open(SshStage.PairOf(stage.Server()));
        ShellAnswer? last = null;
        await foreach (var answer in shell.Stream(Identity.Primary, new Request(Verbs.Watch), Timeout.InfiniteTimeSpan, SshStage.Stop))
        {
            if (last is null)
                SshServer.Signal("KILL", SshStage.SessionOf(answer));
            last = answer;
        }

        Assert.IsType<ShellAnswer.Lost>(last);
        SshStage.Answer(await SshStage.Hello(shell));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_noticed_by_its_silence_and_reached_on_a_new_connection()
    {
        await using var stage = new SshStage();
        var shell = stage.Shells.Open(SshStage.PairOf(stage.Server()));
        ShellAnswer? last = null;
        var session = 0;
        await foreach (var answer in shell.Stream(Identity.Primary, new Request(Verbs.Watch), Silence, SshStage.Stop))
        {
            if (last is null)
                SshServer.Signal("STOP", session = SshStage.SessionOf(answer));
            last = answer;
        }

        Assert.Equal("Primary was silent for 4 s.", Assert.IsType<ShellAnswer.Lost>(last).Why);
        SshStage.Answer(await SshStage.Hello(shell));
        SshServer.Signal("KILL", session);
    }

    [Fact]
    public async Task A_call_into_a_black_hole_ends_at_its_limit_and_the_next_makes_a_new_connection()
    {
        await using var stage = new SshStage();
        var shell = stage.Shells.Open(SshStage.PairOf(stage.Server()));
        var facts = await shell.Call(Identity.Primary, new Request(Verbs.Watch), SshStage.Patience, SshStage.Stop);
        var session = SshStage.SessionOf(facts);
        SshServer.Signal("STOP", session);

        Assert.IsType<ShellAnswer.Lost>(await shell.Call(Identity.Primary, new Request(Verbs.Hello), TimeSpan.FromMilliseconds(500), SshStage.Stop));
        SshStage.Answer(await SshStage.Hello(shell));
        SshServer.Signal("KILL", session);
    }

    [Fact]
    public async Task After_a_restart_of_the_server_a_stale_connection_is_replaced_at_once()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var shell = stage.Shells.Open(SshStage.PairOf(server));
        SshStage.Answer(await SshStage.Hello(shell));

        server.Stop();
        Assert.IsType<ShellAnswer.NotReached>(await SshStage.HelloWhenLostIsKnown(shell));
        server.Start();

        SshStage.Answer(await SshStage.Hello(shell));
    }

    [Fact]
    public async Task An_address_that_answers_nothing_is_given_up_at_the_limit()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var pair = SshStage.PairOf(server);
        var shell = stage.Shells.Open(pair with { Primary = pair.Primary with { Management = "192.0.2.1" } });

        var answer = await shell.Call(Identity.Primary, new Request(Verbs.Hello), TimeSpan.FromMilliseconds(300), SshStage.Stop);

        Assert.IsType<ShellAnswer.NotReached>(answer);
    }

    [Fact]
    public async Task Connections_left_behind_by_a_killed_portal_are_ended_at_the_next_start()
    {
        await using var stage = new SshStage();
        var pair = SshStage.PairOf(stage.Server());
        SshStage.Answer(await SshStage.Hello(stage.Shells.Open(pair)));
        var left = Directory.GetFiles(Path.Combine(stage.Options.DataFolder, "ssh", "s"));

        SshStage.Answer(await SshStage.Hello(stage.Start().Open(pair)));

        Assert.Single(left);
    }
}
