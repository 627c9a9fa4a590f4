using System.Net;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Jobs;

public sealed class Rebooting : IDisposable
{
    private const string OtherBoot = "22222222-2222-2222-2222-222222222222";
    private static readonly Job Reboot = new(JobKinds.Reboot, BootId: TestHost.Boot, LimitSeconds: 300);

    private readonly TestHost _host = new();

    public Rebooting() => _host.Tool("systemctl", "");

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_named_boot_is_ended_once_and_the_next_boot_id_is_the_proof()
    {
        Assert.Equal(JobStates.Running, (await _host.Do("k", Reboot)).State);
        Assert.Equal(3, await _host.Runner.Run("k"));
        Assert.Equal("systemctl reboot --no-wall", Assert.Single(_host.Calls("systemctl")));
        _host.Write("proc/sys/kernel/random/boot_id", OtherBoot + "\n");
        JobStatus after = _host.Look.Look("k");
        Assert.Equal(JobStates.Succeeded, after.State);
        Assert.Contains(OtherBoot, after.Detail);
    }

    [Fact]
    public async Task The_same_boot_after_the_limit_is_a_failure()
    {
        await _host.Do("k", Reboot);
        _host.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(JobStates.Running, _host.Look.Look("k").State);
        _host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(JobStates.Failed, _host.Look.Look("k").State);
    }

    [Fact]
    public async Task Another_boot_than_the_named_one_is_not_ended_not_even_later()
    {
        JobStart start = new(_host.Roots, _host.Time, "/p");
        JobStatus status = await start.Start("k", Reboot with { BootId = OtherBoot });
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("nothing was restarted", status.Detail);
        _host.Write("proc/sys/kernel/random/boot_id", OtherBoot + "\n");
        Assert.Equal(JobStates.Failed, _host.Look.Look("k").State);
        Assert.Empty(_host.Calls("systemctl"));
        Assert.Empty(_host.Calls("systemd-run"));
    }

    [Fact]
    public async Task A_server_whose_packages_are_being_changed_is_not_restarted()
    {
        _host.Write("var/lib/dpkg/lock-frontend", "");
        ulong inode = LibC.Inode(_host.Roots.At("var/lib/dpkg/lock-frontend"))!.Value;
        _host.Write("proc/locks", $"1: POSIX  ADVISORY  WRITE 812 00:2a:{inode} 0 EOF\n");
        _host.Write("proc/812/comm", "apt-get\n");
        JobStatus status = await _host.Do("k", Reboot);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("apt-get (pid 812)", status.Detail);
        Assert.Empty(_host.Calls("systemctl"));
    }

    [Theory]
    [InlineData("primary", true)]
    [InlineData("master", true)]
    [InlineData("replica", false)]
    public async Task A_server_that_Patroni_calls_primary_is_not_restarted(string role, bool refused)
    {
        await using FakePatroni patroni = new(_host);
        patroni.Answers["GET /health"] = (HttpStatusCode.OK, $$"""{"state":"running","role":"{{role}}"}""");
        JobStatus status = await _host.Do("k", Reboot);
        Assert.Equal(refused ? JobStates.Failed : JobStates.Running, status.State);
        Assert.Equal(refused ? 0 : 1, _host.Calls("systemctl").Length);
    }

    [Fact]
    public async Task What_systemctl_could_not_say_is_unknown_until_the_next_boot_tells()
    {
        _host.Tool("systemctl", "echo 'Failed to reboot system via logind: Connection timed out' >&2; exit 1");
        JobStatus status = await _host.Do("k", Reboot);
        Assert.Equal(JobStates.Unknown, status.State);
        Assert.Contains("Connection timed out", status.Detail);
        _host.Write("proc/sys/kernel/random/boot_id", OtherBoot + "\n");
        Assert.Equal(JobStates.Succeeded, _host.Look.Look("k").State);
    }
}
