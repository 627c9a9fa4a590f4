using Portal.Host.Apt;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Installs exactly the given versions: nothing more, nothing removed, and reads back what dpkg has.</summary>
internal static class InstallJob
{
    internal static async Task<JobOutcome> Do(JobContext context)
    {
        IReadOnlyList<WirePackage> wanted = context.Job.Packages!;
        DpkgStatus before = DpkgStatus.Read(context.Roots);
        if (before.Unfinished.Count > 0)
        {
            return JobOutcome.Failed(
                $"dpkg has left {string.Join(", ", before.Unfinished)} unfinished; nothing was installed.",
                "Run 'dpkg --configure -a' on the server, then retry the step.");
        }
        ToolResult simulated = await AptGet.SimulateInstall(context, wanted);
        if (!simulated.Succeeded)
            return Failed(simulated, " Nothing was installed.");
        if (Difference(wanted, before, AptSimulation.Parse(simulated.Lines)) is { } difference)
            return JobOutcome.Failed($"{difference} Nothing was installed.", "Scan again and plan with the complete list.");
        ToolResult installed = await AptGet.Install(context, wanted);
        return ReadBack(context, wanted, installed);
    }

    /// <summary>How a simulated installation differs from the list; null when it does exactly the list.</summary>
    internal static string? Difference(IReadOnlyList<WirePackage> wanted, DpkgStatus before, AptSimulation plan)
    {
        if (plan.Removes.Count > 0)
            return $"Installing the approved list would remove {string.Join(", ", plan.Removes)}.";
        HashSet<WirePackage> asked = [.. wanted];
        WirePackage[] planned = [.. plan.Installs.Select(i => new WirePackage(i.Name, i.Candidate))];
        WirePackage[] extra = [.. planned.Where(p => !asked.Contains(p))];
        if (extra.Length > 0)
            return $"Installing the approved list would also install {Names(extra)}, which nobody approved.";
        WirePackage[] missing = [.. wanted.Where(w => !planned.Contains(w) && before.Version(w.Name) != w.Version)];
        return missing.Length > 0 ? $"apt would not install {Names(missing)}." : null;
    }

    private static JobOutcome ReadBack(JobContext context, IReadOnlyList<WirePackage> wanted, ToolResult installed)
    {
        DpkgStatus after = DpkgStatus.Read(context.Roots);
        bool reboot = File.Exists(context.Roots.RebootRequired);
        WirePackage[] missing = [.. wanted.Where(w => after.Version(w.Name) != w.Version)];
        string state = missing.Length == 0
            ? " All approved versions are on the disk."
            : $" Not installed: {Names(missing)}.";
        if (after.Unfinished.Count > 0)
            state += $" Unfinished: {string.Join(", ", after.Unfinished)}.";
        if (!installed.Succeeded)
            return Failed(installed, state) with { RebootRequired = reboot };
        if (missing.Length > 0 || after.Unfinished.Count > 0)
        {
            return JobOutcome.Failed("apt reported success, but dpkg's own list does not agree." + state, "Run 'dpkg --audit' on the server and read the step's output.", 0)
                with { RebootRequired = reboot };
        }
        return JobOutcome.Succeeded($"{wanted.Count} package(s) installed and read back{(reboot ? "; a restart is required." : ".")}") with { RebootRequired = reboot };
    }

    private static JobOutcome Failed(ToolResult ran, string state)
    {
        AptFailure why = AptFailure.OfInstall(ran);
        return JobOutcome.Failed(why.Detail + state, why.Remedy, ran.ExitCode);
    }

    private static string Names(IEnumerable<WirePackage> packages) => string.Join(", ", packages.Select(p => $"{p.Name} {p.Version}"));
}
