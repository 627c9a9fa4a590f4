using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Wiring.Configuration;

namespace Portal.Wiring.Demo;

/// <summary>Whether this start is a demo: simulated pairs, a database of its own, two accounts with printed passwords.</summary>
internal static class DemoSettings
{
    /// <summary>The environment in which, and only in which, a demo can be.</summary>
    public const string Environment = "Demo";

    public static bool IsOn(IConfiguration configuration) => bool.TryParse(configuration["Demo:Enabled"], out var on) && on;

    /// <summary>A demo has known passwords: it is never reachable from elsewhere, never touches a server, and is never on by accident.</summary>
    public static void Check(string environment, ImmutableArray<ListenAddress> addresses, ImmutableArray<Pair> pairs, SettingFaults faults)
    {
        if (!environment.Equals(Environment, StringComparison.OrdinalIgnoreCase))
            faults.Add("Demo:Enabled", $"is true in the environment {environment}", "Take it out, or start with --environment Demo.");
        foreach (var open in addresses.Where(address => !address.IsLoopback))
            faults.Add(open.Key, $"is '{open.Url}' in a demo", "Write http://127.0.0.1:5080: a demo listens to this machine only.");
        foreach (var real in pairs.Where(pair => pair.Engine.Value is not ("" or "simulated" or "simulated-patroni")))
            faults.Add($"Pairs:{real.Id}:Engine", $"is '{real.Engine}' in a demo", "Write simulated or simulated-patroni: a demo never reaches a real server.");
    }
}
