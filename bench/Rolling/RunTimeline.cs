using System.Collections.Immutable;
using Portal.Core.Runs;

namespace Portal.Bench.Rolling;

/// <summary>Whom the run waited for between two of its entries in the ledger.</summary>
internal enum WaitedFor
{
    /// <summary>A command was under way on a server, or the pair was getting in sync.</summary>
    Servers,

    /// <summary>Everything else: reading, deciding, appending, and asking the approver, who answers at once.</summary>
    Portal,
}

/// <summary>The time between two entries.</summary>
internal sealed record Stretch(RunEvent From, RunEvent To, TimeSpan Took, WaitedFor For);

/// <summary>Where a run's wall time went, read from its entries in the ledger.</summary>
internal sealed record RunTimeline(ImmutableArray<Stretch> Stretches)
{
    public TimeSpan Wall => Sum(Stretches);

    /// <summary>The portal's own part of the wall time, 0 to 1.</summary>
    public double Own => Sum(Stretches.Where(s => s.For == WaitedFor.Portal)) / Wall;

    /// <summary>When it was started, UTC.</summary>
    public DateTimeOffset Began { get; private init; }

    /// <summary>Longest gap of each switchover, as the portal's own probe saw it.</summary>
    public ImmutableArray<TimeSpan> Gaps { get; private init; } = [];

    public static RunTimeline Of(IEnumerable<Recorded> run)
    {
        var all = run.ToArray();
        // The measurement of an interruption is written a second late, beside the run: it is no step of it.
        var entries = all.SkipWhile(e => e.Event is not RunEvent.Started).Where(e => e.Event is not RunEvent.InterruptionMeasured).ToArray();
        return new RunTimeline([.. entries.Zip(entries.Skip(1), (a, b) => new Stretch(a.Event, b.Event, b.At - a.At, Between(a.Event, b.Event)))])
        {
            Began = entries[0].At,
            Gaps = [.. all.Select(e => e.Event).OfType<RunEvent.InterruptionMeasured>().Select(e => e.Interruption.LongestGap)],
        };
    }

    private static WaitedFor Between(RunEvent from, RunEvent to) => (from, to) switch
    {
        (RunEvent.StepStarted { Effect: not null }, _) => WaitedFor.Servers,
        (RunEvent.StepStarted { Effect: null }, RunEvent.StepDone) => WaitedFor.Servers,
        _ => WaitedFor.Portal,
    };

    private static TimeSpan Sum(IEnumerable<Stretch> stretches) => stretches.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Took);
}
