using Portal.Host.Wire;

namespace Portal.Host.Tests.Jobs;

public sealed class Scanning : IDisposable
{
    private static readonly Job Scan = new(JobKinds.Scan, LimitSeconds: 60);

    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    private void Apt(string update, int code, string simulated = "dist-upgrade") => _host.Tool("apt-get", $"""
        case "$*" in
          *" update") cat '{Sample.Path("apt-2.6.1-" + update)}'; exit {code};;
          *) cat '{Sample.Path("apt-2.6.1-" + simulated)}';;
        esac
        """);

    [Fact]
    public async Task Updates_come_with_their_versions_and_a_new_package_without_an_old_one()
    {
        Apt("update", 0);
        JobStatus status = await _host.Do("k", Scan);
        Assert.Equal(JobStates.Succeeded, status.State);
        Assert.Equal(
            [new("demo-lib", null, "2.0", "127.0.0.1"), new("demo-app", "1.0", "1.1", "127.0.0.1"), new("demo-bad", "1.0", "1.1", "127.0.0.1"), new("demo-big", "1.0", "1.1", "127.0.0.1"), new("demo-kernel", "1.0", "1.1", "127.0.0.1")],
            status.Updates!);
    }

    [Theory]
    [InlineData("update-unreachable", 100)]
    [InlineData("update-unreachable-plain", 0)]
    [InlineData("update-noname", 100)]
    public async Task Lists_that_cannot_be_refreshed_are_a_failure_never_no_updates(string sample, int code)
    {
        Apt(sample, code);
        JobStatus status = await _host.Do("k", Scan);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Null(status.Updates);
        Assert.Contains("could not be refreshed", status.Detail);
        Assert.NotEqual("", status.Remedy);
    }

    [Fact]
    public async Task A_lock_that_is_let_go_is_waited_for()
    {
        _host.Tool("apt-get", $"""
            case "$*" in
              *" update") [ -e $ROOT/free ] && exit 0; touch $ROOT/free; cat '{Sample.Path("apt-2.6.1-update-locked")}'; exit 100;;
            esac
            """);
        JobStatus status = await _host.Do("k", Scan);
        Assert.Equal((JobStates.Succeeded, "No updates."), (status.State, status.Detail));
        Assert.Equal(2, _host.Calls("apt-get").Count(c => c.EndsWith(" update", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_upgrade_that_would_remove_something_is_offered_without_it()
    {
        _host.Tool("apt-get", """
            case "$*" in
              *dist-upgrade*) echo 'Remv old [1]'; echo 'Inst a [1] (2 demo [all])'; echo 'Inst b [1] (2 demo [all])';;
              *"--with-new-pkgs upgrade") echo 'Inst b [1] (2 demo [all])';;
            esac
            """);
        JobStatus status = await _host.Do("k", Scan);
        Assert.Equal("b", Assert.Single(status.Updates!).Name);
        Assert.Contains("would remove old", status.Detail);
    }

    [Fact]
    public async Task What_the_packages_are_is_told_from_the_lists_that_are_there()
    {
        _host.Tool("apt-get", $"""
            case "$*" in
              *" update") exit 0;;
              *) echo 'Inst openssl [3.0.20-1] (3.0.22-1~deb12u2 Debian-Security:12/stable-security [amd64])'; echo 'Inst sudo [1] (1.9.13p3-1+deb12u4 Debian:12.12/stable [amd64])';;
            esac
            """);
        _host.Tool("apt-cache", $"cat '{Sample.Path("apt-2.6.1-show")}'");

        JobStatus status = await _host.Do("k", Scan);

        Assert.Equal(
            [
                new("openssl", "3.0.20-1", "3.0.22-1~deb12u2", "Debian-Security:12/stable-security", true, "utils", "Secure Sockets Layer toolkit - cryptographic utility"),
                new("sudo", "1", "1.9.13p3-1+deb12u4", "Debian:12.12/stable", null, "admin", "Provide limited super user privileges to specific users"),
            ],
            status.Updates!);
        Assert.Equal(["apt-cache show openssl=3.0.22-1~deb12u2 sudo=1.9.13p3-1+deb12u4"], _host.Calls("apt-cache"));
    }

    [Theory]
    [InlineData("exit 100")]
    [InlineData("echo 'E: No packages found' >&2; exit 100")]
    [InlineData("echo 'Package: openssl'; echo 'Version: 1'; echo 'Section: utils'")]
    public async Task A_scan_does_not_fail_for_want_of_a_description(string cache)
    {
        Apt("update", 0);
        _host.Tool("apt-cache", cache);

        JobStatus status = await _host.Do("k", Scan);

        Assert.Equal((JobStates.Succeeded, 5), (status.State, status.Updates!.Count));
        Assert.All(status.Updates, u => Assert.Null(u.Summary));
    }
}
