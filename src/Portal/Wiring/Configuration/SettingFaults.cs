using System.Collections.Immutable;

namespace Portal.Wiring.Configuration;

/// <summary>What is wrong with the configuration: all of it at once, each a sentence that names the file and the key.</summary>
internal sealed class SettingFaults(SettingOrigins origins)
{
    private readonly List<string> _sentences = [];

    public ImmutableArray<string> Sentences => [.. _sentences];

    /// <param name="key">Full key: 'Pairs:erp-db-01:Primary:Management'.</param>
    /// <param name="wrong">What is wrong, to follow the key: 'is missing'.</param>
    /// <param name="instead">What to write, as a sentence of its own.</param>
    public void Add(string key, string wrong, string instead) =>
        _sentences.Add($"{origins.Of(key)}: {key} {wrong}. {instead}");
}
