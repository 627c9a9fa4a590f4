using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Core.Audit;

/// <summary>JSON in the one form of RFC 8785, so that equal content has equal bytes and an equal digest.</summary>
/// <remarks>Numbers are limited to integers of at most 53 bits: everything of ours that is not whole is written as text.</remarks>
public static class CanonicalJson
{
    private const long Largest = 1L << 53;

    /// <summary>Canonical form of a JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON, or has a name twice in one object or half of a surrogate pair.</exception>
    /// <exception cref="NotSupportedException">A number is not an integer within 53 bits.</exception>
    public static string Of(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Of(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            // Half of a surrogate pair is found only when the text is read.
            throw new JsonException("The text has characters that are not Unicode.", e);
        }
    }

    /// <summary>Canonical form of an element.</summary>
    public static string Of(JsonElement element)
    {
        var text = new StringBuilder();
        Write(text, element);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(text, element); break;
            case JsonValueKind.Array: WriteArray(text, element); break;
            case JsonValueKind.String: WriteString(text, element.GetString()!); break;
            case JsonValueKind.Number: WriteNumber(text, element); break;
            case JsonValueKind.True: text.Append("true"); break;
            case JsonValueKind.False: text.Append("false"); break;
            default: text.Append("null"); break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement element)
    {
        text.Append('{');
        var first = true;
        foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (!first) text.Append(',');
            first = false;
            WriteString(text, property.Name);
            text.Append(':');
            Write(text, property.Value);
        }
        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonElement element)
    {
        text.Append('[');
        var first = true;
        foreach (var item in element.EnumerateArray())
        {
            if (!first) text.Append(',');
            first = false;
            Write(text, item);
        }
        text.Append(']');
    }

    private static void WriteNumber(StringBuilder text, JsonElement element)
    {
        if (!element.TryGetInt64(out var whole) || whole is > Largest or < -Largest)
            throw new NotSupportedException($"The number {element.GetRawText()} is not an integer within 53 bits; write it as text.");
        text.Append(whole.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
