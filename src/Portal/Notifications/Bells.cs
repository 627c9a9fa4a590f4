using System.Collections.Concurrent;
using Portal.Runs;

namespace Portal.Notifications;

/// <summary>Wakes who sends: one bell for each lane of the outbox.</summary>
internal sealed class Bells
{
    private readonly ConcurrentDictionary<string, Signal> _lanes = new();

    public Signal Of(string lane) => _lanes.GetOrAdd(lane, _ => new Signal());

    public void Ring(IEnumerable<string> lanes)
    {
        foreach (var lane in lanes.Distinct()) Of(lane).Ring();
    }
}
