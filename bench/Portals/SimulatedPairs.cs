using System.Globalization;

namespace Portal.Bench.Portals;

/// <summary>Pairs without servers, for figures that need many.</summary>
internal static class SimulatedPairs
{
    private static readonly string[] Sites = ["Graz", "Linz", "Wien", "plant 1", "plant 2", "office", "Salzburg", "Villach"];
    private static readonly string[] Stages = ["prod", "test"];

    /// <summary>At their natural pace: the backlog of three in four moves every 2 s, each at its own moment.</summary>
    public static PublishedPortal Declare(PublishedPortal portal, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var id = Id(i);
            portal.With($"Pairs:{id}:Engine", i % 2 == 0 ? "simulated" : "simulated-patroni");
            foreach (var (on, last) in new[] { ("Primary", 11), ("Secondary", 12) })
                portal.With($"Pairs:{id}:{on}:HostName", $"{id}-{last}").With($"Pairs:{id}:{on}:Management", string.Create(CultureInfo.InvariantCulture, $"10.{20 + (i / 250)}.{i % 250}.{last}"));
        }
        return portal.With("Remoting:Simulation:Speed", "1");
    }

    /// <summary>With two tags each, and one in 25 in trouble: two actives, unreachable, or out of sync.</summary>
    public static PublishedPortal DeclareMotley(PublishedPortal portal, int count)
    {
        Declare(portal, count);
        for (var i = 0; i < count; i++)
        {
            portal.With($"Pairs:{Id(i)}:Tags:0", Stages[i % 2]).With($"Pairs:{Id(i)}:Tags:1", Sites[i % Sites.Length]);
            if (i % 25 == 7) portal.With($"Remoting:Simulation:Pairs:{Id(i)}:Fault", (i / 25 % 3) switch { 0 => "two-actives", 1 => "unreachable", _ => "lagging-replica" });
        }
        return portal;
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"sim-{i:000}");
}
