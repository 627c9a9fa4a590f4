using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>The only imperative loop: asks Core what is owed, appends, then acts.</summary>
public sealed partial class PairOwner
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1), LookLimit = TimeSpan.FromSeconds(30), Moments = TimeSpan.FromSeconds(2);
    private SwitchoverMeter? _meter;

    // The state for which the pair was asked anew, and when; after that the watch tells what changes.
    private long _askedFor = -1;
    private DateTimeOffset _askedAt;

    private async Task Drive(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_open.State is not { } run || Run.Next(run) is not { } intent || intent is Intent.Rest)
            {
                await _wake.Wait(stop);
                continue;
            }
            if (intent is Intent.Resolve owed) await Resolve(run.Id, owed, stop);
            else await Advance(run, stop);
        }
    }

    private async Task Advance(RunState run, CancellationToken stop)
    {
        var asks = WantsToKnow(run) && _askedFor != run.Events;
        if (asks && !KnowsEnough(run))
        {
            await AskAnew(run, stop);
            asks = false;
        }
        // An approval that comes in meanwhile wants a look of its own before its step: that is the next turn.
        var (events, reply) = _open.Apply(run.Id, new RunCommand.Advance(), UserId.Portal, run.Events);
        if (events.IsEmpty && asks)
        {
            // What was known did not do: whoever has to wait waits on the newest.
            await AskAnew(run, stop);
            (events, reply) = _open.Apply(run.Id, new RunCommand.Advance(), UserId.Portal, run.Events);
        }
        if (events.IsEmpty)
        {
            if (reply is Reply.Refused no) _ports.Log.LogWarning("Run {Run}: {Why}", run.Id, no.Why);
            if (!await _wake.Wait(LookAgain, _ports.Clock, stop)) _askedFor = -1;
            return;
        }
        foreach (var e in events)
        {
            if (e is RunEvent.StepDone done) EndMeter(done.Step);
            if (e is RunEvent.Completed) _lastPatched = LastPatched() ?? _lastPatched;
        }
        Publish();
        // The append is committed: only now may the command leave, and only from here, once.
        if (events.OfType<RunEvent.StepStarted>().FirstOrDefault() is { Effect: { } effect } started)
            await Perform(run, started, effect, stop);
    }

    /// <summary>Readings from before the run's last act tell nothing: the pair is asked at once instead of waiting for the watch.</summary>
    private static bool WantsToKnow(RunState run) => run.Current is { } step && run.Steps[step.Id].Status switch
    {
        StepStatus.Pending => run is not { Asked: not null, Granted: null },
        StepStatus.Awaiting => true,
        _ => false,
    };

    /// <summary>Between two acts one look serves several decisions; right before a dangerous step there is always one more.</summary>
    private bool KnowsEnough(RunState run) => run switch
    {
        { Current: { Until.IsEmpty: true } step } when run.Steps[step.Id].Status == StepStatus.Awaiting => true,
        { Current: { Before.IsEmpty: true, When: StepCondition.Always, Gate: Gate.None, Do: StepAction.WaitForSync } step } when run.Steps[step.Id].Status == StepStatus.Pending => true,
        { Granted: not null } => false,
        _ => _askedAt > run.ActedAt && _ports.Clock.GetUtcNow() - _askedAt < Moments,
    };

    /// <summary>Asks both servers and the protected service, at the same time.</summary>
    private async Task AskAnew(RunState run, CancellationToken stop)
    {
        var began = _ports.Clock.GetUtcNow();
        var service = TryService(stop);
        _watch.Saw(await _link.Observe(stop));
        await service;
        (_askedFor, _askedAt) = (run.Events, began);
    }

    // The usual pace would let a run wait up to a second for a reading from after its last act.
    private async Task TryService(CancellationToken stop)
    {
        await foreach (var beat in _ports.Probes.Beat(_pair, BeatEvery, stop))
        {
            _watch.Felt(beat);
            return;
        }
    }

    private async Task Perform(RunState run, RunEvent.StepStarted started, Effect effect, CancellationToken stop)
    {
        var key = new EffectKey(run.Id, started.Step, started.Attempt);
        if (effect is Effect.Switchover) BeginMeter(key);
        EffectReport report;
        try
        {
            report = await _link.Perform(effect, key, line => _ports.Output.Write(key, line), run.Plan[started.Step].Limit, stop);
        }
#pragma warning disable CA1031 // Whatever broke, the command may have left: it is looked for on the servers, never sent again.
        catch (Exception fault) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _ports.Log.LogError(fault, "Sending {Key} failed; the servers are asked what became of it.", key);
            report = EffectReport.Unknown("The portal's own connection failed while the command was sent.");
        }
        await Told(run.Id, report, stop);
    }

    private async Task Resolve(RunId run, Intent.Resolve owed, CancellationToken stop)
    {
        if (owed.Effect is Effect.Switchover) BeginMeter(owed.Key);
        var report = await _link.Look(owed.Effect, owed.Key, line => _ports.Output.Write(owed.Key, line), LookLimit, stop);
        await Told(run, report, stop);
    }

    private async Task Told(RunId run, EffectReport report, CancellationToken stop)
    {
        var (events, _) = _open.Apply(run, new RunCommand.Report(report), UserId.Portal);
        if (events.Any(e => e is RunEvent.Held)) EndMeter(null);
        Publish();
        if (events.IsEmpty) await Task.Delay(LookAgain, _ports.Clock, stop);
    }

    private void BeginMeter(EffectKey key)
    {
        if (_meter?.Key == key) return;
        _meter = new SwitchoverMeter(_pair, key, _ports, beat =>
        {
            if (_watch.Felt(beat)) Changed();
        });
    }

    private void EndMeter(StepId? step)
    {
        if (_meter is not { } meter || (step is { } done && meter.Key.Step != done)) return;
        _meter = null;
        meter.End(measured =>
        {
            _open.Note(meter.Key.Run, new RunEvent.InterruptionMeasured(meter.Key.Step, meter.Key.Attempt, measured));
            Publish();
        });
    }
}
