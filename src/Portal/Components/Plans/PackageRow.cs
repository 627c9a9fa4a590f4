using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Components.Plans;

/// <summary>One package as it is offered to both servers.</summary>
/// <param name="Updates">Per server; null: not offered there.</param>
/// <param name="Differs">How the two servers differ, as a few words; empty when they do not.</param>
public sealed record PackageRow(string Name, string Origin, PerServer<PackageUpdate?> Updates, string Differs)
{
    /// <summary>By name; of a server whose updates are not known, none.</summary>
    public static ImmutableArray<PackageRow> Of(PairSnapshot now)
    {
        var (p, s) = (Offered(now.Primary), Offered(now.Secondary));
        return
        [
            .. p.Keys.Union(s.Keys).Order(StringComparer.Ordinal).Select(name =>
            {
                var (onP, onS) = (p.GetValueOrDefault(name), s.GetValueOrDefault(name));
                return new PackageRow(name, (onP ?? onS)!.Origin, new(onP, onS), Difference(onP, onS));
            }),
        ];
    }

    private static Dictionary<string, PackageUpdate> Offered(ServerSnapshot server) =>
        server.Updates is { IsKnown: true, Value.IsDefaultOrEmpty: false } ? server.Updates.Value.DistinctBy(u => u.Name).ToDictionary(u => u.Name) : [];

    private static string Difference(PackageUpdate? p, PackageUpdate? s) => (p, s) switch
    {
        (null, _) => "Secondary only",
        (_, null) => "Primary only",
        _ when p.Candidate != s.Candidate => "other version offered",
        _ when p.Installed != s.Installed => "other version installed",
        _ => "",
    };
}
