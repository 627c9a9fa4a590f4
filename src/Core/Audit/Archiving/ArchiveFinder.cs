using System.Globalization;
using Portal.Core.Runs;

namespace Portal.Core.Audit.Archiving;

/// <summary>Finds the longest beginning of a ledger that can leave it: old enough, ending at a checkpoint, and without a part of a run that is not over.</summary>
/// <remarks>Reads the ledger once, to its end: also a run's last words have to be in the segment. Holds what it needs of each run, and no entries.</remarks>
public sealed class ArchiveFinder
{
    private readonly ArchiveLimits _limits;
    private readonly Dictionary<StreamId, Span> _runs = [];
    private readonly List<ArchiveCut.Here> _ends = [];
    private long _first, _old, _carried;

    private ArchiveFinder(ArchiveLimits limits) => _limits = limits;

    /// <param name="ledger">Every entry that is in it, oldest first; it may begin after an earlier archive.</param>
    public static ArchiveCut Find(IEnumerable<LedgerEntry> ledger, ArchiveLimits limits)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(limits);
        var finder = new ArchiveFinder(limits);
        foreach (var entry in ledger) finder.Take(entry);
        return finder.Longest();
    }

    private void Take(LedgerEntry entry)
    {
        if (_first == 0) _first = entry.Seq;
        if (Streams.RunOf(entry.Stream) is not null) Follow(entry);
        if (entry.At >= _limits.Before) return;
        _old = entry.Seq;
        if (CarriedOver.Has(entry.Stream)) _carried++;
        if (entry.Seq <= _limits.ReadTo && _limits.Ends.Contains(entry.Seq)) _ends.Add(new ArchiveCut.Here(_first, new LedgerHead(entry.Seq, entry.Hash), entry.At, _carried, null));
    }

    private void Follow(LedgerEntry entry)
    {
        if (!_runs.TryGetValue(entry.Stream, out var run))
        {
            run = new Span(entry.Seq);
            // What came late to a run that stands in an earlier archive; it was over when that was made.
            if (entry.Version > 1) run.Settled = true;
            _runs.Add(entry.Stream, run);
        }
        run.Take(entry);
    }

    private ArchiveCut Longest()
    {
        if (_first == 0) return new ArchiveCut.None("The ledger is empty.");
        if (_old == 0) return new ArchiveCut.None($"No entry is older than {Text(_limits.Before)}.");
        if (_ends.Count == 0) return new ArchiveCut.None(WhyNoEnd());

        // A segment has none or all of each run: the runs that began so far must not go on behind its end.
        var (runs, next, farthest, cut) = (_runs.OrderBy(run => run.Value.First).ToArray(), 0, default(KeyValuePair<StreamId, Span>?), default(ArchiveCut.Here));
        string? why = null;
        foreach (var end in _ends)
        {
            for (; next < runs.Length && runs[next].Value.First <= end.Head.Seq; next++)
                if (farthest is not { } known || runs[next].Value.End > known.Value.End) farthest = runs[next];
            if (farthest is { } run && run.Value.End > end.Head.Seq) why ??= Why(run.Key, run.Value);
            else (cut, why) = (end, null);
        }
        return cut is null ? new ArchiveCut.None(why!) : cut with { HeldBack = why };
    }

    private string WhyNoEnd() =>
        _limits.Ends.Any(end => end >= _first && end <= _old) ? $"What is told by entries after {_limits.ReadTo} is not yet sent to everybody whom it concerns."
        : $"No place outside has confirmed one of the entries from {_first} to {_old}, or none of them was signed: a segment ends only at a checkpoint that is kept.";

    private static string Why(StreamId stream, Span run) =>
        $"Run {Streams.RunOf(stream)} began with entry {run.First} and {run.WhyOpen ?? $"has entries up to {run.Last}"}: a run leaves as a whole, when it is over.";

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>From where to where a run's entries stand, and whether more can come.</summary>
    private sealed class Span(long first)
    {
        private RunState? _state;
        private bool _isUnreadable;

        public long First => first;

        public long Last { get; private set; }

        /// <summary>It has ended, and nobody has to look at it any more.</summary>
        public bool Settled { get; set; }

        /// <summary>No segment that has the beginning may end before this.</summary>
        public long End => Settled ? Last : long.MaxValue;

        public string? WhyOpen =>
            Settled ? null
            : _isUnreadable ? "cannot be read back"
            : _state is { Ended: true } ? "waits for the review of an emergency"
            : "has not ended";

        public void Take(LedgerEntry entry)
        {
            Last = entry.Seq;
            if (_isUnreadable || (Settled && IsLate(entry.Kind))) return;
            try
            {
                if (Settled) throw new InvalidOperationException("It goes on after its end.");
                _state = Run.Evolve(_state, Streams.Read(entry));
                if (_state is not { Ended: true, AwaitsReview: false }) return;
                // Thousands of ended runs are not to be held.
                (Settled, _state) = (true, null);
            }
            catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException or NotSupportedException or ArgumentException or KeyNotFoundException)
            {
                (_isUnreadable, Settled, _state) = (true, false, null);
            }
        }

        private static bool IsLate(string kind) => kind is "step.interruption-measured" or "approval.glass-reviewed";
    }
}
