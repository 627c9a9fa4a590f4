using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Scans outside of runs.</summary>
public sealed partial class PairOwner
{
    private static readonly TimeSpan ScanLimit = TimeSpan.FromMinutes(5), ScanEvery = TimeSpan.FromHours(6), ScanTry = TimeSpan.FromMinutes(10), ScanFirst = TimeSpan.FromSeconds(3);
    private int _scanning;

    /// <summary>Asks both servers which updates they are offered; refused while a run acts on the pair.</summary>
    public async Task<Reply> Scan(UserId by, CancellationToken stop)
    {
        if (_open.State is { Status: RunStatus.Running }) return new Reply.Refused("A run acts on this pair; it scans by itself.", "Wait for the run to end.");
        if (_open.Pause is not null) return new Reply.Refused("Watching this pair is paused, so it is not asked anything.", "Resume watching, then scan.");
        if (Interlocked.Exchange(ref _scanning, 1) == 1) return new Reply.Refused("A scan of this pair is under way.", "Wait a moment: its result is shown here.");
        try
        {
            var id = PlanDrafts.NewId(_ports.Clock.GetUtcNow());
            // A scan writes the servers' package lists: it is on record before it leaves.
            _ports.Ledger.Note(new StreamId($"scan/{_pair.Id}"), new NewEntry("pair.scan-asked", by, RunJson.Write(new { pair = _pair.Id, key = id })));
            var reports = await Task.WhenAll(Identities.Both.Select(i => ScanOne(i, id, stop)));
            Changed();
            return reports.FirstOrDefault(r => r.State != EffectState.Succeeded) is { } bad
                ? new Reply.Refused($"The scan did not succeed: {bad.Detail}", bad.Remedy.Length > 0 ? bad.Remedy : "Make both servers reachable, then scan again.")
                : new Reply.Done();
        }
        finally
        {
            Volatile.Write(ref _scanning, 0);
        }
    }

    private Task<EffectReport> ScanOne(Identity on, RunId id, CancellationToken stop)
    {
        var key = new EffectKey(id, new StepId($"scan-{on.ToString().ToLowerInvariant()}"), 1);
        return _link.Perform(new Effect.Scan(on), key, line => _ports.Output.Write(key, line), ScanLimit, stop);
    }

    private async Task ScanByItself(CancellationToken stop)
    {
        await Task.Delay(ScanFirst, _ports.Clock, stop);
        while (!stop.IsCancellationRequested)
        {
            if (_open.State is null && Identities.Both.All(i => _watch.Snapshot[i].Reach.Is(Reachability.Reachable)) && Identities.Both.Any(IsScanOld))
            {
                using var place = await _ports.Scans.Enter(stop);
                await Scan(UserId.Portal, stop);
            }
            await Task.Delay(ScanTry, _ports.Clock, stop);
        }
    }

    private bool IsScanOld(Identity on)
    {
        var updates = _watch.Snapshot[on].Updates;
        return !updates.IsKnown || updates.Age(_ports.Clock.GetUtcNow()) > ScanEvery;
    }
}
