using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Jobs of the package manager.</summary>
internal static class PackageJobs
{
    private const double LockWait = 30;

    /// <summary>Who holds the lock while the fault lies on the server.</summary>
    public const string Holder = "apt-get (pid 812)";

    public static double Scan(Effect.Scan scan, Script script, FaultLine faults)
    {
        if (faults.Meets(SimulatedFault.HeldAptLock, scan.On))
            return Locked(script, scan.On, "/var/lib/apt/lists/lock");
        const double takes = 6;
        AptOutput.Scan(script, faults.State[scan.On], takes);
        script.Cause(new Happening.Scanned(script.At(takes), script.Key, scan.On));
        return takes;
    }

    public static double Verify(Effect.Verify verify, Script script, FaultLine faults)
    {
        const double takes = 2;
        script.Say(1, $"dpkg-query: {verify.Packages.Length} packages asked for");
        if (verify.Packages.Length > 0 && faults.Meets(SimulatedFault.VerifyFails, verify.On))
        {
            var odd = verify.Packages[^1];
            script.Say(1.5, $"{odd.Name} is held at another version than {odd.Version}");
            script.End(takes, EffectState.Failed, $"{odd.Name} is not installed on {verify.On} in the planned version {odd.Version}.", $"See with 'apt-cache policy {odd.Name}' what {verify.On} has, then retry.");
            return takes;
        }
        script.Cause(new Happening.Verified(script.At(takes), script.Key, verify.On, verify.Packages));
        return takes;
    }

    public static double Install(Effect.Install install, Script script, FaultLine faults)
    {
        var on = install.On;
        if (faults.Meets(SimulatedFault.HeldAptLock, on))
            return Locked(script, on, "/var/lib/dpkg/lock-frontend");
        if (Vanished(install, faults) is { } gone)
            return Gone(script, on, gone);
        if (faults.Meets(SimulatedFault.FullDisk, on))
            return NoRoom(script, on);

        var takes = Math.Clamp(14 + (7 * install.Packages.Length), 20, 60);
        AptOutput.Install(script, install, faults.State[on], takes);
        if (faults.Meets(SimulatedFault.InstallFails, on))
            return Breaks(script, install, takes * 0.6);
        var undone = faults.Meets(SimulatedFault.InstallResultLostUndone, on);
        var lost = undone || faults.Meets(SimulatedFault.InstallResultLost, on);
        if (!undone)
            script.Cause(new Happening.Installed(script.At(takes), lost ? null : script.Key, on, install.Packages));
        if (lost)
            script.End(takes, EffectState.NoResult, $"The install was accepted on {on} and left no result.", "Verify what is installed; retry only after that.");
        return takes;
    }

    private static PackageVersion? Vanished(Effect.Install install, FaultLine faults)
    {
        if (install.Packages.Length > 0 && faults.Meets(SimulatedFault.VanishedPackage, install.On))
            return install.Packages[0];
        var server = faults.State[install.On];
        return install.Packages.FirstOrDefault(wanted =>
            !PackageChanges.Has(server, wanted) && !server.Packages.Any(package => package.Update?.Target == wanted));
    }

    private static double Locked(Script script, Identity on, string file)
    {
        script.Say(1, $"Waiting for cache lock: Could not get lock {file}. It is held by process 812 (apt-get)...");
        script.End(
            LockWait,
            EffectState.Failed,
            $"{Holder} held the package manager's lock on {on} for {LockWait:0} s; nothing was changed.",
            $"Let it end, or look at what it does on {on}, then retry.");
        return LockWait;
    }

    private static double Gone(Script script, Identity on, PackageVersion package)
    {
        script.Say(2, $"E: Version '{package.Version}' for '{package.Name}' was not found");
        script.End(
            4,
            EffectState.Failed,
            $"{package} is no longer in the repository of {on}; nothing was installed.",
            "Scan again and have the new list approved.");
        return 4;
    }

    private static double NoRoom(Script script, Identity on)
    {
        script.Say(3, "E: You don't have enough free space in /var/cache/apt/archives/.");
        script.End(
            5,
            EffectState.Failed,
            $"There is no room for the packages on {on}; nothing was installed.",
            $"Free space on /var of {on} (for example 'apt-get clean'), then retry.");
        return 5;
    }

    private static double Breaks(Script script, Effect.Install install, double after)
    {
        var package = install.Packages.Length > 0 ? install.Packages[^1].Name : "dpkg";
        script.Say(after, $"dpkg: error processing package {package} (--configure):");
        script.Say(after, " installed post-installation script subprocess returned error exit status 1");
        script.Say(after, "E: Sub-process /usr/bin/dpkg returned an error code (1)");
        script.Cause(new Happening.LeftHalfConfigured(script.At(after), install.On, package));
        script.End(
            after,
            EffectState.Failed,
            $"{package} could not be configured on {install.On}: its post-installation script ended with status 1.",
            $"Run 'dpkg --configure -a' on {install.On}, then retry.");
        return after;
    }
}
