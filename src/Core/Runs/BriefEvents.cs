using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Reads events for sentences about them, a million in some seconds: what no sentence speaks of is passed over.</summary>
internal sealed class BriefEvents
{
    private static readonly FrozenDictionary<string, Type> Types =
        typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToFrozenDictionary(type => (string)type.TypeDiscriminator!, type => type.DerivedType);

    private readonly JsonSerializerOptions _any;
    private readonly FrozenDictionary<string, JsonTypeInfo> _known;

    /// <param name="any">Options that read any event, with <see cref="Converters"/>.</param>
    public BriefEvents(JsonSerializerOptions any)
    {
        var known = new JsonSerializerOptions(any) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { DemandName } } };
        (_any, _known) = (any, Types.ToFrozenDictionary(type => type.Key, type => known.GetTypeInfo(type.Value)));
    }

    /// <summary>Guards with their verdicts, and the plan's steps, are most of the text.</summary>
    public static ReadOnlySpan<JsonConverter> Converters => new JsonConverter[]
    {
        new Skipped<ImmutableArray<Checked>>([]), new Skipped<ImmutableArray<Guard>>([]), new Skipped<PerServer<ImmutableArray<PackageUpdate>>>(new([], [])), new Counted<Step>(),
    };

    /// <exception cref="JsonException">The text is not what it should be.</exception>
    public RunEvent Read(string kind, ReadOnlySpan<byte> json) =>
        Known(kind, json) ?? JsonSerializer.Deserialize<RunEvent>(json, _any) ?? throw new JsonException("There is no event.");

    // In canonical JSON the type's name seldom comes first, and to look for it is a third of the work. Null where the text says another, or none.
    private RunEvent? Known(string kind, ReadOnlySpan<byte> json)
    {
        try
        {
            return _known.TryGetValue(kind, out var type) ? (RunEvent?)JsonSerializer.Deserialize(json, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void DemandName(JsonTypeInfo type)
    {
        if (Types.FirstOrDefault(one => one.Value == type.Type).Key is not { } kind) return;
        var name = type.CreateJsonPropertyInfo(typeof(bool), "event");
        (name.IsRequired, name.CustomConverter, name.Set) = (true, new Said(kind), (_, _) => { });
        type.Properties.Add(name);
    }

    private abstract class Only<T> : JsonConverter<T>
    {
        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException("What was read briefly is not written.");
    }

    /// <summary>Nothing but this text.</summary>
    private sealed class Said(string what) : Only<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(what) ? true : throw new JsonException($"It is no {what}.");
    }

    private sealed class Skipped<T>(T none) : Only<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return none;
        }
    }

    /// <summary>As many as there are, and nothing of them.</summary>
    private sealed class Counted<T> : Only<ImmutableArray<T>>
    {
        public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("It is no list.");
            var number = 0;
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++) reader.Skip();
            return ImmutableCollectionsMarshal.AsImmutableArray(new T[number]);
        }
    }
}
