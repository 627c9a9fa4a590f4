using Portal.Host.Apt;
using Portal.Host.Linux;

namespace Portal.Host.Jobs;

/// <summary>Refreshes the package lists and tells what a full upgrade would install.</summary>
internal static class ScanJob
{
    internal static async Task<JobOutcome> Do(JobContext context)
    {
        ToolResult update = await AptGet.Update(context);
        if (!update.Succeeded)
            return Failed("The package lists could not be refreshed, so nobody knows what can be updated.", update, AptFailure.OfUpdate(update));
        ToolResult simulated = await AptGet.SimulateUpgrade(context);
        if (!simulated.Succeeded)
            return Failed("apt could not work out an upgrade.", simulated, AptFailure.OfInstall(simulated));
        AptSimulation plan = AptSimulation.Parse(simulated.Lines);
        string left = "";
        if (plan.Removes.Count > 0)
        {
            left = $" A full upgrade would remove {string.Join(", ", plan.Removes)}: what needs that is left out.";
            simulated = await AptGet.SimulateSafeUpgrade(context);
            if (!simulated.Succeeded)
                return Failed("apt could not work out an upgrade that removes nothing.", simulated, AptFailure.OfInstall(simulated));
            plan = AptSimulation.Parse(simulated.Lines);
        }
        string detail = plan.Installs.Count == 0 ? "No updates." : $"{plan.Installs.Count} update(s) found.";
        return JobOutcome.Succeeded(detail + left) with { Updates = await AptCache.Describe(context, plan.Installs) };
    }

    private static JobOutcome Failed(string what, ToolResult ran, AptFailure why) =>
        JobOutcome.Failed($"{what} {why.Detail}", why.Remedy, ran.ExitCode);
}
