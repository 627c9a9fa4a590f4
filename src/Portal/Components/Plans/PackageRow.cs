using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Components.Plans;

/// <summary>One package as it is offered to both servers.</summary>
/// <param name="Any">The update of one of the servers, for what is the same on both: a security update where one of them is.</param>
/// <param name="Updates">Per server; null: not offered there.</param>
/// <param name="Differs">How the two servers differ, as a sentence; empty when they do not.</param>
public sealed record PackageRow(string Name, PackageUpdate Any, PerServer<PackageUpdate?> Updates, string Differs)
{
    /// <summary>Security first, then by name; of a server whose updates are not known, none.</summary>
    public static ImmutableArray<PackageRow> Of(PairSnapshot now)
    {
        var (p, s) = (Offered(now.Primary), Offered(now.Secondary));
        return
        [
            .. p.Keys.Union(s.Keys).Select(name =>
            {
                var (onP, onS) = (p.GetValueOrDefault(name), s.GetValueOrDefault(name));
                return new PackageRow(name, onP is { IsSecurity: true } || onS is null ? onP! : onS.IsSecurity ? onS : onP ?? onS, new(onP, onS), Difference(onP, onS));
            }).OrderByDescending(row => row.Any.IsSecurity).ThenBy(row => row.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether name, origin, section or description have the words, all of them, in any case.</summary>
    public bool Has(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => $"{Name} {Any.Origin} {Any.Section} {Any.Summary} {(Any.IsSecurity ? "security" : "")}".Contains(word, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, PackageUpdate> Offered(ServerSnapshot server) =>
        server.Updates is { IsKnown: true, Value.IsDefaultOrEmpty: false } ? server.Updates.Value.DistinctBy(u => u.Name).ToDictionary(u => u.Name) : [];

    private static string Difference(PackageUpdate? p, PackageUpdate? s) => (p, s) switch
    {
        (null, _) => "Only Secondary is offered it.",
        (_, null) => "Only Primary is offered it.",
        _ when p.Candidate != s.Candidate => $"Primary is offered {p.Candidate}, Secondary {s.Candidate}.",
        _ when p.Installed != s.Installed => $"Primary has {p.Installed ?? "none"} installed, Secondary {s.Installed ?? "none"}.",
        _ => "",
    };
}
