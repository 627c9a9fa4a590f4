using System.Text;

namespace Portal.Remoting.Ssh;

/// <summary>Reads lines of a bounded length, so that a server cannot fill the portal's memory.</summary>
internal static class LineFeed
{
    /// <summary>Longest line, characters; a scan with thousands of updates is one line.</summary>
    public const int Longest = 8 * 1024 * 1024;

    /// <summary>Passes on each line until the stream ends; throws <see cref="InvalidDataException"/> at a longer one.</summary>
    public static async Task Read(Stream stream, Func<string, CancellationToken, ValueTask> line, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[16 * 1024];
        var text = new StringBuilder();
        while (await reader.ReadAsync(buffer.AsMemory(), stop) is var count and > 0)
        {
            var start = 0;
            while (Array.IndexOf(buffer, '\n', start, count - start) is var end and >= 0)
            {
                var whole = text.Append(buffer, start, end - start).ToString();
                text.Clear();
                start = end + 1;
                await line(whole, stop);
            }

            text.Append(buffer, start, count - start);
            if (text.Length > Longest)
                throw new InvalidDataException($"a line longer than {Longest} characters was sent");
        }
    }
}
