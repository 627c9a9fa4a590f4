using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Portal.Wiring.Configuration;

/// <summary>Tells which file, or what else, a setting was read from.</summary>
internal sealed class SettingOrigins(IConfigurationRoot root)
{
    /// <summary>Where the value of the key stands; for a missing one, where the nearest section around it stands.</summary>
    public string Of(string key)
    {
        for (var path = key; path is not null; path = ConfigurationPath.GetParentPath(path))
        {
            var provider = root.Providers.LastOrDefault(p => p.TryGet(path, out _) || p.GetChildKeys([], path).Any());
            if (provider is not null) return Name(provider);
        }
        return "appsettings.json";
    }

    private static string Name(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider json => json.Source.Path ?? "appsettings.json",
        EnvironmentVariablesConfigurationProvider => "environment variable",
        CommandLineConfigurationProvider => "command line",
        _ => "configuration",
    };
}
