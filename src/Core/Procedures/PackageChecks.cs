
namespace Portal.Core.Procedures;

/// <summary>Whether a server is still offered what was planned.</summary>
internal static class PackageChecks
{
    public static Checked AsPlanned(Guard.PackagesAsPlanned guard, GuardContext c)
    {
        if (c.Scanned[guard.Server] is not { } offered)
            return new(guard, new Verdict.Unknown($"{guard.Server} was not scanned in this run.", "Look at what the server is offered and vouch for it; or abort this run and plan again."), TimeSpan.Zero);
        foreach (var planned in c.Planned[guard.Server])
        {
            var now = offered.FirstOrDefault(o => o.Name == planned.Name);
            if (now is null)
                return new(guard, new Verdict.Fail($"{planned} is planned for {guard.Server}, but no longer offered.", "Find out why it vanished from the repository; abort this run and plan again with what is offered now."), TimeSpan.Zero);
            if (now.Candidate != planned.Version)
                return new(guard, new Verdict.Fail($"{planned} is planned for {guard.Server}, but {now.Candidate} is offered now.", "Abort this run and plan again, so that the new version is seen and approved."), TimeSpan.Zero);
        }
        return new(guard, new Verdict.Pass($"All {c.Planned[guard.Server].Length} planned packages are offered as planned."), TimeSpan.Zero);
    }
}
