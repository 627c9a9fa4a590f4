using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Enrolment;
using Portal.Remoting.Tests.Ssh;

namespace Portal.Remoting.Tests.Enrolment;

/// <summary>Against a real sshd with a stand-in for portal-host.</summary>
public sealed class EnrolmentsTests
{
    [Fact]
    public async Task A_server_that_answers_with_the_protocol_is_enrolled_and_one_with_another_program_has_the_wrong_version()
    {
        await using var stage = new SshStage();
        var pair = SshStage.PairOf(stage.Server());

        Assert.Equal(
            new Core.Ports.Enrolment(Identity.Primary, EnrolmentState.Enrolled, "portal-host 0.1.0 answers on Primary."),
            await Of(stage).Check(pair, Identity.Primary, SshStage.Stop));
        stage.Options.HostProgram = typeof(EnrolmentsTests).Assembly.Location;
        Assert.Equal(EnrolmentState.WrongVersion, (await Of(stage).Check(pair, Identity.Primary, SshStage.Stop)).State);
    }

    [Fact]
    public async Task A_check_says_that_a_server_is_not_enrolled_or_unreachable_or_shows_another_key()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var pair = SshStage.PairOf(server);

        Assert.Equal(EnrolmentState.NotEnrolled, (await Of(stage).Check(pair, Identity.Secondary, SshStage.Stop)).State);
        server.Stop();
        Assert.Equal(EnrolmentState.Unreachable, (await Of(stage).Check(pair, Identity.Primary, SshStage.Stop)).State);
        server.NewHostKey();
        server.Start();
        Assert.Equal(EnrolmentState.HostKeyChanged, (await Of(stage).Check(pair, Identity.Primary, SshStage.Stop)).State);
    }

    [Fact]
    public async Task The_keys_that_a_server_shows_can_be_read_before_any_is_pinned_and_none_is_pinned_by_that()
    {
        await using var stage = new SshStage();
        var server = stage.Server();
        var pair = SshStage.PairOf(server);
        pair = pair with { Primary = pair.Primary with { HostKeys = [] } };

        Assert.Equal([server.Fingerprint], await Of(stage).ShownHostKeys(pair, Identity.Primary, SshStage.Stop));
        Assert.Equal("", File.ReadAllText(Path.Combine(stage.Options.DataFolder, "ssh", "pairs", "pair", "known_hosts")));
        server.Stop();
        Assert.Empty(await Of(stage).ShownHostKeys(pair, Identity.Primary, SshStage.Stop));
    }

    [Fact]
    public async Task Instructions_without_the_program_say_what_to_do()
    {
        await using var stage = new SshStage();
        stage.Options.HostProgram = "/nowhere/portal-host";

        var problem = Assert.Throws<InvalidOperationException>(() => Of(stage).Instructions(SshStage.PairOf(stage.Server()), Identity.Primary));

        Assert.Contains("/nowhere/portal-host", problem.Message, StringComparison.Ordinal);
    }

    private static Enrolments Of(SshStage stage) => new(stage.Shells, Microsoft.Extensions.Options.Options.Create(stage.Options)) { Limit = SshStage.Patience };
}
