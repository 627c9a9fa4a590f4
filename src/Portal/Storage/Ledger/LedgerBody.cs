using System.Globalization;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>The canonical text that an entry's hash covers.</summary>
internal static class LedgerBody
{
    private const int LongestName = 200;

    /// <summary>Canonical JSON of at, stream, version, kind, actor and data, of which the names need no escaping and the data is canonical already.</summary>
    public static string Of(string at, string stream, long version, string kind, string actor, string data) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"actor":"{{actor}}","at":"{{at}}","data":{{data}},"kind":"{{kind}}","stream":"{{stream}}","version":{{version}}}""");

    /// <summary>The event's data in canonical form.</summary>
    /// <exception cref="ArgumentException">The entry is not one that the ledger can hold: a bug of the caller.</exception>
    public static string Data(StreamId stream, NewEntry entry)
    {
        Demand(stream.Value, "stream");
        Demand(entry.Kind, "kind");
        Demand(entry.Actor.Value, "actor");
        var data = CanonicalJson.Of(entry.Data);
        return data.StartsWith('{') ? data : throw new ArgumentException($"The data of {entry.Kind} is not a JSON object.");
    }

    /// <summary>Whether the text stands in JSON as it is: 1 to 200 printable ASCII characters without blank, quotation mark and backslash.</summary>
    public static bool IsName(string? text) =>
        text is { Length: >= 1 and <= LongestName } && text.All(c => c is > ' ' and <= '~' and not '"' and not '\\');

    private static void Demand(string? name, string what)
    {
        if (!IsName(name))
            throw new ArgumentException($"The {what} '{name}' is not 1 to {LongestName} printable ASCII characters without blanks and quotation marks.");
    }
}
