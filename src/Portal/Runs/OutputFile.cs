using System.Globalization;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>The output of one attempt of a step as a text file: the same bytes wherever it is given.</summary>
public static class OutputFile
{
    /// <summary>'20261122-K7F4Q-B4-attempt-2.txt'.</summary>
    public static string Name(EffectKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return string.Create(CultureInfo.InvariantCulture, $"{key.Run}-{key.Step}-attempt-{key.Attempt}.txt");
    }

    /// <summary>Line by line, UTF-8 and LF: a head that says what it is, then the time and the text of each line.</summary>
    public static IEnumerable<string> Lines(RunState s, EffectKey key, IEnumerable<OutputLine> lines)
    {
        ArgumentNullException.ThrowIfNull(s);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(lines);
        yield return $"Run {s.Id} on {s.Plan.Pair}, step {s.Plan.NumberOf(key.Step)} ({key.Step}) '{s.Plan[key.Step].Title}', attempt {key.Attempt}. Times are UTC.\n";
        foreach (var line in lines) yield return $"{Line(line)}\n";
    }

    /// <summary>'2026-11-22 21:04:10.000  Reading package lists...'.</summary>
    public static string Line(OutputLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return $"{line.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {line.Text}";
    }
}
