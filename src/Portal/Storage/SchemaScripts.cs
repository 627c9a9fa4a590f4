using System.Collections.Immutable;
using DbUp.Engine;

namespace Portal.Storage;

/// <summary>The schema's scripts, embedded, in the order of their numbers.</summary>
internal static class SchemaScripts
{
    private const string Folder = "Storage/Migrations/";

    public static readonly ImmutableArray<SqlScript> All =
    [
        .. typeof(SchemaScripts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static SqlScript Read(string resource)
    {
        using var stream = typeof(SchemaScripts).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return new SqlScript(resource[Folder.Length..], reader.ReadToEnd());
    }
}
