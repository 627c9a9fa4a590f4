using System.Runtime.CompilerServices;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Jobs;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation;

/// <summary>The portal's access to a simulated pair: sees what can be reached, sends a key at most once, and follows.</summary>
internal sealed class SimulatedLink(Pair pair, SimulatedEngine engine, SimulatedPair servers, double speed, TimeProvider clock) : IPairLink
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1.5);
    private readonly Snapshots _snapshots = new(pair, engine, speed);

    public EngineTraits Traits => engine.Traits;

    public async IAsyncEnumerable<PairSnapshot> Watch([EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var (state, changed) = servers.Look();
            var now = clock.GetUtcNow();
            yield return _snapshots.At(state, now);
            await Pause.Until(Earlier(now + Idle, NextDue(state)), changed, clock, stop).ConfigureAwait(false);
        }
    }

    public Task<PairSnapshot> Observe(CancellationToken stop) => stop.IsCancellationRequested
        ? Task.FromCanceled<PairSnapshot>(stop)
        : Task.FromResult(_snapshots.At(servers.Now, clock.GetUtcNow()));

    public async Task<EffectReport> Perform(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(effect);
        ArgumentNullException.ThrowIfNull(key);
        stop.ThrowIfCancellationRequested();
        if (Obstacle(servers.Now, effect) is { } why)
            return EffectReport.Failed($"Nothing was sent. {why}", "Restore the connection, then retry.");
        try
        {
            servers.Begin(effect, key.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EffectReport.Failed($"Nothing was started: the simulator could not keep its state ({e.Message})", $"Make room in {SimulationOptions.Section}:StateFolder, then retry.");
        }

        return await new Following(servers, effect, key, output, clock)
            .ToEnd(limit, state => Obstacle(state, effect), FollowMode.Sender, stop).ConfigureAwait(false);
    }

    public async Task<EffectReport> Look(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(effect);
        ArgumentNullException.ThrowIfNull(key);
        return await new Following(servers, effect, key, output, clock)
            .ToEnd(limit, state => Obstacle(state, effect), FollowMode.Onlooker, stop).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Why the effect's place cannot be asked; null when it can.</summary>
    private string? Obstacle(PairState state, Effect effect) => (JobStart.On(effect), effect) switch
    {
        ({ } on, _) => Reach.Obstacle(state, pair, on),
        (_, Effect.ResumeEngine) => Reach.Obstacle(state, pair, Identity.Primary) ?? Reach.Obstacle(state, pair, Identity.Secondary),
        _ => Reach.ObstacleToBoth(state, pair),
    };

    private static DateTimeOffset NextDue(PairState state) =>
        state.Agenda is [var first, ..] ? first.At : DateTimeOffset.MaxValue;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
