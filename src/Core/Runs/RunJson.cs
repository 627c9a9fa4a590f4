using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>JSON of plans and events, as the ledger keeps it. Names are stable over releases: old runs must replay.</summary>
public static class RunJson
{
    public static readonly JsonSerializerOptions Options = Make();

    // Guards and their verdicts are most of the text, and no part of what happened.
    private static readonly JsonSerializerOptions WithoutGuards = Make(new Skipped<Checked>(), new Skipped<Guard>());

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is not what it should be.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"No {typeof(T).Name} in '{json}'.");

    /// <summary>Reads an event for a sentence about it: its guards and verdicts are passed over, and stand in it as none.</summary>
    /// <exception cref="JsonException">The text is not what it should be.</exception>
    public static RunEvent ReadBriefly(string json) => JsonSerializer.Deserialize<RunEvent>(json, WithoutGuards) ?? throw new JsonException($"No event in '{json}'.");

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

    private sealed class Skipped<T> : JsonConverter<ImmutableArray<T>>
    {
        public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return [];
        }

        public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value, JsonSerializerOptions options) => throw new NotSupportedException("What was read briefly is not written.");
    }
}
