using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>What happens to the packages of a simulated server.</summary>
internal static class PackageChanges
{
    public static PairState Scanned(this PairState state, Happening.Scanned it)
    {
        var found = state[it.On].Packages.Select(package => package.Update).OfType<PackageUpdate>().ToImmutableArray();
        return state
            .With(it.On, server => server with { Known = found, KnownAt = it.At })
            .WithJob(it.Key, job => job with
            {
                State = EffectState.Succeeded,
                Detail = found.Length == 0 ? $"{it.On} is up to date." : $"{found.Length} updates are available on {it.On}.",
                Updates = found,
            });
    }

    public static PairState Installed(this PairState state, Happening.Installed it)
    {
        state = state.With(it.On, server => Installed(server, it)) with
        {
            Tally = state.Tally with { Installs = state.Tally.Installs + 1 },
        };
        var restart = state[it.On].RebootRequired;
        return it.Key is null
            ? state
            : state.WithJob(it.Key, job => job with
            {
                State = EffectState.Succeeded,
                Detail = $"{it.Packages.Length} packages were installed on {it.On}{(restart ? "; a restart completes them" : "")}.",
                RebootRequired = restart,
            });
    }

    public static PairState Verified(this PairState state, Happening.Verified it)
    {
        var server = state[it.On];
        var missing = it.Packages.Where(wanted => !Has(server, wanted)).ToList();
        return state.WithJob(it.Key, job => job with
        {
            RebootRequired = server.RebootRequired,
            State = missing.Count == 0 && server.HalfConfigured.IsEmpty ? EffectState.Succeeded : EffectState.Failed,
            Detail = (missing, server.HalfConfigured) switch
            {
                (_, [var half, ..]) => $"{half} is half configured on {it.On}.",
                ([var first, ..], _) => $"{missing.Count} of {it.Packages.Length} packages are not installed on {it.On}, the first is {first}.",
                _ => $"{it.Packages.Length} packages are installed on {it.On} as approved.",
            },
            Remedy = missing.Count == 0 && server.HalfConfigured.IsEmpty
                ? ""
                : $"Look at /var/log/apt/term.log on {it.On}, run 'dpkg --configure -a' there if it says so, then retry the install.",
        });
    }

    /// <summary>Whether exactly this version is installed.</summary>
    public static bool Has(ServerState server, PackageVersion wanted) =>
        server.Packages.Any(package => package.Name == wanted.Name && package.Installed == wanted.Version);

    /// <summary>The server with a newer version in its repository.</summary>
    public static ServerState Published(ServerState server, PackageVersion package)
    {
        var known = server.Packages.FirstOrDefault(old => old.Name == package.Name);
        var now = (known ?? new(package.Name, null, null, "Debian:12.12/stable", NeedsReboot: false)) with { Candidate = package.Version };
        return server with { Packages = known is null ? server.Packages.Add(now) : server.Packages.Replace(known, now) };
    }

    private static ServerState Installed(ServerState server, Happening.Installed it)
    {
        var wanted = it.Packages.ToImmutableHashSet();
        var now = server.Packages
            .Where(package => package.Update is { } update && wanted.Contains(update.Target))
            .ToImmutableHashSet();
        return server with
        {
            Packages = [.. server.Packages.Select(package => now.Contains(package) ? package with { Installed = package.Candidate, Candidate = null } : package)],
            Known = server.Known.RemoveAll(update => wanted.Contains(update.Target)),
            RebootRequired = server.RebootRequired || now.Any(package => package.NeedsReboot),
            HalfConfigured = [],
        };
    }
}
