using Portal.Host.Linux;
using Portal.Host.Patroni;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Restarts the operating system, of the boot that was named and of no other.</summary>
internal static class RebootJob
{
    /// <summary>Why the restart is refused; null when it may go on.</summary>
    internal static JobOutcome? Objection(HostRoots roots, AcceptedJob accepted)
    {
        string? now = roots.BootId();
        if (now is null || now != accepted.Job.BootId)
        {
            return JobOutcome.Failed(
                $"The restart was asked for boot {accepted.Job.BootId}, but {(now is null ? "the current boot id cannot be read" : $"boot {now} runs")}; nothing was restarted.",
                "The server may have restarted already: look at it again, then plan anew if a restart is still needed.");
        }
        return new PackageLocks(roots).Holder() is { Holder: { Length: > 0 } holder }
            ? JobOutcome.Failed($"{holder} is working on packages; nothing was restarted.", "Wait for it to end, then retry the step.")
            : null;
    }

    internal static async Task<JobOutcome> Do(JobContext context, AcceptedJob accepted)
    {
        if (Objection(context.Roots, accepted) is { } objection)
            return objection;
        if (await ServesAsPrimary(context.Roots))
        {
            return JobOutcome.Failed(
                "Patroni says that this server is the primary of its cluster; an active server is not restarted.",
                "Switch over to the partner first.");
        }
        ToolResult asked = await context.Run("systemctl", "reboot", "--no-wall");
        string said = asked.Lines.Count > 0 ? TerminalText.Of(asked.Lines[^1]) : "no reason given";
        return asked.ExitCode switch
        {
            0 => new(JobStates.Running, "The server is going down for its restart."),
            null => JobOutcome.Failed($"{said} Nothing was restarted.", "The server needs systemd."),
            // The request may have got through even where its answer did not come back.
            { } code => JobOutcome.Unknown($"systemctl reboot ended with {code}: {said}.", "Look whether the server goes down before anything is tried again.") with { ExitCode = code },
        };
    }

    /// <summary>A last look on the server itself; what Patroni does not answer is the portal's guards' matter.</summary>
    private static async Task<bool> ServesAsPrimary(HostRoots roots)
    {
        using PatroniRest? rest = PatroniRest.Of(roots, TimeSpan.FromSeconds(2));
        return rest is not null && (await rest.Facts(CancellationToken.None))?.Role is "primary" or "master" or "leader";
    }
}
