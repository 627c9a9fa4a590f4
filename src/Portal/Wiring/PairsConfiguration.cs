using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Wiring.Configuration;

namespace Portal.Wiring;

/// <summary>Reads the section Pairs of the configuration; docs/configuration.md describes it.</summary>
internal static partial class PairsConfiguration
{
    private static readonly ImmutableArray<string> Engines = ["patroni", "simulated", "simulated-patroni"];

    /// <summary>All pairs in the order of their ids; what is wrong is added to <paramref name="faults"/>.</summary>
    public static ImmutableArray<Pair> Read(IConfiguration configuration, SettingFaults faults)
    {
        var read = new List<(SettingReader From, Pair Pair)>();
        foreach (var section in configuration.GetSection("Pairs").GetChildren().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var from = new SettingReader(section, faults);
            read.Add((from, ReadPair(from)));
        }
        RefuseSharedAddresses(read);
        return [.. read.Select(one => one.Pair)];
    }

    private static Pair ReadPair(SettingReader from)
    {
        from.Only("Name", "Engine", "Primary", "Secondary", "Probe", "Tags", "Limits", "Windows", "InstallGate");
        if (!PairId.IsValid(from.Id))
            from.Fault("", "is no valid id", "Write 1 to 40 characters of a-z, 0-9 and '-', for example erp-db-01.");
        var engine = ReadEngine(from);
        var pair = new Pair(
            new PairId(from.Id),
            from.Text("Name") ?? from.Id,
            engine,
            ReadServer(from.Section("Primary"), Identity.Primary),
            ReadServer(from.Section("Secondary"), Identity.Secondary),
            ReadProbe(from, engine),
            [.. from.List("Tags").Select(tag => tag.Text)],
            ReadLimits(from.Section("Limits")),
            [.. from.Each("Windows").Select(ReadWindow)],
            from.Value<InstallGate>("InstallGate", ParseGate, InstallGate.Open,
                "Write Open, or SecondAdmin to have every install approved by a second admin."));
        if (IsReal(engine) && pair is { Primary.Management: null, Secondary.Management: null })
            from.Fault("Primary:Management", "and Secondary:Management are both missing",
                "Write at least one: the address at which the portal reaches that server, for example 10.0.0.21 or 10.0.0.21:22.");
        return pair;
    }

    private static EngineKind ReadEngine(SettingReader from)
    {
        var engine = from.Required("Engine", $"Write one of {string.Join(", ", Engines)}.");
        if (engine.Length == 0 || Engines.Contains(engine)) return new EngineKind(engine);
        from.Fault("Engine", $"is '{engine}'", $"Write one of {string.Join(", ", Engines)}.");
        // What follows from the engine is not asked for as long as nobody knows it.
        return new EngineKind("");
    }

    private static bool IsSimulated(EngineKind engine) => engine.Value.StartsWith("simulated", StringComparison.Ordinal);

    private static bool IsReal(EngineKind engine) => engine.Value.Length > 0 && !IsSimulated(engine);

    private static InstallGate? ParseGate(string text) =>
        Enum.TryParse<InstallGate>(text, ignoreCase: true, out var gate) && Enum.IsDefined(gate) && !char.IsAsciiDigit(text[0]) ? gate : null;

    private static void RefuseSharedAddresses(List<(SettingReader From, Pair Pair)> read)
    {
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (from, pair) in read)
        {
            foreach (var identity in Identities.Both)
            {
                if (pair[identity].Management is not { } address) continue;
                var key = $"{identity}:Management";
                if (taken.TryGetValue(address, out var other))
                    from.Fault(key, $"is '{address}', and so is {other}", "Write each server's own address: one server is never in two places.");
                else
                    taken[address] = $"{from.Path}:{key}";
            }
        }
    }
}
