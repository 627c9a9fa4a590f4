using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Jobs;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation;

/// <summary>Two simulated servers and their engine: they go on whether or not anybody is connected.</summary>
public sealed class SimulatedPair
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Physics _physics;
    private readonly JobStart _jobs;
    private readonly StateFile? _file;
    private PairState _state;
    private TaskCompletionSource _changed = NewSignal();

    internal SimulatedPair(PairId id, SimulatedEngine engine, double speed, SimulatedPairOptions options, StateFile? file, TimeProvider clock)
        : this(id, engine, speed, file?.Load() ?? Beginning.Of(id, options, clock.GetUtcNow()), clock) => _file = file;

    /// <summary>Servers that begin in a given state, and are kept nowhere.</summary>
    internal SimulatedPair(PairId id, SimulatedEngine engine, double speed, PairState begin, TimeProvider clock)
    {
        Id = id;
        _clock = clock;
        _physics = new(engine, speed);
        _jobs = new(engine, speed);
        _state = begin;
    }

    public PairId Id { get; }

    /// <summary>How often something was really done to the pair.</summary>
    public SimulatedTally Tally => Now.Tally;

    /// <summary>The active server in truth, whatever the portal can see; null in the middle of a switchover.</summary>
    public Identity? Active => Now.Active;

    /// <summary>Whether the protected service answers its users now.</summary>
    public ServiceState Service => Now.Serves ? ServiceState.Answers : ServiceState.Silent;

    /// <summary>Everything up to now has happened in it.</summary>
    internal PairState Now => Look().State;

    /// <summary>Id of the present boot of a server in truth.</summary>
    public string BootId(Identity on) => Now[on].BootId;

    /// <summary>The installed versions of a server in truth.</summary>
    public ImmutableArray<PackageVersion> Installed(Identity on) =>
        [.. Now[on].Packages.Where(package => package.Installed is not null).Select(package => new PackageVersion(package.Name, package.Installed!))];

    /// <summary>Lays a fault on a server, or on the whole pair.</summary>
    /// <param name="on">Null: on both, or on the first that comes.</param>
    /// <param name="times">How often an effect meets it until it is gone, 1 or more; null: until it is cleared.</param>
    public void Inject(SimulatedFault fault, Identity? on = null, int? times = null)
    {
        if (times is { } left)
            ArgumentOutOfRangeException.ThrowIfLessThan(left, 1, nameof(times));
        Change((state, _) => state with { Faults = state.Faults.Add(new(fault, on, times)) });
    }

    /// <summary>Takes a fault away from both servers; what it has done remains, but a server that stayed down comes up.</summary>
    public void Clear(SimulatedFault fault) => Change((state, now) =>
    {
        var lagged = fault == SimulatedFault.LaggingReplica && state.Has(fault, null);
        state = state with { Faults = state.Faults.RemoveAll(entry => entry.Fault == fault) };
        if (fault == SimulatedFault.RebootNeverReturns)
            state = RebootJob.ComeUp(state, now);
        return lagged && state.Connected ? _physics.BeginCheck(state, now) : state;
    });

    /// <summary>Puts everything right that people can put right: faults, disk, clock, backlog, updates that install themselves.</summary>
    internal void Mend()
    {
        foreach (var fault in Now.Faults.Select(entry => entry.Fault).Distinct())
            Clear(fault);
        Change((state, _) => Identities.Both.Aggregate(state with { Behind = 0 }, (all, on) => all.With(on, server => server with
        {
            DiskFreeBytes = Math.Max(server.DiskFreeBytes, 16L << 30),
            ClockSkew = TimeSpan.Zero,
        })));
    }

    /// <summary>Puts a newer version into the repository of both servers; a scan finds it.</summary>
    public void Publish(PackageVersion package)
    {
        ArgumentNullException.ThrowIfNull(package);
        Change((state, _) => Identities.Both.Aggregate(state, (all, on) => all.With(on, server => PackageChanges.Published(server, package))));
    }

    /// <summary>Everything up to now, and a task that ends when something other than time changes it.</summary>
    internal (PairState State, Task Changed) Look()
    {
        lock (_gate)
        {
            _state = _physics.Advance(_state, _clock.GetUtcNow());
            return (_state, _changed.Task);
        }
    }

    /// <summary>Accepts a key; one that was seen before starts nothing.</summary>
    internal void Begin(Effect effect, string key) => Change((state, now) => _jobs.Begin(state, effect, key, now));

    private void Change(Func<PairState, DateTimeOffset, PairState> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var next = change(_physics.Advance(_state, now), now);
            _file?.Save(next);
            _state = next;
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
