using System.Text.Json.Serialization;
using Portal.Host.Patroni;

namespace Portal.Host.Jobs;

/// <summary>JSON of the program's own files, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcceptedJob))]
[JsonSerializable(typeof(PatroniAddress))]
[JsonSerializable(typeof(PatroniCredentials))]
[JsonSerializable(typeof(SwitchoverBody))]
internal sealed partial class HostJson : JsonSerializerContext;
