using System.Text;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Verbs;

public sealed class RootDoor : IDisposable
{
    private static readonly Request Start = new(Wire.Verbs.Start, "k", new(JobKinds.Scan));

    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_request_goes_through_sudo_as_data_with_exactly_one_argument()
    {
        _host.Tool("sudo", "cat >$ROOT/stdin; echo '{\"key\":\"k\",\"state\":\"running\",\"detail\":\"x\"}'");
        JobStatus status = await AsRoot.Start(_host.Roots, "/p/portal-host", Start);
        Assert.Equal(JobStates.Running, status.State);
        Assert.Equal("sudo -n /p/portal-host as-root", Assert.Single(_host.Calls("sudo")));
        Assert.Contains("\"kind\":\"scan\"", await File.ReadAllTextAsync(_host.Roots.At("stdin")));
    }

    [Fact]
    public async Task A_refusal_of_the_root_side_is_passed_on()
    {
        _host.Tool("sudo", "cat >/dev/null; echo '{\"error\":\"No room.\",\"remedy\":\"Make some.\"}'; exit 2");
        RefusalException e = await Assert.ThrowsAsync<RefusalException>(() => AsRoot.Start(_host.Roots, "/p", Start));
        Assert.Equal(new Refusal("No room.", "Make some."), e.Refusal);
    }

    [Fact]
    public async Task A_missing_sudo_rule_is_named_with_its_file()
    {
        _host.Tool("sudo", "echo 'sudo: a password is required' >&2; exit 1");
        RefusalException e = await Assert.ThrowsAsync<RefusalException>(() => AsRoot.Start(_host.Roots, "/p", Start));
        Assert.Contains("a password is required", e.Refusal.Error);
        Assert.Contains("/etc/sudoers.d/portal-host", e.Refusal.Remedy);
    }

    [Theory]
    [InlineData("""{"verb":"status","key":"k"}""")]
    [InlineData("""{"verb":"facts"}""")]
    [InlineData("""{"verb":"start","key":"../k","job":{"kind":"scan"}}""")]
    [InlineData("""{"verb":"start","key":"k","job":{"kind":"install","packages":[{"name":"-o","version":"1"}]}}""")]
    public async Task As_root_everything_is_checked_again_and_only_a_start_is_done(string request)
    {
        using MemoryStream output = new();
        int code = await AsRoot.Serve(_host.Roots, TimeProvider.System, "/p", new MemoryStream(Encoding.UTF8.GetBytes(request + "\n")), new Answers(output));
        Assert.Equal(2, code);
        Assert.Empty(Directory.GetFileSystemEntries(_host.Roots.Jobs));
        Assert.Empty(_host.Calls("systemd-run"));
    }
}
