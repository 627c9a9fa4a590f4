using System.Collections.Immutable;

namespace Portal.Wiring.Configuration;

/// <summary>Reads one section; what is missing or wrong becomes a fault, and reading goes on with a harmless value.</summary>
internal sealed class SettingReader(IConfigurationSection section, SettingFaults faults)
{
    public string Path => section.Path;

    public string Id => section.Key;

    public bool Has(string key) => section.GetSection(key).Exists();

    public void Fault(string key, string wrong, string instead) =>
        faults.Add(key.Length == 0 ? section.Path : ConfigurationPath.Combine(section.Path, key), wrong, instead);

    public SettingReader Section(string key) => new(section.GetSection(key), faults);

    /// <summary>The sections below a list or an object.</summary>
    public ImmutableArray<SettingReader> Each(string key) =>
        [.. section.GetSection(key).GetChildren().Select(child => new SettingReader(child, faults))];

    /// <summary>The value without white space around it; null when it is missing or empty.</summary>
    public string? Text(string key) => string.IsNullOrWhiteSpace(section[key]) ? null : section[key]!.Trim();

    /// <param name="instead">What to write there.</param>
    public string Required(string key, string instead)
    {
        if (Text(key) is { } text) return text;
        Fault(key, "is missing", instead);
        return "";
    }

    /// <summary>The value as <paramref name="parse"/> reads it; <paramref name="otherwise"/> when it is missing, or wrong and told.</summary>
    public T Value<T>(string key, Func<string, T?> parse, T otherwise, string instead) where T : struct
    {
        if (Text(key) is not { } text) return otherwise;
        if (parse(text) is { } value) return value;
        Fault(key, $"is '{text}'", instead);
        return otherwise;
    }

    /// <summary>The values of a list; a single value counts as a list of one.</summary>
    public ImmutableArray<(string Key, string Text)> List(string key)
    {
        if (Text(key) is { } single) return [(key, single)];
        return
        [
            .. section.GetSection(key).GetChildren()
                .Where(child => !string.IsNullOrWhiteSpace(child.Value))
                .Select(child => (ConfigurationPath.Combine(key, child.Key), child.Value!.Trim())),
        ];
    }

    /// <summary>Tells every key that means nothing here, since a misspelt one is otherwise silently without effect.</summary>
    public void Only(params ReadOnlySpan<string> known)
    {
        foreach (var child in section.GetChildren())
        {
            if (Contains(known, child.Key)) continue;
            var instead = child.Key.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? "A password never stands in configuration: put it into a file that only the portal can read, and write its path as PasswordFile."
                : $"Write one of {string.Join(", ", known)}, or take it out.";
            Fault(child.Key, "is not known", instead);
        }
    }

    private static bool Contains(ReadOnlySpan<string> known, string key)
    {
        foreach (var name in known)
            if (name.Equals(key, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
