using Portal.Host.Wire;

namespace Portal.Host.Tests.Jobs;

public sealed class Installing : IDisposable
{
    private static readonly Job Kernel = new(JobKinds.Install, [new("demo-kernel", "1.1")], LimitSeconds: 60);

    private readonly TestHost _host = new();

    public Installing()
    {
        _host.Write("var/lib/dpkg/status", Sample.Text("dpkg-1.21.22-status").Replace("Version: 1.1\n", "Version: 1.0\n", StringComparison.Ordinal));
        Apt("simulate-exact", "install-ok");
    }

    public void Dispose() => _host.Dispose();

    /// <summary>A simulation prints one sample; the real call prints another, ends with its code, and changes dpkg's list when that is 0.</summary>
    private void Apt(string simulated, string real, int simulatedCode = 0, int realCode = 0, string change = "s/Version: 1.0/Version: 1.1/") =>
        _host.Tool("apt-get", $"""
            case "$*" in
              *" -s "*) cat '{Sample.Path("apt-2.6.1-" + simulated)}'; exit {simulatedCode};;
              *) cat '{Sample.Path("apt-2.6.1-" + real)}'; [ {realCode} = 0 ] && sed -i '{change}' $ROOT/var/lib/dpkg/status; exit {realCode};;
            esac
            """);

    private bool Installed => _host.Calls("apt-get").Any(c => !c.Contains(" -s ", StringComparison.Ordinal));

    [Fact]
    public async Task Exactly_the_approved_versions_are_asked_for_and_read_back()
    {
        _host.Write("run/reboot-required", "");
        JobStatus status = await _host.Do("k", Kernel);
        Assert.Equal(JobStates.Succeeded, status.State);
        Assert.True(status.RebootRequired);
        string call = _host.Calls("apt-get")[^1];
        Assert.EndsWith("--no-remove install demo-kernel=1.1", call);
        Assert.Contains("--force-confold", call);
        Assert.DoesNotContain("downgrade", call);
    }

    [Fact]
    public async Task A_package_that_nobody_approved_stops_it_before_anything_is_installed()
    {
        Apt("simulate-extra", "install-ok");
        JobStatus status = await _host.Do("k", new(JobKinds.Install, [new("demo-app", "1.1")]));
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("demo-lib 2.0", status.Detail);
        Assert.False(Installed);
    }

    [Theory]
    [InlineData("simulate-remove", "do not fit together")]
    [InlineData("simulate-no-version", "vanished from the repository")]
    [InlineData("simulate-no-package", "vanished from the repository")]
    [InlineData("simulate-held", "is held on this server")]
    public async Task What_apt_refuses_in_rehearsal_is_not_tried(string sample, string words)
    {
        Apt(sample, "install-ok", simulatedCode: 100);
        JobStatus status = await _host.Do("k", Kernel);
        Assert.Equal((JobStates.Failed, (int?)100), (status.State, status.ExitCode));
        Assert.Contains(words, status.Detail);
        Assert.NotEqual("", status.Remedy);
        Assert.False(Installed);
    }

    [Fact]
    public async Task A_rehearsal_that_would_remove_a_package_is_not_carried_out()
    {
        _host.Tool("apt-get", "echo 'Remv other [1.0]'; echo 'Inst demo-kernel [1.0] (1.1 demo [all])'");
        JobStatus status = await _host.Do("k", Kernel);
        Assert.Contains("would remove other", status.Detail);
        Assert.Single(_host.Calls("apt-get"));
    }

    [Theory]
    [InlineData("install-locked", "process 25634 (python3)")]
    [InlineData("install-404", "vanished from the repository")]
    [InlineData("install-vanished-file", "vanished from the repository")]
    [InlineData("install-hash", "checksum")]
    [InlineData("install-size", "checksum")]
    [InlineData("install-nospace-archives", "No space is left")]
    [InlineData("install-nospace-usr", "No space is left")]
    [InlineData("install-interrupted", "cut off")]
    [InlineData("install-bad", "could not finish demo-bad")]
    public async Task What_goes_wrong_is_named_with_its_remedy_and_what_is_on_the_disk(string sample, string words)
    {
        Apt("simulate-exact", sample, realCode: 100);
        JobStatus status = await _host.Do("k", Kernel);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains(words, status.Detail);
        Assert.Contains("Not installed: demo-kernel 1.1.", status.Detail);
        Assert.NotEqual("", status.Remedy);
    }

    [Fact]
    public async Task A_success_that_dpkg_does_not_confirm_is_a_failure()
    {
        Apt("simulate-exact", "install-ok", change: "s/none/none/");
        JobStatus status = await _host.Do("k", Kernel);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("Not installed: demo-kernel 1.1.", status.Detail);
    }

    [Fact]
    public async Task A_package_left_half_configured_before_stops_it()
    {
        _host.Write("var/lib/dpkg/updates/0001", "Package: demo-big\nStatus: install ok half-configured\nArchitecture: all\nVersion: 1.0\n");
        JobStatus status = await _host.Do("k", Kernel);
        Assert.Contains("demo-big", status.Detail);
        Assert.Contains("dpkg --configure -a", status.Remedy);
        Assert.Empty(_host.Calls("apt-get"));
    }

    [Fact]
    public async Task A_version_that_is_there_already_counts_as_installed()
    {
        _host.Write("var/lib/dpkg/status", Sample.Text("dpkg-1.21.22-status"));
        Apt("simulate-already", "simulate-already", change: "s/none/none/");
        Assert.Equal(JobStates.Succeeded, (await _host.Do("k", Kernel)).State);
    }
}
