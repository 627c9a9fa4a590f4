using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Accepts a job once, on disk, and only then has systemd start it, out of reach of the connection that asked for it.</summary>
/// <param name="program">This program's own path.</param>
internal sealed class JobStart(HostRoots roots, TimeProvider time, string program)
{
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long systemd may take to begin a job.</summary>
    internal TimeSpan BeginLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Answers the key's status; starts the job only when the key was never seen.</summary>
    /// <exception cref="RefusalException">Nothing was recorded or started.</exception>
    internal async Task<JobStatus> Start(string key, Job job)
    {
        JobLook look = new(roots, time);
        JobFolder folder = JobFolder.Of(roots, key);
        if (folder.Exists)
            return look.Look(key);
        StateFolder.Prepare(roots, StateFolder.CallersGroup);
        using HeldFile? accepted = Accept(folder, key, job);
        if (accepted is null || File.Exists(folder.Status))
            return look.Look(key);
        await Begin(folder, key);
        return look.Look(key);
    }

    /// <summary>Null when the key was seen before.</summary>
    private HeldFile? Accept(JobFolder folder, string key, Job job)
    {
        using HeldFile turn = HeldFile.Wait(Path.Combine(roots.Jobs, ".turn"), TurnLimit)
            ?? throw new RefusalException("Another job is being accepted on this server; nothing was started.", "Try again in a few seconds.");
        if (folder.Exists)
            return null;
        string temporary = Path.Combine(roots.Jobs, $".{Guid.NewGuid():N}.new");
        Directory.CreateDirectory(temporary);
        try
        {
            return Record(new JobFolder(temporary), folder, key, job);
        }
        catch (IOException e)
        {
            Directory.Delete(temporary, recursive: true);
            throw new RefusalException(
                $"The job could not be recorded under {roots.Jobs} ({TerminalText.Of(e.Message)}); nothing was started.",
                "Free space on that file system or make it writable, then try again.");
        }
    }

    private HeldFile Record(JobFolder made, JobFolder final, string key, Job job)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        AcceptedJob accepted = new(key, job, now, roots.BootId() ?? "");
        Durable.Write(made.Reserve, new byte[16 * 1024]);
        made.WriteRequest(accepted);
        if (Objection(accepted) is { } objection)
            made.WriteStatus(objection.ToStatus(key, now, now));
        HeldFile held = HeldFile.TryCreate(made.Accepted)!;
        Durable.SyncFolder(made.Folder);
        Durable.Rename(made.Folder, final.Folder);
        Durable.SyncFolder(roots.Jobs);
        return held;
    }

    /// <summary>Why the job is refused for good; null when it may begin.</summary>
    private JobOutcome? Objection(AcceptedJob accepted)
    {
        if (OtherRunning() is { } other)
        {
            return JobOutcome.Failed(
                $"Job {other} is still running on this server; nothing was started.",
                "Wait for it to end, or look at it on the server with systemctl list-units 'portal-job-*'.");
        }
        return accepted.Job.Kind == JobKinds.Reboot ? RebootJob.Objection(roots, accepted) : null;
    }

    private string? OtherRunning()
    {
        foreach (string path in Directory.EnumerateDirectories(roots.Jobs))
        {
            JobFolder folder = new(path);
            if (!File.Exists(folder.Status) && (HeldFile.IsHeld(folder.Begun) || HeldFile.IsHeld(folder.Accepted)))
                return Path.GetFileName(path);
        }
        return null;
    }

    private async Task Begin(JobFolder folder, string key)
    {
        using CancellationTokenSource limit = new(BeginLimit);
        string said = "systemd-run did not answer";
        try
        {
            ToolResult ran = await Tool.Run(roots.Program("systemd-run"), Arguments(key), _ => { }, limit.Token);
            said = ran.Lines.Count > 0 ? TerminalText.Of(ran.Lines[^1]) : $"systemd-run ended with {ran.ExitCode}";
            while (ran.Succeeded && !File.Exists(folder.Begun))
                await Task.Delay(2, limit.Token);
        }
        catch (OperationCanceledException)
        {
        }
        // Whoever creates 'begun' owns the job: taking it here makes sure that a late start does nothing.
        using HeldFile? mine = HeldFile.TryCreate(folder.Begun);
        if (mine is null)
            return;
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        folder.WriteStatus(JobOutcome
            .Failed($"systemd did not start the job, and it never will: {said}.", "Look at 'systemctl status' and the journal of the server, then retry the step.")
            .ToStatus(key, now, now));
    }

    private string[] Arguments(string key) =>
    [
        $"--unit=portal-job-{key}.service",
        $"--description=Rolling Patch Portal job {key}",
        "--collect",
        "--quiet",
        "--no-ask-password",
        // A shutdown in the middle of a job waits for it, rather than cutting dpkg off.
        "--property=KillMode=mixed",
        "--property=TimeoutStopSec=900",
        "--property=UMask=0027",
        "--",
        program,
        "run-job",
        key,
    ];
}
