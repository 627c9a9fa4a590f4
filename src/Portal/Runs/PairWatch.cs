using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Live;

namespace Portal.Runs;

/// <summary>What is known of a pair right now: the link's snapshot with the portal's own probe of the service in it, and the last minutes.</summary>
internal sealed class PairWatch(Pair pair, TimeProvider clock)
{
    private static readonly TimeSpan BeatsKept = TimeSpan.FromSeconds(60), Bucket = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly PairHistory _history = new();
    private readonly PairChanges _changes = new();
    private readonly List<ProbeBeat> _beats = [];
    private PairSnapshot _linked = PairSnapshot.Unknown(pair.Id, "Not looked at yet.", clock.GetUtcNow(), "portal");
    private Reading<ServiceState> _service = Reading.Unknown<ServiceState>("Not probed yet.", clock.GetUtcNow(), "portal");
    private PairSnapshot? _lastKnown;
    private DateTimeOffset? _since;
    private bool _paused;

    public PairSnapshot Snapshot
    {
        get { lock (_gate) return _linked with { Service = _service }; }
    }

    /// <summary>The view with the last minutes in it.</summary>
    public PairView Tell(PairView view)
    {
        lock (_gate)
            return view with { Beats = [.. _beats], History = _history.Slots(clock.GetUtcNow()), Lately = _changes.Newest, WatchedSince = _since, LastKnown = _lastKnown };
    }

    public void Saw(PairSnapshot snapshot)
    {
        lock (_gate)
        {
            // What was asked before the pause and is answered after it is not shown as if somebody looked.
            if (_paused) return;
            var now = clock.GetUtcNow();
            (_linked, _since) = (snapshot, _since ?? now);
            if (Identities.Both.All(i => snapshot[i].Role.IsKnown)) _lastKnown = snapshot;
            var known = snapshot.Sync.Where(s => s.LagBytes.IsKnown).Select(s => s.LagBytes.Value).ToArray();
            if (known.Length > 0) _history.Backlog(known.Max(), now);
            _changes.Saw(snapshot, now);
        }
    }

    /// <summary>Takes in one try of the service.</summary>
    /// <returns>True when the service began or ceased to answer.</returns>
    public bool Felt(ProbeBeat beat)
    {
        lock (_gate)
        {
            if (_paused) return false;
            var now = clock.GetUtcNow();
            var ended = beat.At + beat.Took;
            // Tries overlap; one that began earlier and ended later tells nothing new.
            var changed = !_service.IsKnown || _service.Value != beat.State;
            if (!_service.IsKnown || ended >= _service.At) _service = Reading.Known(beat.State, ended, pair.Probe.Describe());
            else changed = false;
            var gap = _history.Felt(beat, now);
            if (changed) _changes.Felt(beat.State, gap, now);
            // Beats come every 20 ms during a switchover: the strip keeps the worst of each half second.
            if (_beats.Count > 0 && beat.At - _beats[^1].At < Bucket)
            {
                if (beat.State == ServiceState.Silent) _beats[^1] = beat with { At = _beats[^1].At };
            }
            else _beats.Add(beat);
            _beats.RemoveAll(b => beat.At - b.At > BeatsKept);
            return changed;
        }
    }

    /// <summary>Nobody looks any more: everything is unknown, for this reason, until <see cref="Resume"/>.</summary>
    public void Pause(string why)
    {
        lock (_gate)
        {
            _paused = true;
            var now = clock.GetUtcNow();
            _linked = PairSnapshot.Unknown(pair.Id, why, now, "portal");
            _service = Reading.Unknown<ServiceState>(why, now, "portal");
            _beats.Clear();
            _history.Pause();
        }
    }

    public void Resume()
    {
        lock (_gate) _paused = false;
    }
}
