using System.Globalization;
using Portal.Lab.Hosts;

namespace Portal.Lab;

/// <content>What a test asserts on: facts read from the hosts themselves, past everything that the portal believes.</content>
public sealed partial class LabPair
{
    public async Task<string> BootId(LabHost host, CancellationToken stop) =>
        (await Ssh(host, "cat /proc/sys/kernel/random/boot_id", stop)).MustSucceed();

    /// <summary>How often a host was switched on or rebooted since the pair was fresh: 1 before the first reboot.</summary>
    public async Task<int> Boots(LabHost host, CancellationToken stop) =>
        int.Parse(await Lab(stop, "boots", host.Name), CultureInfo.InvariantCulture);

    /// <summary>Each installation of a lab package since the pair was fresh, in order, as <c>lab-app 1.1</c>.</summary>
    public async Task<IReadOnlyList<string>> Installs(LabHost host, CancellationToken stop) =>
        (await Lab(stop, "installs", host.Name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The installed version of a package, or empty when there is none.</summary>
    public async Task<string> InstalledVersion(LabHost host, string package, CancellationToken stop) =>
        (await Ssh(host, $"dpkg-query -W -f '${{Version}}' {package}", stop)).Output.Trim();

    /// <summary>Patroni's own view, one <c>name role state</c> a member, such as <c>pg1 leader running</c>.</summary>
    public async Task<IReadOnlyList<string>> Cluster(CancellationToken stop) =>
        (await Lab(stop, "cluster")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>PostgreSQL's timeline on the leader: each switchover or failover adds one.</summary>
    public async Task<int> Timeline(CancellationToken stop) => int.Parse(await Lab(stop, "timeline"), CultureInfo.InvariantCulture);
}
