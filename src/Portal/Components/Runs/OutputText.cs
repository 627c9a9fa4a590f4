using System.Collections.Immutable;
using Portal.Core.Ports;

namespace Portal.Components.Runs;

/// <summary>One line of output with its number in the attempt, from 0.</summary>
public sealed record NumberedLine(long Number, DateTimeOffset At, string Text);

/// <summary>One place where a search found something.</summary>
/// <param name="Line">Number of the line.</param>
/// <param name="At">First character in it.</param>
public readonly record struct OutputHit(long Line, int At);

/// <summary>The newest lines of one attempt, and what a search finds in them; bounded, whatever a tool prints.</summary>
public sealed class OutputText
{
    /// <summary>Most lines kept for showing and searching; older ones are in the download.</summary>
    public const int MostLines = 10_000;

    /// <summary>Most hits of one search; more say nothing.</summary>
    public const int MostHits = 1_000;

    private readonly List<NumberedLine> _lines = [];
    private readonly List<OutputHit> _hits = [];

    /// <summary>Number of the oldest line kept; as many are not shown.</summary>
    public long First { get; private set; }

    /// <summary>Number that the next line gets.</summary>
    public long End => First + _lines.Count;

    /// <summary>What is searched for; empty: nothing is.</summary>
    public string Wanted { get; private set; } = "";

    /// <summary>In the order of the text, at most <see cref="MostHits"/>.</summary>
    public IReadOnlyList<OutputHit> Hits => _hits;

    public IEnumerable<string> Texts => _lines.Select(l => l.Text);

    public void Clear()
    {
        _lines.Clear();
        _hits.Clear();
        First = 0;
    }

    public void Add(OutputLine line)
    {
        var numbered = new NumberedLine(End, line.At, line.Text);
        _lines.Add(numbered);
        Search(numbered);
        if (_lines.Count <= MostLines + (MostLines / 10)) return;
        // A tenth at once: dropping single lines from the front of a long list would cost its length each time.
        _lines.RemoveRange(0, MostLines / 10);
        First += MostLines / 10;
        _hits.RemoveAll(h => h.Line < First);
    }

    /// <summary>Lines from a number up to, not with, another one; those that are kept of them.</summary>
    public IEnumerable<NumberedLine> Between(long from, long to)
    {
        var begin = (int)Math.Clamp(from - First, 0, _lines.Count);
        var end = (int)Math.Clamp(to - First, begin, _lines.Count);
        return _lines.GetRange(begin, end - begin);
    }

    /// <summary>Looks for a text in every line kept, and in each that comes; case does not matter.</summary>
    public void Find(string wanted)
    {
        Wanted = wanted;
        _hits.Clear();
        foreach (var line in _lines) Search(line);
    }

    /// <summary>A line cut into what was found and what stands between.</summary>
    public ImmutableArray<(string Text, int At, bool IsHit)> Parts(NumberedLine line)
    {
        var parts = ImmutableArray.CreateBuilder<(string, int, bool)>();
        var done = 0;
        foreach (var at in Places(line.Text))
        {
            if (at > done) parts.Add((line.Text[done..at], done, false));
            done = at + Wanted.Length;
            parts.Add((line.Text[at..done], at, true));
        }
        if (done < line.Text.Length || done == 0) parts.Add((line.Text[done..], done, false));
        return parts.ToImmutable();
    }

    private void Search(NumberedLine line)
    {
        if (_hits.Count >= MostHits) return;
        foreach (var at in Places(line.Text).Take(MostHits - _hits.Count)) _hits.Add(new OutputHit(line.Number, at));
    }

    private IEnumerable<int> Places(string text)
    {
        if (Wanted.Length == 0) yield break;
        for (var at = text.IndexOf(Wanted, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(Wanted, at + Wanted.Length, StringComparison.OrdinalIgnoreCase)) yield return at;
    }
}
