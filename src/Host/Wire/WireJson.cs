using System.Text.Json.Serialization;

namespace Portal.Host.Wire;

/// <summary>The contract's JSON, generated at build time so that it works without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(FollowLine))]
[JsonSerializable(typeof(InstalledPackages))]
public sealed partial class WireJson : JsonSerializerContext;
