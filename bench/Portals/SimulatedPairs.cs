using System.Globalization;

namespace Portal.Bench.Portals;

/// <summary>Pairs without servers, for figures that need many.</summary>
internal static class SimulatedPairs
{
    public static PublishedPortal Declare(PublishedPortal portal, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"sim-{i:000}");
            portal.With($"Pairs:{id}:Engine", i % 2 == 0 ? "simulated" : "simulated-patroni");
            foreach (var (on, last) in new[] { ("Primary", 11), ("Secondary", 12) })
                portal.With($"Pairs:{id}:{on}:HostName", $"{id}-{last}").With($"Pairs:{id}:{on}:Management", string.Create(CultureInfo.InvariantCulture, $"10.20.{i}.{last}"));
        }
        return portal.With("Remoting:Simulation:Speed", "1");
    }
}
