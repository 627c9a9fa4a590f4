using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Runs;

/// <summary>Owns one pair: watches it, takes people's commands and drives its run. There is one for each pair in the whole portal.</summary>
public sealed partial class PairOwner : IAsyncDisposable
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5), EnrolmentEvery = TimeSpan.FromSeconds(60), BeatEvery = TimeSpan.FromSeconds(1);

    private readonly Pair _pair;
    private readonly OwnerPorts _ports;
    private readonly IPairLink _link;
    private readonly PairWatch _watch;
    private readonly OpenRun _open;
    private readonly Signal _wake = new(), _reachChanged = new();
    private readonly Lock _publishing = new();
    private readonly CancellationTokenSource _stop = new();
    private ImmutableArray<Enrolment> _enrolment = [];
    private DateTimeOffset? _lastPatched;
    private Task _loops = Task.CompletedTask;

    public PairOwner(Pair pair, OwnerPorts ports)
    {
        _pair = pair;
        _ports = ports;
        _link = ports.Links.Open(pair);
        _watch = new PairWatch(pair, ports.Clock);
        _open = new OpenRun(pair, ports, () => _watch.Snapshot);
    }

    /// <summary>Reads the open run back from the ledger and begins to watch and drive; what a former portal had started is looked at, not repeated.</summary>
    public void Begin()
    {
        _open.Load();
        _lastPatched = LastPatched();
        FollowPause();
        Publish();
        _loops = Task.WhenAll(Forever(WhileWatched(Watch)), Forever(WhileWatched(Beat)), Forever(Drive), Forever(WhileWatched(LookAtEnrolment)), Forever(WhileWatched(ScanByItself)));
    }

    /// <summary>Decides a person's command; refusals change nothing.</summary>
    public Reply Ask(RunId run, RunCommand.ByPerson command)
    {
        var (_, reply) = _open.Apply(run, command, command.By.Id);
        Changed();
        return reply;
    }

    /// <summary>Takes the pair for a plan.</summary>
    public Reply<RunId> Open(Plan plan)
    {
        var reply = _open.Open(plan);
        Changed();
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_loops, Task.Delay(TimeSpan.FromSeconds(5), _ports.Clock));
        await _link.DisposeAsync();
        _stop.Dispose();
    }

    private async Task Watch(CancellationToken stop)
    {
        await foreach (var snapshot in _link.Watch(stop))
        {
            // A server that went or came back is looked at again: what its enrolment said a minute ago is wrong now.
            if (Identities.Both.Any(i => _watch.Snapshot[i].Reach.Value != snapshot[i].Reach.Value)) _reachChanged.Ring();
            _watch.Saw(snapshot);
            Changed();
        }
    }

    private async Task Beat(CancellationToken stop)
    {
        await foreach (var beat in _ports.Probes.Beat(_pair, BeatEvery, stop))
            if (_watch.Felt(beat)) Changed();
    }

    private async Task LookAtEnrolment(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var looked = await Task.WhenAll(Identities.Both.Select(i => _ports.Enrolments.Check(_pair, i, stop)));
            stop.ThrowIfCancellationRequested();
            _enrolment = [.. looked];
            Publish();
            await _reachChanged.Wait(EnrolmentEvery, _ports.Clock, stop);
        }
    }

    private void Changed()
    {
        Publish();
        _wake.Ring();
    }

    private void Publish()
    {
        // Several loops publish: an older view must not be put over a newer one.
        lock (_publishing)
        {
            var run = _open.State;
            var facts = _open.FactsNow();
            var view = run is null ? null : new RunView(run, Run.GuardsNow(run, facts), Says.Next(run, facts), facts.Now);
            var at = new PairView(_pair, _link.Traits, facts.Snapshot, view, PairNeeds.Of(facts.Snapshot, run, _open.Pause is not null), _lastPatched, [], [], _enrolment, facts.Now);
            _ports.Feed.Publish(_watch.Tell(at with { Paused = _open.Pause }));
        }
    }

    private DateTimeOffset? LastPatched() =>
        _ports.Archive.Recent(_pair.Id).FirstOrDefault(r => r is { Status: RunStatus.Completed, Plan.Procedure.Name: "A" or "B" })?.EndedAt;

    /// <summary>Keeps a loop going: a fault is logged, shown as unknown by what it no longer reads, and tried again after a pause.</summary>
    private async Task Forever(Func<CancellationToken, Task> loop)
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => loop(stop), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (LedgerUnavailableException fault)
            {
                _ports.Log.LogWarning("A loop of pair {Pair} stopped, since nothing can be recorded; it begins again in {Pause}. {Why}", _pair.Id, FaultPause, fault.Message);
            }
#pragma warning disable CA1031 // A bug in one loop must not silence the others of the pair.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _ports.Log.LogError(fault, "A loop of pair {Pair} failed; it begins again in {Pause}.", _pair.Id, FaultPause);
            }
            if (!stop.IsCancellationRequested)
                await Task.Delay(FaultPause, _ports.Clock, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
