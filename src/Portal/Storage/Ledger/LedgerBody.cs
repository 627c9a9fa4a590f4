using System.Buffers;
using System.Text;
using System.Text.Json;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>The canonical text that an entry's hash covers.</summary>
internal static class LedgerBody
{
    private const int LongestName = 200;

    /// <summary>Canonical JSON of at, stream, version, kind, actor and data.</summary>
    public static string Of(string at, string stream, long version, string kind, string actor, string data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("stream", stream);
            json.WriteNumber("version", version);
            json.WriteString("kind", kind);
            json.WriteString("actor", actor);
            json.WritePropertyName("data");
            json.WriteRawValue(data);
            json.WriteEndObject();
        }
        return CanonicalJson.Of(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

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

    private static void Demand(string? name, string what)
    {
        if (name is not { Length: >= 1 and <= LongestName } || name.Any(c => c is <= ' ' or > '~'))
            throw new ArgumentException($"The {what} '{name}' is not 1 to {LongestName} printable ASCII characters without blanks.");
    }
}
