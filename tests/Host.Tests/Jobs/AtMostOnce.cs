using System.Diagnostics;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Jobs;

public sealed class AtMostOnce : IDisposable
{
    private static readonly Job Scan = new(JobKinds.Scan, LimitSeconds: 60);

    private readonly TestHost _host = new();

    private JobStart Start => new(_host.Roots, TimeProvider.System, "/usr/local/lib/portal-host/portal-host") { BeginLimit = TimeSpan.FromSeconds(20) };

    public void Dispose() => _host.Dispose();

    /// <summary>Makes systemd-run begin the job as systemd would: another process creates and holds 'begun'.</summary>
    private void SystemdBegins(string key) =>
        _host.Tool("systemd-run", $"( exec 9>'{_host.Folder(key).Folder}/b'; flock 9; ln '{_host.Folder(key).Folder}/b' '{_host.Folder(key).Begun}'; sleep 60 ) >/dev/null 2>&1 & echo $! >$ROOT/pid");

    private void EndBegun() => Process.GetProcessById(int.Parse(File.ReadAllText(_host.Roots.At("pid")), System.Globalization.CultureInfo.InvariantCulture)).Kill(true);

    [Fact]
    public async Task A_new_key_is_recorded_whole_before_systemd_is_asked_and_then_runs()
    {
        _host.Tool("systemd-run", $"cat '{_host.Folder("r.B1.1").Request}' >$ROOT/seen; exit 1");
        await Start.Start("r.B1.1", Scan);
        Assert.Contains("\"key\":\"r.B1.1\"", await File.ReadAllTextAsync(_host.Roots.At("seen")));
        string call = Assert.Single(_host.Calls("systemd-run"));
        Assert.Contains("--unit=portal-job-r.B1.1.service", call);
        Assert.EndsWith("-- /usr/local/lib/portal-host/portal-host run-job r.B1.1", call);
    }

    [Fact]
    public async Task A_key_seen_before_answers_its_status_and_starts_nothing()
    {
        SystemdBegins("k.1");
        JobStatus first = await Start.Start("k.1", Scan);
        JobStatus second = await Start.Start("k.1", new Job(JobKinds.Reboot, BootId: TestHost.Boot));
        EndBegun();
        Assert.Equal(JobStates.Running, first.State);
        Assert.Equal(JobStates.Running, second.State);
        Assert.Single(_host.Calls("systemd-run"));
        Assert.Equal(JobKinds.Scan, _host.Folder("k.1").ReadRequest()!.Job.Kind);
    }

    [Fact]
    public async Task Of_many_starts_of_one_key_at_once_exactly_one_reaches_systemd()
    {
        SystemdBegins("k.2");
        JobStatus[] all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Start.Start("k.2", Scan))));
        EndBegun();
        Assert.All(all, s => Assert.Equal(JobStates.Running, s.State));
        Assert.Single(_host.Calls("systemd-run"));
    }

    [Fact]
    public async Task A_job_that_systemd_refuses_has_failed_and_can_never_begin_later()
    {
        _host.Tool("systemd-run", "echo 'Failed to connect to bus: No such file or directory' >&2; exit 1");
        JobStatus status = await Start.Start("k.3", Scan);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("Failed to connect to bus", status.Detail);
        Assert.Equal(3, await _host.Runner.Run("k.3"));
        Assert.Empty(_host.Calls("apt-get"));
    }

    [Fact]
    public async Task A_job_that_systemd_accepts_and_never_begins_has_failed()
    {
        JobStatus status = await new JobStart(_host.Roots, TimeProvider.System, "/p") { BeginLimit = TimeSpan.FromMilliseconds(300) }.Start("k.4", Scan);
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Equal(3, await _host.Runner.Run("k.4"));
    }

    [Fact]
    public async Task A_job_that_systemd_begins_twice_runs_once()
    {
        _host.Tool("apt-get", "sleep 0.2");
        _host.Accepted("k.5", Scan);
        int[] codes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _host.Runner.Run("k.5"))));
        Assert.Single(codes, 0);
        Assert.Equal(5, codes.Count(c => c == 3));
        Assert.Single(_host.Calls("apt-get"), c => c.EndsWith(" update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_one_job_runs_another_is_refused_for_good()
    {
        SystemdBegins("k.6");
        await Start.Start("k.6", Scan);
        JobStatus other = await Start.Start("k.7", new Job(JobKinds.Reboot, BootId: TestHost.Boot));
        EndBegun();
        Assert.Equal(JobStates.Failed, other.State);
        Assert.Contains("k.6", other.Detail);
        Assert.Equal(JobStates.Failed, (await Start.Start("k.7", Scan)).State);
        Assert.Single(_host.Calls("systemd-run"));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_started()
    {
        Directory.Delete(_host.Roots.Jobs);
        await File.WriteAllTextAsync(_host.Roots.Jobs, "");
        await Assert.ThrowsAnyAsync<IOException>(() => Start.Start("k.8", Scan));
        Assert.Empty(_host.Calls("systemd-run"));
    }

    [Fact]
    public void A_file_that_one_made_nobody_else_can_make_and_its_lock_ends_with_its_maker()
    {
        string path = Path.Combine(_host.Roots.Jobs, "begun");
        using (HeldFile? mine = HeldFile.TryCreate(path))
        {
            Assert.NotNull(mine);
            Assert.True(HeldFile.IsHeld(path));
            Assert.Null(HeldFile.TryCreate(path));
        }
        Assert.False(HeldFile.IsHeld(path));
        Assert.Null(HeldFile.TryCreate(path));
        Assert.Single(Directory.GetFiles(_host.Roots.Jobs));
    }
}
