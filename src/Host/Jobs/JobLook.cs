using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Tells what became of a key, from the disk alone; changes nothing and needs no root.</summary>
internal sealed class JobLook(HostRoots roots, TimeProvider time)
{
    internal JobStatus Look(string key)
    {
        JobFolder folder = JobFolder.Of(roots, key);
        if (!folder.Exists)
            return new(key, JobStates.NotSeen, "This server has never seen the job: nothing was done.");
        // Again, because the job may begin, and then end, in the middle of a look.
        return TryLook(key, folder) ?? TryLook(key, folder) ?? TryLook(key, folder) ?? Lost(key, folder);
    }

    private JobStatus? TryLook(string key, JobFolder folder)
    {
        JobStatus? ended = folder.ReadStatus();
        AcceptedJob? accepted = folder.ReadRequest();
        bool restart = accepted?.Job.Kind == JobKinds.Reboot;
        // Of a restart whose request got no clear answer, the next boot id still tells the end.
        if (ended is not null)
            return restart && ended.State == JobStates.Unknown && Reboot(key, folder, accepted!) is { State: JobStates.Succeeded } proven ? proven : ended;
        if (restart)
            return Reboot(key, folder, accepted!);
        if (HeldFile.IsHeld(folder.Begun))
            return Running(key, folder, accepted, Doing(accepted));
        return !File.Exists(folder.Begun) && HeldFile.IsHeld(folder.Accepted)
            ? Running(key, folder, accepted, "Accepted; it is about to start.")
            : null;
    }

    private JobStatus? Reboot(string key, JobFolder folder, AcceptedJob accepted)
    {
        string? now = roots.BootId();
        if (now is null)
            return Running(key, folder, accepted, "Reboot was asked for; the current boot id cannot be read.") with { State = JobStates.Unknown };
        if (now != accepted.BootId)
        {
            return Running(key, folder, accepted, $"The server has restarted: boot {accepted.BootId} has ended, boot {now} runs.")
                with { State = JobStates.Succeeded };
        }
        if (!File.Exists(folder.Begun) && !HeldFile.IsHeld(folder.Accepted))
            return null;
        long waited = time.GetUtcNow().ToUnixTimeMilliseconds() - accepted.AcceptedUnixMs;
        if (waited < accepted.Job.LimitSeconds * 1000L)
            return Running(key, folder, accepted, "The server is going down for its restart.");
        return Running(key, folder, accepted, $"The server is still in the same boot {accepted.Job.LimitSeconds} s after its restart was asked for.")
            with
        {
            State = JobStates.Failed,
            Remedy = "Look on the server's console what holds up the shutdown (systemctl list-jobs); it may still restart.",
        };
    }

    private static string Doing(AcceptedJob? accepted) => accepted?.Job.Kind switch
    {
        JobKinds.Scan => "Refreshing the package lists and looking for updates.",
        JobKinds.Install => $"Installing {accepted.Job.Packages?.Count ?? 0} package(s).",
        JobKinds.Switchover => $"Asking Patroni to make {accepted.Job.To} active.",
        JobKinds.Suspend => "Asking Patroni to pause.",
        JobKinds.Resume => "Asking Patroni to resume.",
        _ => "Under way.",
    };

    private static JobStatus Running(string key, JobFolder folder, AcceptedJob? accepted, string detail) =>
        new(key, JobStates.Running, detail, OutputLines: folder.CountLines(), StartedUnixMs: accepted?.AcceptedUnixMs ?? 0);

    private static JobStatus Lost(string key, JobFolder folder)
    {
        bool begun = File.Exists(folder.Begun);
        return new(
            key,
            JobStates.Unknown,
            begun
                ? "The job began and its process is gone without a result: it may have done all, part or nothing of its work."
                : "The job was accepted and its start was cut off: it has most likely done nothing.",
            "Compare the server's state with what the job was to do before anything is tried again.",
            OutputLines: folder.CountLines(),
            StartedUnixMs: folder.ReadRequest()?.AcceptedUnixMs ?? 0);
    }
}
