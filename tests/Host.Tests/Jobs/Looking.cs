using System.Diagnostics;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Jobs;

public sealed class Looking : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_key_that_was_never_seen_says_that_nothing_was_done()
    {
        JobStatus status = _host.Look.Look("run.B1.1");
        Assert.Equal((JobStates.NotSeen, "run.B1.1"), (status.State, status.Key));
    }

    [Fact]
    public void A_state_folder_that_cannot_be_looked_at_is_not_a_key_that_was_never_seen()
    {
        Directory.Delete(_host.Roots.Jobs);
        File.WriteAllText(_host.Roots.Jobs, "");
        Assert.Throws<IOException>(() => _host.Look.Look("run.B1.1"));
    }

    [Fact]
    public void The_state_folder_is_made_for_one_group_to_read_and_nobody_else()
    {
        Directory.Delete(_host.Roots.Jobs);
        StateFolder.Prepare(_host.Roots, null);
        UnixFileMode mode = File.GetUnixFileMode(_host.Roots.Jobs);
        Assert.Equal("2750", Convert.ToString((int)mode, 8));
    }

    [Fact]
    public async Task A_job_whose_process_was_killed_is_unknown_and_was_running_before()
    {
        JobFolder folder = _host.Accepted("k", new(JobKinds.Install, [new("app", "1.1")]));
        await File.WriteAllTextAsync(folder.Begun, "");
        using Process holder = Process.Start(new ProcessStartInfo("flock", ["-o", folder.Begun, "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true })!;
        await holder.StandardOutput.ReadLineAsync();
        Assert.Equal(JobStates.Running, _host.Look.Look("k").State);
        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync();
        JobStatus status = _host.Look.Look("k");
        Assert.Equal(JobStates.Unknown, status.State);
        Assert.Contains("without a result", status.Detail);
    }

    [Fact]
    public void A_start_that_was_cut_off_before_the_job_began_is_unknown()
    {
        JobFolder folder = _host.Accepted("k", new(JobKinds.Scan));
        HeldFile accepted = HeldFile.TryCreate(folder.Accepted)!;
        Assert.Equal(JobStates.Running, _host.Look.Look("k").State);
        accepted.Dispose();
        JobStatus status = _host.Look.Look("k");
        Assert.Equal(JobStates.Unknown, status.State);
        Assert.Contains("cut off", status.Detail);
    }

    [Fact]
    public async Task A_result_comes_back_as_it_was_kept_with_the_count_of_its_lines()
    {
        _host.Tool("apt-get", "case \"$*\" in *dist-upgrade*) echo 'Inst app [1.0] (1.1 demo [all])';; esac");
        JobStatus status = await _host.Do("k", new(JobKinds.Scan));
        Assert.Equal(JobStates.Succeeded, status.State);
        Assert.Equal([new("app", "1.0", "1.1", "demo")], status.Updates!);
        Assert.Equal(File.ReadLines(_host.Folder("k").Output).Count(), status.OutputLines);
        Assert.True(status.EndedUnixMs >= status.StartedUnixMs && status.StartedUnixMs > 0);
    }

    [Fact]
    public async Task A_job_past_its_limit_is_stopped_and_has_failed()
    {
        _host.Tool("apt-get", "exec sleep 60");
        JobStatus status = await _host.Do("k", new(JobKinds.Scan, LimitSeconds: 1));
        Assert.Equal(JobStates.Failed, status.State);
        Assert.Contains("limit of 1 s", status.Detail);
    }
}
