using System.Text.Json;
using Portal.Host.Wire;

namespace Portal.Host.Patroni;

/// <summary>Reads what Patroni answers; fields that are absent or of another type are 'not known'.</summary>
internal static class PatroniJson
{
    /// <summary>GET /health: role, state, timeline and, in newer versions, the member's name.</summary>
    internal static PatroniFacts? Member(string json) => Read(json, root => new PatroniFacts(
        root.TryGetProperty("patroni", out JsonElement own) ? Text(own, "name") : null,
        Text(root, "role"),
        Text(root, "state"),
        Number(root, "timeline") is { } timeline ? (int)timeline : null,
        Paused: null,
        Members: null,
        Problem: null));

    /// <summary>GET /cluster: the members and whether it is paused.</summary>
    internal static PatroniFacts? Cluster(string json) => Read(json, root => new PatroniFacts(
        null,
        null,
        null,
        null,
        root.TryGetProperty("pause", out JsonElement pause) && pause.ValueKind == JsonValueKind.True,
        root.TryGetProperty("members", out JsonElement members) && members.ValueKind == JsonValueKind.Array
            ? [.. members.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object).Select(Entry)]
            : null,
        Problem: null));

    /// <summary>GET /config: whether only a synchronous standby may take over; 'quorum' counts as well.</summary>
    internal static bool? Synchronous(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            if (!document.RootElement.TryGetProperty("synchronous_mode", out JsonElement mode))
                return false;
            return mode.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.String => mode.ValueKind == JsonValueKind.True || mode.GetString() is not ("off" or "false" or "no" or ""),
                JsonValueKind.False or JsonValueKind.Null => false,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PatroniMember Entry(JsonElement member) => new(
        Text(member, "name") ?? "",
        Text(member, "role") ?? "",
        Text(member, "state") ?? "",
        Number(member, "timeline") is { } timeline ? (int)timeline : null,
        Number(member, "lag"),
        Text(member, "host"));

    private static PatroniFacts? Read(string json, Func<JsonElement, PatroniFacts> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static long? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : null;
}
