using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Host.Wire;

namespace Portal.Runs;

/// <summary>Keeps the tools' output in one file for each attempt: 'folder/run/step.attempt.log', a line each: time, tab, text.</summary>
/// <param name="mostBytes">Of one attempt; what a tool prints beyond it is not kept, and the last line says so.</param>
internal sealed class RunOutput(string folder, TimeProvider clock, ILogger<RunOutput> log, long mostBytes = RunOutput.MostBytes) : IRunOutput
{
    /// <summary>Kept of one attempt, bytes.</summary>
    public const long MostBytes = 8 << 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A handful of locks serve every attempt there will ever be.
    private readonly Lock[] _gates = [.. Enumerable.Range(0, 16).Select(_ => new Lock())];

    public void Write(EffectKey key, OutputLine line)
    {
        try
        {
            var path = PathOf(key);
            lock (_gates[(uint)key.GetHashCode() % _gates.Length]) Append(path, line);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Output helps people; its loss must not stop a step that is under way.
            log.LogWarning("Output of {Key} could not be kept: {Fault}", key, fault.Message);
        }
    }

    public IEnumerable<OutputLine> Read(EffectKey key) => new Tail(PathOf(key)).Next();

    public async IAsyncEnumerable<ImmutableArray<OutputLine>> Follow(EffectKey key, [EnumeratorCancellation] CancellationToken stop)
    {
        var tail = new Tail(PathOf(key));
        while (!stop.IsCancellationRequested)
        {
            if (tail.Next().ToImmutableArray() is { IsEmpty: false } lines) yield return lines;
            await Task.Delay(Look, clock, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Append(string path, OutputLine line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        if (file.Position >= mostBytes) return;
        file.Write(Utf8.GetBytes($"{line.At:O}\t{TerminalText.Of(line.Text)}\n"));
        if (file.Position >= mostBytes)
            file.Write(Utf8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line.At:O}\t… cut here: of one attempt {mostBytes / 1024:N0} KB are kept; how the step ended stands with the step.\n")));
    }

    private string PathOf(EffectKey key) => Path.Combine(FolderOf(key.Run), string.Create(CultureInfo.InvariantCulture, $"{Name(key.Step.Value)}.{key.Attempt}.log"));

    private string FolderOf(RunId run) => Path.Combine(folder, Name(run.Value));

    // Ids reach here from the address line: nothing but what ids are made of may become a path.
    private static string Name(string id) => id.Length is > 0 and < 60 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? id
        : throw new ArgumentException("This is not an id of a run or a step.", nameof(id));

    /// <summary>Reads a file that grows, each line once.</summary>
    private sealed class Tail(string path)
    {
        private long _at;

        public IEnumerable<OutputLine> Next()
        {
            if (!File.Exists(path)) yield break;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length <= _at) yield break;
            file.Position = _at;
            using var reader = new StreamReader(file, Utf8);
            var text = new StringBuilder();
            var buffer = new char[8192];
            for (int read; (read = reader.Read(buffer)) > 0;)
            {
                var from = 0;
                for (var end = Array.IndexOf(buffer, '\n', 0, read); end >= 0; end = Array.IndexOf(buffer, '\n', from, read - from))
                {
                    text.Append(buffer, from, end - from);
                    from = end + 1;
                    var whole = text.ToString();
                    text.Clear();
                    _at += Utf8.GetByteCount(whole) + 1;
                    if (Parse(whole) is { } line) yield return line;
                }
                // Half a line is under way: it is read again when it is whole.
                text.Append(buffer, from, read - from);
            }
        }

        // Files of earlier releases hold what the tools printed as it was.
        private static OutputLine? Parse(string line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab <= 0 || !DateTimeOffset.TryParse(line.AsSpan(0, tab), CultureInfo.InvariantCulture, out var at)) return null;
            var text = line[(tab + 1)..];
            return new OutputLine(at, text.Length > TerminalText.LineLength ? text : TerminalText.Of(text));
        }
    }
}
