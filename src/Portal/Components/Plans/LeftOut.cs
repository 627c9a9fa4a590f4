using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Components.Plans;

/// <summary>The packages that somebody left out of a plan, as one line that the browser keeps: 'Primary/openssl Secondary/bash'.</summary>
public static class LeftOut
{
    /// <summary>Empty when nothing is left out.</summary>
    public static string Write(PerServer<ImmutableHashSet<string>> leaveOut) =>
        string.Join(' ', Identities.Both.SelectMany(server => leaveOut[server].Order(StringComparer.Ordinal).Select(name => $"{server}/{name}")));

    /// <summary>Whatever cannot be read is not left out.</summary>
    public static PerServer<ImmutableHashSet<string>> Read(string line) => new(Of(line, Identity.Primary), Of(line, Identity.Secondary));

    private static ImmutableHashSet<string> Of(string line, Identity server) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith($"{server}/", StringComparison.Ordinal)).Select(word => word[$"{server}/".Length..])];
}
