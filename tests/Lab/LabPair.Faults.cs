using Portal.Lab.Hosts;

namespace Portal.Lab;

/// <content>What can go wrong on purpose, and its way back; <see cref="Reset"/> takes every one of them back as well.</content>
public sealed partial class LabPair
{
    /// <summary>Cuts the power of a host; it stays off.</summary>
    public Task Crash(LabHost host, CancellationToken stop) => Lab(stop, "crash", host.Name);

    /// <summary>Switches a host on and waits until it answers by SSH.</summary>
    public Task Boot(LabHost host, CancellationToken stop) => Lab(stop, "boot", host.Name);

    /// <summary>Takes a host's network away.</summary>
    public Task Cut(LabHost host, CancellationToken stop) => Lab(stop, "cut", host.Name);

    public Task Heal(LabHost host, CancellationToken stop) => Lab(stop, "heal", host.Name);

    /// <summary>Fills a host's system disk but for 64 KiB; its database has a disk of its own.</summary>
    public Task FillDisk(LabHost host, CancellationToken stop) => Lab(stop, "fill", host.Name);

    public Task FreeDisk(LabHost host, CancellationToken stop) => Lab(stop, "unfill", host.Name);

    /// <summary>A program named lab-hold-apt holds dpkg's locks, at most 15 minutes.</summary>
    public Task HoldApt(LabHost host, CancellationToken stop) => Lab(stop, "hold-apt", host.Name);

    public Task ReleaseApt(LabHost host, CancellationToken stop) => Lab(stop, "release-apt", host.Name);

    /// <summary>Makes each installation of a lab package take that much longer, 0 to 999 s in whole seconds.</summary>
    public Task SlowInstalls(LabHost host, TimeSpan each, CancellationToken stop) =>
        Lab(stop, "slow", host.Name, FormattableString.Invariant($"{each.TotalSeconds:0}"));

    /// <summary>The standby leaves synchronous replication and falls 8 MiB behind.</summary>
    public Task Lag(LabHost standby, CancellationToken stop) => Lab(stop, "lag", standby.Name);

    /// <summary>The lagging standby receives again; returns when it is in sync.</summary>
    public Task CatchUp(LabHost standby, CancellationToken stop) => Lab(stop, "catch-up", standby.Name);

    /// <summary>Gives a host another SSH host key.</summary>
    public Task Rekey(LabHost host, CancellationToken stop) => Lab(stop, "rekey", host.Name);

    /// <summary>Makes a version appear in the repository, for example lab-app 1.2.</summary>
    public Task Publish(string package, string version, CancellationToken stop) => Lab(stop, "publish", package, version);

    /// <summary>Makes every version but 1.0 vanish from the repository; the hosts' lists still name them.</summary>
    public Task Unpublish(string package, CancellationToken stop) => Lab(stop, "unpublish", package);
}
