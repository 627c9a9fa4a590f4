using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Components.Pairs;

/// <summary>A package that one server or both are offered.</summary>
/// <param name="Primary">Null when it is not offered there.</param>
/// <param name="Drifts">Whether the two offers differ; false while one server's updates are not known.</param>
public sealed record PendingUpdate(string Name, PackageUpdate? Primary, PackageUpdate? Secondary, bool Drifts)
{
    /// <summary>Those that differ first, then by name.</summary>
    public static ImmutableArray<PendingUpdate> Of(PairSnapshot p)
    {
        var known = p.Primary.Updates.IsKnown && p.Secondary.Updates.IsKnown;
        var (primary, secondary) = (ByName(p.Primary), ByName(p.Secondary));
        return
        [
            .. primary.Keys.Union(secondary.Keys)
                .Select(name => (Name: name, P: primary.GetValueOrDefault(name), S: secondary.GetValueOrDefault(name)))
                .Select(u => new PendingUpdate(u.Name, u.P, u.S, known && (u.P?.Installed != u.S?.Installed || u.P?.Candidate != u.S?.Candidate)))
                .OrderByDescending(u => u.Drifts).ThenBy(u => u.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether it comes from a security archive.</summary>
    public bool IsSecurity => Origin.Contains("security", StringComparison.OrdinalIgnoreCase);

    public string Origin => (Primary ?? Secondary)?.Origin ?? "";

    private static Dictionary<string, PackageUpdate> ByName(ServerSnapshot server) =>
        PairShown.Offered(server.Updates).GroupBy(u => u.Name).ToDictionary(g => g.Key, g => g.First());
}
