using System.Text;
using Portal.Host.Wire;

namespace Portal.Host.Linux;

/// <summary>Lines of a tool's output; of a line that was overwritten with carriage returns, what stood there last.</summary>
internal sealed class LineReader(Action<string> line)
{
    // Escape sequences are longer than what they show; what is beyond is dropped here already: a tool without line ends must not fill the memory.
    private const int MostRead = 4 * TerminalText.LineLength;

    private readonly StringBuilder _open = new();
    private bool _overwritten;

    internal static async Task ReadAll(Stream stream, Action<string> line)
    {
        byte[] buffer = new byte[8192];
        char[] chars = new char[8192 + 1];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        LineReader reader = new(line);
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            reader.Take(chars.AsSpan(0, decoder.GetChars(buffer, 0, read, chars, 0)));
        if (reader._open.Length > 0)
            reader.End();
    }

    private void Take(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c == '\n')
                End();
            else if (c == '\r')
                _overwritten = true;
            else
                Append(c);
        }
    }

    private void Append(char c)
    {
        if (_overwritten)
            _open.Clear();
        _overwritten = false;
        if (_open.Length < MostRead)
            _open.Append(c);
    }

    private void End()
    {
        line(_open.ToString());
        _open.Clear();
        _overwritten = false;
    }
}
