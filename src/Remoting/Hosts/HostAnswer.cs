using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Hosts;

/// <summary>What portal-host answered; a closed union.</summary>
internal abstract record HostAnswer<T>
{
    private HostAnswer() { }

    public sealed record Ok(T Value) : HostAnswer<T>;

    /// <summary>It was asked, and did not do it.</summary>
    public sealed record Refused(string Why, string Remedy) : HostAnswer<T>;

    /// <summary>The request never left.</summary>
    /// <param name="KeyChanged">Whether that is because of another host key; then nothing is tried again.</param>
    public sealed record NotSent(string Why, string Remedy, bool KeyChanged) : HostAnswer<T>;

    /// <summary>It may or may not have arrived.</summary>
    public sealed record Lost(string Why) : HostAnswer<T>;
}

/// <summary>Reads portal-host's lines.</summary>
internal static class HostAnswers
{
    /// <summary>A line that is neither a refusal nor of the type counts as lost: it may have come from anything.</summary>
    public static HostAnswer<T> Read<T>(ShellAnswer answer, JsonTypeInfo<T> type) => answer switch
    {
        ShellAnswer.Line line => Parse(line.Json, type),
        ShellAnswer.NotReached no => new HostAnswer<T>.NotSent(no.Why, no.Remedy, KeyChanged: false),
        ShellAnswer.HostKeyChanged changed => new HostAnswer<T>.NotSent(changed.Why, changed.Remedy, KeyChanged: true),
        ShellAnswer.Lost lost => new HostAnswer<T>.Lost(lost.Why),
        _ => throw new NotSupportedException(answer.GetType().Name),
    };

    private static HostAnswer<T> Parse<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out _))
            {
                var refusal = document.RootElement.Deserialize(WireJson.Default.Refusal)!;
                return new HostAnswer<T>.Refused(PlainText.Of(refusal.Error), PlainText.Of(refusal.Remedy));
            }

            return document.RootElement.Deserialize(type) is { } value
                ? new HostAnswer<T>.Ok(value)
                : new HostAnswer<T>.Lost("portal-host answered nothing.");
        }
        catch (JsonException)
        {
            return new HostAnswer<T>.Lost($"Something else than portal-host answered: '{PlainText.Of(json.Length > 200 ? json[..200] : json)}'.");
        }
    }
}
