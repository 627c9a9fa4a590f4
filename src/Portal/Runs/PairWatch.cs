using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Live;

namespace Portal.Runs;

/// <summary>What is known of a pair right now: the link's snapshot with the portal's own probe of the service in it, and the last minutes.</summary>
internal sealed class PairWatch(Pair pair, TimeProvider clock)
{
    private static readonly TimeSpan BeatsKept = TimeSpan.FromSeconds(60), BacklogKept = TimeSpan.FromMinutes(15), BacklogEvery = TimeSpan.FromSeconds(5), Bucket = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Queue<BacklogPoint> _backlog = new();
    private readonly List<ProbeBeat> _beats = [];
    private PairSnapshot _linked = PairSnapshot.Unknown(pair.Id, "Not looked at yet.", clock.GetUtcNow(), "portal");
    private Reading<ServiceState> _service = Reading.Unknown<ServiceState>("Not probed yet.", clock.GetUtcNow(), "portal");
    private DateTimeOffset _backlogAt;

    public PairSnapshot Snapshot
    {
        get { lock (_gate) return _linked with { Service = _service }; }
    }

    public ImmutableArray<ProbeBeat> Beats
    {
        get { lock (_gate) return [.. _beats]; }
    }

    public ImmutableArray<BacklogPoint> Backlog
    {
        get { lock (_gate) return [.. _backlog]; }
    }

    public void Saw(PairSnapshot snapshot)
    {
        lock (_gate)
        {
            _linked = snapshot;
            var now = clock.GetUtcNow();
            var known = snapshot.Sync.Where(s => s.LagBytes.IsKnown).Select(s => s.LagBytes.Value).ToArray();
            if (known.Length == 0 || now - _backlogAt < BacklogEvery) return;
            _backlogAt = now;
            _backlog.Enqueue(new BacklogPoint(now, known.Max()));
            while (_backlog.TryPeek(out var old) && now - old.At > BacklogKept) _backlog.Dequeue();
        }
    }

    /// <summary>Takes in one try of the service.</summary>
    /// <returns>True when the service began or ceased to answer.</returns>
    public bool Felt(ProbeBeat beat)
    {
        lock (_gate)
        {
            var ended = beat.At + beat.Took;
            // Tries overlap; one that began earlier and ended later tells nothing new.
            var changed = !_service.IsKnown || _service.Value != beat.State;
            if (!_service.IsKnown || ended >= _service.At) _service = Reading.Known(beat.State, ended, pair.Probe.Describe());
            else changed = false;
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
}
