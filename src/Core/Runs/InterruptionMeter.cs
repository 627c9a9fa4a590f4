using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Core.Runs;

/// <summary>Folds beats, which come in the order in which they were begun, into what users noticed; needs no more memory than the tries that overlap.</summary>
public sealed record InterruptionMeter
{
    /// <summary>Ends of answered tries, earliest first, that a try begun later may still come before.</summary>
    private ImmutableArray<DateTimeOffset> _open = [];
    private Gap _settled = new(null, TimeSpan.Zero);
    private int _tries;
    private int _failed;

    private InterruptionMeter(TimeSpan every) => Every = every;

    public TimeSpan Every { get; }

    /// <summary>What was noticed so far.</summary>
    public Interruption Interruption => new(Whole.Longest, _tries, _failed, Every);

    /// <summary>When a try was last answered, UTC; null: none yet.</summary>
    public DateTimeOffset? LastAnswer => Whole.Last;

    private Gap Whole => _open.Aggregate(_settled, (gap, end) => gap.To(end));

    /// <summary>A meter that has seen nothing.</summary>
    /// <param name="every">How often is tried.</param>
    public static InterruptionMeter Start(TimeSpan every) => new(every);

    /// <summary>What users noticed of all these beats.</summary>
    public static Interruption Of(IEnumerable<ProbeBeat> beats, TimeSpan every) =>
        beats.OrderBy(beat => beat.At).Aggregate(Start(every), (meter, beat) => meter.Add(beat)).Interruption;

    /// <summary>The longest time without an answer, counting the one that still lasts.</summary>
    public TimeSpan LongestUntil(DateTimeOffset now) => Whole.To(now).Longest;

    public InterruptionMeter Add(ProbeBeat beat)
    {
        ArgumentNullException.ThrowIfNull(beat);
        // No later try can end before this one began, so ends up to here are in their final order.
        var final = _open.TakeWhile(end => end <= beat.At).ToImmutableArray();
        var open = _open.RemoveRange(0, final.Length);
        return this with
        {
            _settled = final.Aggregate(_settled, (gap, end) => gap.To(end)),
            _open = beat.State == ServiceState.Answers ? [.. open.Add(beat.At + beat.Took).Order()] : open,
            _tries = _tries + 1,
            _failed = _failed + (beat.State == ServiceState.Answers ? 0 : 1),
        };
    }

    private readonly record struct Gap(DateTimeOffset? Last, TimeSpan Longest)
    {
        public Gap To(DateTimeOffset end) => Last is { } last && end - last is var gap
            ? new(gap > TimeSpan.Zero ? end : last, gap > Longest ? gap : Longest)
            : new(end, Longest);
    }
}
