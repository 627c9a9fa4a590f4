using System.Globalization;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>What apt prints.</summary>
internal static class AptOutput
{
    public static void Scan(Script script, ServerState server, double takes)
    {
        script.Say(0.5, "Hit:1 http://packages.example/debian bookworm InRelease");
        script.Say(1.5, "Get:2 http://packages.example/debian-security bookworm-security InRelease [48.0 kB]");
        script.Say(2.5, "Get:3 http://packages.example/debian-security bookworm-security/main amd64 Packages [270 kB]");
        script.Say(takes - 1, "Reading package lists...");
        foreach (var update in server.Packages.Select(package => package.Update).OfType<Core.Pairs.PackageUpdate>())
            script.Say(takes - 0.2, $"Inst {update.Name} [{update.Installed}] ({update.Candidate} {update.Origin} [amd64])");
    }

    /// <summary>A third of the time is spent on fetching, the rest on unpacking and setting up.</summary>
    public static void Install(Script script, Effect.Install install, ServerState server, double takes)
    {
        var packages = install.Packages;
        script.Say(0.5, "Reading package lists...");
        script.Say(1, "Building dependency tree...");
        script.Say(1.2, "Reading state information...");
        script.Say(1.5, "The following packages will be upgraded:");
        script.Say(1.5, $"  {string.Join(' ', packages.Select(package => package.Name))}");
        script.Say(1.6, $"{packages.Length} upgraded, 0 newly installed, 0 to remove and 0 not upgraded.");
        var kilobytes = packages.Sum(package => Size(package.Name));
        script.Say(1.6, string.Create(CultureInfo.InvariantCulture, $"Need to get {kilobytes:N0} kB of archives."));
        var fetched = takes / 3;
        for (var i = 0; i < packages.Length; i++)
        {
            var package = packages[i];
            var old = server.Packages.FirstOrDefault(known => known.Name == package.Name)?.Installed;
            script.Say(
                2 + ((fetched - 2) * (i + 1) / packages.Length),
                string.Create(CultureInfo.InvariantCulture, $"Get:{i + 1} http://packages.example/debian bookworm/main amd64 {package.Name} amd64 {package.Version} [{Size(package.Name):N0} kB]"));
            var step = (takes - fetched - 1) / 2 / packages.Length;
            script.Say(fetched + (step * i), $"Preparing to unpack .../{package.Name}_{package.Version}_amd64.deb ...");
            script.Say(fetched + (step * (i + 0.5)), $"Unpacking {package.Name} ({package.Version}) over ({old}) ...");
            script.Say(fetched + (step * (packages.Length + i + 0.5)), $"Setting up {package.Name} ({package.Version}) ...");
        }

        script.Say(fetched, string.Create(CultureInfo.InvariantCulture, $"Fetched {kilobytes:N0} kB in {fetched:0}s"));
        script.Say(takes - 0.8, "Processing triggers for man-db (2.11.2-2) ...");
        script.Say(takes - 0.3, "Processing triggers for libc-bin (2.36-9+deb12u10) ...");
    }

    private static int Size(string package) => 120 + Seeds.Number(0, package, 4_000);
}
