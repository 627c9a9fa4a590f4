using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Keeps the tools' output in one file for each attempt: 'folder/run/step.attempt.log', a line each: time, tab, text.</summary>
internal sealed class RunOutput(string folder, ILogger<RunOutput> log) : IRunOutput
{
    private const int MostLines = 10_000, LongestLine = 2_000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<EffectKey, Lock> _gates = new();

    public void Write(EffectKey key, OutputLine line)
    {
        var text = line.Text.Length > LongestLine ? line.Text[..LongestLine] : line.Text;
        try
        {
            lock (_gates.GetOrAdd(key, _ => new Lock()))
            {
                Directory.CreateDirectory(FolderOf(key.Run));
                File.AppendAllText(Path.Combine(FolderOf(key.Run), $"{key.Step}.{key.Attempt}.log"), $"{line.At:O}\t{text.ReplaceLineEndings(" ")}\n");
            }
        }
        catch (IOException fault)
        {
            // Output helps people; its loss must not stop a step that is under way.
            log.LogWarning("Output of {Key} could not be kept: {Fault}", key, fault.Message);
        }
    }

    public ImmutableArray<OutputLine> Read(RunId run, StepId step)
    {
        var folderOfRun = new DirectoryInfo(FolderOf(run));
        if (!folderOfRun.Exists) return [];
        return [.. folderOfRun.GetFiles($"{Name(step.Value)}.*.log")
            .OrderBy(f => int.Parse(f.Name.Split('.')[^2], CultureInfo.InvariantCulture))
            .SelectMany(f => Lines(f.FullName))
            .TakeLast(MostLines)];
    }

    public async IAsyncEnumerable<OutputLine> Follow(RunId run, StepId step, [EnumeratorCancellation] CancellationToken stop)
    {
        var shown = 0;
        while (!stop.IsCancellationRequested)
        {
            var lines = Read(run, step);
            for (; shown < lines.Length; shown++) yield return lines[shown];
            await Task.Delay(Look, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static IEnumerable<OutputLine> Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && DateTimeOffset.TryParse(line[..tab], CultureInfo.InvariantCulture, out var at)) yield return new OutputLine(at, line[(tab + 1)..]);
        }
    }

    private string FolderOf(RunId run) => Path.Combine(folder, Name(run.Value));

    // Ids reach here from the address line: nothing but what ids are made of may become a path.
    private static string Name(string id) => id.Length is > 0 and < 60 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? id
        : throw new ArgumentException("This is not an id of a run or a step.", nameof(id));
}
