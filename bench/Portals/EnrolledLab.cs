using System.Collections.Immutable;
using CliWrap;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Lab;
using Portal.Lab.Hosts;
using Portal.Remoting;

namespace Portal.Bench.Portals;

/// <summary>Brings the lab's fresh pair into a published portal, with the commands that the portal shows.</summary>
internal static class EnrolledLab
{
    public const string Pair = "lab";

    /// <summary>Runs the enrolment commands on both hosts and declares the pair in the portal's settings.</summary>
    public static async Task Declare(PublishedPortal portal, LabPair lab, CancellationToken stop)
    {
        await using var remoting = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Remoting:DataFolder"] = portal.Folder, ["Remoting:HostProgram"] = Repository.HostProgram,
            }).Build())
            .AddRemoting().AddLogging().BuildServiceProvider();
        var enrolments = remoting.GetRequiredService<IEnrolments>();
        portal.With($"Pairs:{Pair}:Name", "Lab database").With($"Pairs:{Pair}:Engine", "patroni").With("Remoting:HostProgram", Repository.HostProgram);
        foreach (var (on, host) in new[] { (Identity.Primary, LabHost.Pg1), (Identity.Secondary, LabHost.Pg2) })
        {
            var key = await Enrol(lab, host, enrolments.Instructions(Bare, on), stop);
            portal.With($"Pairs:{Pair}:{on}:HostName", host.Name).With($"Pairs:{Pair}:{on}:Management", host.Address).With($"Pairs:{Pair}:{on}:HostKeys:0", key);
        }
        var secret = Path.Combine(portal.Folder, "probe.password");
        await File.WriteAllTextAsync(secret, LabPair.Probe.Password, stop);
        portal.With($"Pairs:{Pair}:Probe:Kind", "postgresql").With($"Pairs:{Pair}:Probe:Hosts:0", LabHost.Pg1.Address).With($"Pairs:{Pair}:Probe:Hosts:1", LabHost.Pg2.Address)
            .With($"Pairs:{Pair}:Probe:User", LabPair.Probe.User).With($"Pairs:{Pair}:Probe:PasswordFile", secret)
            .With($"Pairs:{Pair}:Limits:DiskFree", "64 MB");
    }

    private static Pair Bare => new(
        new PairId(Pair), "Lab database", new EngineKind("patroni"),
        new Server(Identity.Primary, "pg1", LabHost.Pg1.Address, null, []),
        new Server(Identity.Secondary, "pg2", LabHost.Pg2.Address, null, []),
        new ServiceProbe.Tcp(LabHost.Pg1.Address, 5432), [], PairLimits.Default, ImmutableArray<MaintenanceWindow>.Empty, InstallGate.Open);

    private static async Task<string> Enrol(LabPair lab, LabHost host, EnrolmentInstructions instructions, CancellationToken stop)
    {
        (await lab.Ssh(host, "cat >/root/portal-host", PipeSource.FromFile(Repository.HostProgram), stop)).MustSucceed();
        var last = "";
        foreach (var command in instructions.Commands) last = (await lab.Ssh(host, command, stop)).MustSucceed();
        return last.Split(' ')[1];
    }
}
