using System.Text;

namespace Portal.Host.Linux;

/// <summary>A job's output on disk, one line after another, cleaned of control characters and bounded.</summary>
internal sealed class OutputLog : IDisposable
{
    internal const int LongestLine = 4_000;
    internal const int MostLines = 100_000;

    private readonly Lock _turn = new();
    private readonly FileStream _file;
    private int _lines;

    internal OutputLog(string path) => _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    internal void Write(string line)
    {
        string text = Clean(line);
        lock (_turn)
        {
            if (_lines >= MostLines)
                return;
            if (++_lines == MostLines)
                text = "(more output is not kept)";
            try
            {
                _file.Write(Encoding.UTF8.GetBytes(text + "\n"));
            }
            catch (IOException)
            {
                // A full disk loses the line, not the job: its result is what counts.
            }
        }
    }

    /// <summary>Control characters never reach a terminal or a page.</summary>
    internal static string Clean(string line)
    {
        if (line.Length > LongestLine)
            line = string.Concat(line.AsSpan(0, LongestLine), "...");
        StringBuilder text = new(line.Length);
        foreach (char c in line)
            text.Append(c == '\t' ? ' ' : char.IsControl(c) ? '\uFFFD' : c);
        return text.ToString();
    }

    public void Dispose() => _file.Dispose();
}
