using System.Text;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>Passes a job's output on as it comes, then its end.</summary>
internal sealed class Follow(HostRoots roots, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether the job's process still lives is asked less often than whether it has left a result.</summary>
    private const int LooksPerStatus = 15;

    /// <param name="fromLine">Lines that the caller has already.</param>
    internal async Task Run(string key, int fromLine, Answers answers)
    {
        JobFolder folder = JobFolder.Of(roots, key);
        JobLook look = new(roots, time);
        using PeriodicTimer timer = new(Every, time);
        using Tail tail = new(folder.Output, fromLine);
        for (int turn = 0; !answers.IsClosed; turn++)
        {
            JobStatus? end = File.Exists(folder.Status) || turn % LooksPerStatus == 0 ? look.Look(key) : null;
            // The status was read first: what the job wrote before it ended is in the file by now.
            foreach (string line in tail.Read())
                answers.Write(new FollowLine(line, null), WireJson.Default.FollowLine);
            if (end is not null && end.State != JobStates.Running)
            {
                answers.Write(new FollowLine(null, end), WireJson.Default.FollowLine);
                return;
            }
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Whole lines of a growing file.</summary>
    private sealed class Tail(string path, int skip) : IDisposable
    {
        private readonly byte[] _buffer = new byte[32768];
        private readonly MemoryStream _open = new();
        private FileStream? _file;
        private int _skip = skip;

        internal List<string> Read()
        {
            List<string> lines = [];
            if (_file is null && !File.Exists(path))
                return lines;
            _file ??= new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            int read;
            while ((read = _file.Read(_buffer)) > 0)
                Take(_buffer.AsSpan(0, read), lines);
            return lines;
        }

        public void Dispose() => _file?.Dispose();

        private void Take(ReadOnlySpan<byte> bytes, List<string> lines)
        {
            int end;
            while ((end = bytes.IndexOf((byte)'\n')) >= 0)
            {
                _open.Write(bytes[..end]);
                if (_skip-- <= 0)
                    lines.Add(Encoding.UTF8.GetString(_open.GetBuffer(), 0, (int)_open.Length));
                _open.SetLength(0);
                bytes = bytes[(end + 1)..];
            }
            _open.Write(bytes);
        }
    }
}
