using System.Text.Json;
using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>Reads the one line that a caller sends.</summary>
internal static class RequestLine
{
    internal const int Longest = 1 << 20;

    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <exception cref="RefusalException">Nothing came in time, it was too long, or it is not a request.</exception>
    internal static async Task<Request> Read(Stream input, TimeProvider time)
    {
        try
        {
            byte[] line = await Collect(input).WaitAsync(Limit, time);
            return JsonSerializer.Deserialize(line, WireJson.Default.Request) ?? throw NotARequest();
        }
        catch (TimeoutException)
        {
            throw new RefusalException($"No request came within {Limit.TotalSeconds:0} s.", "Send one JSON line on standard input.");
        }
        catch (JsonException)
        {
            throw NotARequest();
        }
    }

    private static async Task<byte[]> Collect(Stream input)
    {
        byte[] buffer = new byte[4096];
        using MemoryStream line = new();
        int read;
        while ((read = await input.ReadAsync(buffer)) > 0)
        {
            int end = Array.IndexOf(buffer, (byte)'\n', 0, read);
            line.Write(buffer, 0, end < 0 ? read : end);
            if (line.Length > Longest)
                throw new RefusalException($"The request is longer than {Longest} bytes.");
            if (end >= 0)
                break;
        }
        return line.ToArray();
    }

    private static RefusalException NotARequest() =>
        new("The line on standard input is not a request in JSON.", "This program is for the portal; portal and server may have different versions.");
}
