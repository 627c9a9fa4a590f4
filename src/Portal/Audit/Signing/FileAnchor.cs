using System.Text;
using Portal.Core.Audit.Proof;

namespace Portal.Audit.Signing;

/// <summary>A file to which every checkpoint is appended; on another volume it outlives the database.</summary>
internal sealed class FileAnchor(string path) : IAnchor
{
    // Lines of the end that are read at a start: enough for the newest one, whatever stands behind it.
    private const int Tail = 64 * 1024;

    public string Name => $"file {path}";

    public async Task Keep(IReadOnlyList<string> lines, CancellationToken stop)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 1, FileOptions.Asynchronous);
            await file.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), stop);
            file.Flush(flushToDisk: true);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Every checkpoint in the file, in flat memory; none when it is not there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IEnumerable<Checkpoint> All() => File.Exists(path) ? Checkpoint.In(File.ReadLines(path)) : [];

    /// <summary>The newest checkpoint in the file; null when it has none, or cannot be read.</summary>
    public Checkpoint? Newest()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(Math.Max(0, file.Length - Tail), SeekOrigin.Begin);
            using var reader = new StreamReader(file);
            return Checkpoint.In(reader.ReadToEnd().Split('\n')).LastOrDefault();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
