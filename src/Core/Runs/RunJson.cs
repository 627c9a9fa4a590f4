using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.People;

namespace Portal.Core.Runs;

/// <summary>JSON of plans and events, as the ledger keeps it. Names are stable over releases: old runs must replay.</summary>
public static class RunJson
{
    public static readonly JsonSerializerOptions Options = Make();

    private static readonly BriefEvents Brief = new(Make(BriefEvents.Converters));

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is not what it should be.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"No {typeof(T).Name} in '{json}'.");

    /// <summary>Reads an event for a sentence about it: guards, verdicts and offered updates stand in it as none, and of a procedure's steps only their number.</summary>
    /// <param name="kind">What the ledger says that it is; the text decides where it says something else.</param>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="JsonException">The text is not what it should be.</exception>
    public static RunEvent ReadBriefly(string kind, ReadOnlySpan<byte> json) => Brief.Read(kind, json);

    private static JsonSerializerOptions Make(params ReadOnlySpan<JsonConverter> more)
    {
        var options = new JsonSerializerOptions
        {
            // The ledger keeps canonical JSON, in which a type's name need not come first.
            AllowOutOfOrderMetadataProperties = true,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower),
                new IdConverter<RunId>(v => new(v), i => i.Value),
                new IdConverter<StepId>(v => new(v), i => i.Value),
                new IdConverter<PairId>(v => new(v), i => i.Value),
                new IdConverter<UserId>(v => new(v), i => i.Value),
                new IdConverter<EngineKind>(v => new(v), i => i.Value),
            },
        };
        foreach (var converter in more) options.Converters.Add(converter);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class IdConverter<T>(Func<string, T> from, Func<T, string> to) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => from(reader.GetString()!);
        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(to(value));
    }
}
