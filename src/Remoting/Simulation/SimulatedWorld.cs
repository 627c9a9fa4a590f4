using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation;

/// <summary>All simulated pairs; each begins when it is first asked for.</summary>
public sealed class SimulatedWorld
{
    private readonly ConcurrentDictionary<PairId, Lazy<SimulatedPair>> _pairs = new();
    private readonly SimulationOptions _options;
    private readonly TimeProvider _clock;

    /// <param name="options">Checked; its folder is made when it is not there.</param>
    public SimulatedWorld(SimulationOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (new SimulationOptionsCheck().Validate(null, options) is { Failed: true } check)
            throw new OptionsValidationException(SimulationOptions.Section, typeof(SimulationOptions), check.Failures);
        _options = options;
        _clock = clock;
        if (options.StateFolder is { } folder)
            Directory.CreateDirectory(folder);
    }

    /// <summary>The servers of a pair.</summary>
    public SimulatedPair Of(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return _pairs.GetOrAdd(pair.Id, static (id, with) => new(() => with.World.Begin(id, with.Engine)), (World: this, pair.Engine)).Value;
    }

    /// <summary>The portal's access to them.</summary>
    public IPairLink Open(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return new SimulatedLink(pair, SimulatedEngine.Of(pair.Engine), Of(pair), _options.Speed, _clock);
    }

    private SimulatedPair Begin(PairId id, EngineKind engine)
    {
        var options = _options.Pairs.GetValueOrDefault(id.Value) ?? new();
        var file = _options.StateFolder is { } folder ? new StateFile(Path.Combine(folder, $"{id}.json")) : null;
        return new(id, SimulatedEngine.Of(engine), _options.Speed, options, file, _clock);
    }
}
