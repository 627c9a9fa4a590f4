using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using Portal.Core.Procedures;

namespace Portal.Help;

/// <summary>The explanations of docs/guide, as they are shown under /help.</summary>
public static class Guide
{
    private const string Prefix = "guide/";

    private static readonly Lazy<FrozenDictionary<string, GuidePage>> Pages = new(Read);

    public static ImmutableArray<GuidePage> All => Pages.Value.Values;

    /// <summary>Null when the guide has no such page.</summary>
    /// <param name="path">Below /help; empty for the first page.</param>
    public static GuidePage? Find(string path) => Pages.Value.GetValueOrDefault(path);

    /// <summary>Address of what explains a check: '/help/checks/in-sync'.</summary>
    public static string Of(Guard guard) => GuidePage.AddressOf($"checks/{KeyOf(guard.GetType(), typeof(Guard))}");

    /// <summary>Address of what explains a step: '/help/steps/reboot'.</summary>
    public static string Of(StepAction action) => GuidePage.AddressOf($"steps/{KeyOf(action.GetType(), typeof(StepAction))}");

    /// <summary>The words by which the ledger knows the kinds of a closed union; the guide's files are named after them.</summary>
    internal static ImmutableArray<string> KeysOf(Type union) => [.. Kinds(union).Select(kind => (string)kind.TypeDiscriminator!)];

    private static string KeyOf(Type kind, Type union) => (string)Kinds(union).First(known => known.DerivedType == kind).TypeDiscriminator!;

    private static IEnumerable<JsonDerivedTypeAttribute> Kinds(Type union) => union.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false);

    private static FrozenDictionary<string, GuidePage> Read()
    {
        var assembly = typeof(Guide).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Page).ToFrozenDictionary(page => page.Path);

        GuidePage Page(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return GuideText.Page(name[Prefix.Length..], reader.ReadToEnd());
        }
    }
}
