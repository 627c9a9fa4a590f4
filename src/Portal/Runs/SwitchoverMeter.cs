using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Tries the service at a fast pace around one switchover and tells what users noticed.</summary>
internal sealed class SwitchoverMeter
{
    /// <summary>Pace: twice as fast as promised, so that a gap is known to 20 ms.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    // After the step is done, so that the last gap is seen to close.
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(1);

    // A gap that is still open then is waited for: cut off, it would be recorded shorter than it was.
    private static readonly TimeSpan Closed = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RecordAgain = TimeSpan.FromSeconds(5), RecordLimit = TimeSpan.FromHours(1);

    private InterruptionMeter _meter = InterruptionMeter.Start(Every);
    private readonly CancellationTokenSource _stop = new();
    private readonly OwnerPorts _ports;
    private readonly Task _beating;

    public SwitchoverMeter(Pair pair, EffectKey key, OwnerPorts ports, Action<ProbeBeat> felt)
    {
        Key = key;
        _ports = ports;
        _beating = Task.Run(() => Beat(pair, felt));
    }

    public EffectKey Key { get; }

    /// <summary>Goes on for a moment, then hands over what was measured.</summary>
    public void End(Action<Interruption> measured) => _ = Task.Run(async () =>
    {
        await Task.Delay(Tail, _ports.Clock);
        var until = _ports.Clock.GetUtcNow() + Patience;
        while (IsSilent && _ports.Clock.GetUtcNow() < until && !_beating.IsCompleted) await Task.Delay(Closed, _ports.Clock);
        var interruption = _meter.Interruption with { LongestGap = IsSilent ? _meter.LongestUntil(_ports.Clock.GetUtcNow()) : _meter.Interruption.LongestGap };
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
        try
        {
            await Record(() => measured(interruption));
        }
#pragma warning disable CA1031 // Nothing waits for this task: its fault is told here or nowhere.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _ports.Log.LogError(fault, "The interruption of {Key} could not be recorded: {Gap}.", Key, _meter.Interruption.LongestGap);
        }
    });

    // What was measured stands nowhere else: a full disk must not cost it.
    private async Task Record(Action record)
    {
        for (var until = _ports.Clock.GetUtcNow() + RecordLimit; ;)
        {
            try
            {
                record();
                return;
            }
            catch (LedgerUnavailableException) when (_ports.Clock.GetUtcNow() < until)
            {
                await Task.Delay(RecordAgain, _ports.Clock);
            }
        }
    }

    private bool IsSilent => _meter.LastAnswer is { } last && _ports.Clock.GetUtcNow() - last > Closed;

    private async Task Beat(Pair pair, Action<ProbeBeat> felt)
    {
        try
        {
            await foreach (var beat in _ports.Probes.Beat(pair, Every, _stop.Token))
            {
                _meter = _meter.Add(beat);
                felt(beat);
            }
        }
        catch (OperationCanceledException)
        {
            // Ended.
        }
#pragma warning disable CA1031 // A probe that breaks costs the measurement, never the run.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _ports.Log.LogError(fault, "The probe of {Pair} failed during {Key}.", pair.Id, Key);
        }
    }
}
