namespace Portal.Host.Linux;

/// <summary>Where the system's files lie: under '/' on a server, under a folder of its own in a test.</summary>
internal sealed record HostRoots(string Root)
{
    internal static readonly HostRoots System = new("/");

    internal string Jobs => At("var/lib/portal-host/jobs");
    internal string PatroniAccess => At("etc/portal-host/patroni.json");
    internal string PatroniCredentials => At("etc/portal-host/patroni-credentials.json");
    internal string DpkgStatus => At("var/lib/dpkg/status");
    internal string DpkgJournal => At("var/lib/dpkg/updates");
    internal string RebootRequired => At("run/reboot-required");
    internal string RebootRequiredBy => At("run/reboot-required.pkgs");

    internal string At(string path) => Path.Combine(Root, path);

    /// <summary>A program that the distribution keeps under /usr/bin.</summary>
    internal string Program(string name) => At("usr/bin/" + name);

    /// <summary>The current boot's id; null when it cannot be read.</summary>
    internal string? BootId() => TextFile.Read(At("proc/sys/kernel/random/boot_id"))?.Trim();
}
