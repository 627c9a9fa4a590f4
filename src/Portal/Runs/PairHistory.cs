using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Live;

namespace Portal.Runs;

/// <summary>The last 15 minutes of one pair in slots of five seconds: at most 181 of them, some 15 KB, whatever the pace of the probe.</summary>
/// <remarks>Its owner locks.</remarks>
internal sealed class PairHistory
{
    private readonly Queue<HistorySlot> _closed = new();
    private HistorySlot? _open;
    private DateTimeOffset? _answered;
    private DateTimeOffset? _silentSince;

    /// <summary>Oldest first; a slot in which nothing was seen is not there.</summary>
    public ImmutableArray<HistorySlot> Slots(DateTimeOffset now)
    {
        Forget(now);
        return _open is { } open ? [.. _closed, open] : [.. _closed];
    }

    /// <summary>Takes in a reading of the backlog, bytes; the largest of a slot is kept.</summary>
    public void Backlog(long bytes, DateTimeOffset now) => Change(now, slot => slot with { Backlog = Math.Max(slot.Backlog ?? 0, bytes) });

    /// <summary>Takes in one try of the service.</summary>
    /// <returns>How long it has not answered, or had not before this answer; zero when it did.</returns>
    public TimeSpan Felt(ProbeBeat beat, DateTimeOffset now)
    {
        var end = beat.At + beat.Took;
        var gap = TimeSpan.Zero;
        if (beat.State == ServiceState.Silent)
        {
            _silentSince ??= beat.At;
            gap = end - (_answered ?? _silentSince.Value);
        }
        else
        {
            if (_silentSince is { } since) gap = end - (_answered ?? since);
            (_answered, _silentSince) = (end, null);
        }
        Change(now, slot => slot with
        {
            Tries = slot.Tries + 1,
            Silent = slot.Silent + (beat.State == ServiceState.Silent ? 1 : 0),
            Slowest = beat.State == ServiceState.Answers && !(slot.Slowest > beat.Took) ? beat.Took : slot.Slowest,
            Gap = gap > slot.Gap ? gap : slot.Gap,
        });
        return gap;
    }

    /// <summary>Nobody looks from now on: what comes after is no gap of the service.</summary>
    public void Pause() => (_answered, _silentSince) = (null, null);

    private void Change(DateTimeOffset now, Func<HistorySlot, HistorySlot> change)
    {
        var at = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % HistorySlot.Length.Ticks), TimeSpan.Zero);
        // A clock that was set back goes on in the slot that is open.
        if (_open is { } open && at > open.At)
        {
            _closed.Enqueue(open);
            _open = null;
        }
        _open = change(_open ?? HistorySlot.Empty(at));
        Forget(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_closed.TryPeek(out var old) && now - old.At > HistorySlot.Span) _closed.Dequeue();
        if (_open is { } open && now - open.At > HistorySlot.Span) _open = null;
    }
}
