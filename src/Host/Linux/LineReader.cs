using System.Text;

namespace Portal.Host.Linux;

/// <summary>Lines of a tool's output; of a line that was overwritten with carriage returns, what stood there last.</summary>
internal static class LineReader
{
    internal static async Task ReadAll(Stream stream, Action<string> line)
    {
        byte[] buffer = new byte[8192];
        char[] chars = new char[8192 + 1];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        StringBuilder open = new();
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            Take(chars.AsSpan(0, decoder.GetChars(buffer, 0, read, chars, 0)), open, line);
        if (open.Length > 0)
            line(LastWritten(open));
    }

    private static void Take(ReadOnlySpan<char> text, StringBuilder open, Action<string> line)
    {
        foreach (char c in text)
        {
            if (c == '\n')
            {
                line(LastWritten(open));
                open.Clear();
            }
            // What is beyond the longest line is dropped here already: a tool without line ends must not fill the memory.
            else if (open.Length <= OutputLog.LongestLine)
            {
                open.Append(c);
            }
        }
    }

    private static string LastWritten(StringBuilder open)
    {
        string text = open.ToString().TrimEnd('\r');
        int overwritten = text.LastIndexOf('\r');
        return overwritten < 0 ? text : text[(overwritten + 1)..];
    }
}
