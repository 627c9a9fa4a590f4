using System.Collections.Immutable;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>The packages of every simulated server, with a newer version of each.</summary>
internal static class Catalogue
{
    private const string Security = "Debian-Security:12/stable";
    private const string Stable = "Debian:12.12/stable";

    /// <summary>In the order in which updates come out; the first is completed only by a restart.</summary>
    public static readonly ImmutableArray<SimulatedPackage> All =
    [
        new("linux-image-amd64", "6.1.140-1", "6.1.147-1", Security, NeedsReboot: true, "kernel", "Linux for 64-bit PCs (meta-package)"),
        new("openssl", "3.0.16-1~deb12u1", "3.0.17-1~deb12u2", Security, NeedsReboot: false, "utils", "Secure Sockets Layer toolkit - cryptographic utility"),
        new("libssl3", "3.0.16-1~deb12u1", "3.0.17-1~deb12u2", Security, NeedsReboot: false, "libs", "Secure Sockets Layer toolkit - shared libraries"),
        new("sudo", "1.9.13p3-1+deb12u1", "1.9.13p3-1+deb12u2", Security, NeedsReboot: false, "admin", "Provide limited super user privileges to specific users"),
        new("libxml2", "2.9.14+dfsg-1.3~deb12u1", "2.9.14+dfsg-1.3~deb12u4", Security, NeedsReboot: false, "libs", "GNOME XML library"),
        new("curl", "7.88.1-10+deb12u12", "7.88.1-10+deb12u14", Stable, NeedsReboot: false, "web", "command line tool for transferring data with URL syntax"),
        new("libcurl4", "7.88.1-10+deb12u12", "7.88.1-10+deb12u14", Stable, NeedsReboot: false, "libs", "easy-to-use client-side URL transfer library (OpenSSL flavour)"),
        new("tzdata", "2025a-0+deb12u1", "2025b-0+deb12u2", Stable, NeedsReboot: false, "localization", "time zone and daylight-saving time data"),
        new("base-files", "12.4+deb12u10", "12.4+deb12u12", Stable, NeedsReboot: false, "admin", "Debian base system miscellaneous files"),
        new("openssh-server", "1:9.2p1-2+deb12u5", "1:9.2p1-2+deb12u7", Stable, NeedsReboot: false, "net", "secure shell (SSH) server, for secure access from remote machines"),
        new("libgnutls30", "3.7.9-2+deb12u4", "3.7.9-2+deb12u5", Security, NeedsReboot: false, "libs", "GNU TLS library - main runtime library"),
        new("gpgv", "2.2.40-1.1", "2.2.40-1.1+deb12u1", Stable, NeedsReboot: false, "utils", "GNU privacy guard - signature verification tool"),
    ];

    /// <summary>The packages of a server on which so many updates are pending.</summary>
    /// <param name="restart">Whether one of them is completed only by a restart.</param>
    public static ImmutableArray<SimulatedPackage> Pending(int count, RestartNeed restart)
    {
        var order = restart == RestartNeed.Needed ? All : [.. All.Skip(1), All[0] with { NeedsReboot = false }];
        return [.. order.Select((package, i) => i < count ? package : package with { Installed = package.Candidate, Candidate = null })];
    }
}

/// <summary>Whether updates are completed only by a restart.</summary>
internal enum RestartNeed
{
    NotNeeded,
    Needed,
}
