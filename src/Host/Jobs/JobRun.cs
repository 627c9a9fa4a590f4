using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Does an accepted job, once, and keeps its result; runs as root under systemd.</summary>
internal sealed class JobRun(HostRoots roots, TimeProvider time)
{
    /// <returns>Exit code: 0 when the job has left a result or a restart is under way, 3 when it is not this process's to do.</returns>
    internal async Task<int> Run(string key)
    {
        JobFolder folder = JobFolder.Of(roots, key);
        if (!folder.Exists || folder.ReadRequest() is not { } accepted || accepted.Key != key)
            return 3;
        using HeldFile? begun = HeldFile.TryCreate(folder.Begun);
        if (begun is null)
            return 3;
        Durable.SyncFolder(folder.Folder);
        long started = time.GetUtcNow().ToUnixTimeMilliseconds();
        JobOutcome outcome;
        using (OutputLog log = new(folder.Output))
            outcome = await Perform(accepted, log);
        // A restart under way has no result yet: the next boot id is its result.
        if (outcome.State != JobStates.Running)
            Keep(folder, key, outcome, started);
        return 0;
    }

    private void Keep(JobFolder folder, string key, JobOutcome outcome, long started)
    {
        long ended = time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            folder.WriteStatus(outcome.ToStatus(key, started, ended));
        }
        catch (IOException) when (outcome.Updates is { Count: > 0 })
        {
            // A long list may not fit on a full disk; that a scan has failed does, and a scan changes nothing.
            JobOutcome lost = JobOutcome.Failed("The list of updates could not be kept on the server's disk.", "Free space under /var/lib, then retry the step.");
            folder.WriteStatus(lost.ToStatus(key, started, ended));
        }
    }

    private async Task<JobOutcome> Perform(AcceptedJob accepted, OutputLog log)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(accepted.Job.LimitSeconds), time);
        try
        {
            return await Choose(accepted, new JobContext(roots, accepted.Job, log, time, limit.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return JobOutcome.Failed(
                $"The job was stopped because its limit of {accepted.Job.LimitSeconds} s had passed.",
                "Look at its output for what it was waiting for; after an install also run dpkg --audit on the server.");
        }
        catch (Exception e)
        {
            log.Write($"portal-host: {e.GetType().Name}: {e.Message}");
            return JobOutcome.Unknown(
                $"portal-host failed in the middle of the job ({e.GetType().Name}).",
                "Compare the server's state with what the job was to do before anything is tried again.");
        }
    }

    private static Task<JobOutcome> Choose(AcceptedJob accepted, JobContext context) => accepted.Job.Kind switch
    {
        JobKinds.Scan => ScanJob.Do(context),
        JobKinds.Install => InstallJob.Do(context),
        JobKinds.Reboot => RebootJob.Do(context, accepted),
        JobKinds.Switchover => SwitchoverJob.Do(context),
        JobKinds.Suspend or JobKinds.Resume => PauseJob.Do(context),
        _ => throw new InvalidOperationException(accepted.Job.Kind),
    };
}
