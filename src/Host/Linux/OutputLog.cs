using System.Text;
using Portal.Host.Wire;

namespace Portal.Host.Linux;

/// <summary>A job's output on disk, one line after another, as a terminal would show it, and bounded.</summary>
internal sealed class OutputLog : IDisposable
{
    internal const int MostLines = 100_000;

    private readonly Lock _turn = new();
    private readonly FileStream _file;
    private int _lines;

    internal OutputLog(string path) => _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    internal void Write(string line)
    {
        string text = TerminalText.Of(line);
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

    public void Dispose() => _file.Dispose();
}
