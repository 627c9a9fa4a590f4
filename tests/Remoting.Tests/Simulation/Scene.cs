using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

/// <summary>A simulated pair at the speed of life, under a clock that the test moves.</summary>
internal sealed class Scene
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly SimulationOptions _options;
    private int _steps;

    public Scene(string engine = "simulated", SimulatedPairOptions? begin = null, double speed = 1, string? folder = null, FakeTimeProvider? clock = null, Pair? pair = null)
    {
        Clock = clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));
        Pair = pair ?? PairOf(engine);
        _options = new()
        {
            Speed = speed,
            StateFolder = folder,
            Pairs = new Dictionary<string, SimulatedPairOptions> { [Pair.Id.Value] = begin ?? new() { Updates = 3 } },
        };
        World = new(_options, Clock);
        Servers = World.Of(Pair);
        Link = World.Open(Pair);
    }

    public FakeTimeProvider Clock { get; }
    public Pair Pair { get; }
    public SimulatedWorld World { get; }
    public SimulatedPair Servers { get; }
    public IPairLink Link { get; }
    public List<OutputLine> Output { get; } = [];

    public static Pair PairOf(string engine, string id = "shop-db", string? management = "10.0.0.1") => new(
        new(id),
        id,
        new(engine),
        new(Identity.Primary, "db", management, null, []),
        new(Identity.Secondary, "db", management, null, []),
        new ServiceProbe.Simulated(),
        [],
        PairLimits.Default,
        [],
        InstallGate.Open);

    /// <summary>What another process of the portal sees that begins with the same folder.</summary>
    public Scene AfterRestart() => new(folder: _options.StateFolder, speed: _options.Speed, clock: Clock, pair: Pair);

    public EffectKey NextKey() => new(new("20261122-AAAAA"), new($"B{++_steps}"), 1);

    public Task<PairSnapshot> Observe() => Link.Observe(CancellationToken.None);

    public Task<EffectReport> Start(Effect effect, EffectKey? key = null, TimeSpan? limit = null) =>
        Link.Perform(effect, key ?? NextKey(), Output.Add, limit ?? TimeSpan.FromHours(1), CancellationToken.None);

    public async Task<EffectReport> Do(Effect effect, EffectKey? key = null, TimeSpan? limit = null) =>
        await End(Start(effect, key, limit));

    public async Task<EffectReport> Look(Effect effect, EffectKey key, TimeSpan? limit = null) =>
        await End(Link.Look(effect, key, Output.Add, limit ?? TimeSpan.FromHours(1), CancellationToken.None));

    /// <summary>Moves the clock until the work has ended, for at most a simulated day.</summary>
    public async Task<T> End<T>(Task<T> work)
    {
        for (var lived = TimeSpan.Zero; !work.IsCompleted && lived < TimeSpan.FromDays(1); lived += Step)
        {
            Clock.Advance(Step);
            await Task.Yield();
        }

        Assert.True(work.IsCompleted, "It did not end within a simulated day.");
        return await work;
    }

    public async Task<ImmutableArray<PackageVersion>> Pending(Identity on) =>
        [.. (await Observe())[on].Updates.Value.Select(update => update.Target)];

    public async Task<Effect.Reboot> RebootOf(Identity on) => new(on, (await Observe())[on].BootId.Value!);

    public void Live(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));
}
