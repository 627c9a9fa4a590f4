using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Remoting.Simulation.Rehearsals;

/// <summary>Rehearsals on the simulator. A pair that is simulated itself is rehearsed at its own speed, every other one at the speed of life.</summary>
internal sealed class RehearsalStages(IOptions<SimulationOptions> options) : IRehearsalStages
{
    public ImmutableArray<RehearsedFault> FaultsAt(Step step) => RehearsalFaults.At(step);

    public IRehearsalStage Set(Pair pair, Plan plan, PairSnapshot now, DateTimeOffset begins)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(now);
        var speed = SimulatedEnrolments.Knows(pair) ? options.Value.Speed : 1;
        var like = Likeness.Of(plan, now, begins, speed);
        return new RehearsalStage(pair, Engine(plan.Engine, now), like with { Assumed = like.Assumed.Add(Times(speed)) }, speed, begins);
    }

    private static string Times(double speed) => speed == 1
        ? "Times are the simulator's: how long this pair's servers take is not known to it."
        : string.Create(CultureInfo.InvariantCulture, $"Times are those of this simulated pair, {speed:0.##} times faster than life.");

    /// <summary>The pair's own engine as the simulator can play it: its name, its sync words, and how it wants its passive server restarted.</summary>
    private static SimulatedEngine Engine(EngineTraits traits, PairSnapshot now)
    {
        var like = traits.Suspend == SuspendForReboot.Forbidden ? SimulatedEngine.Patroni : SimulatedEngine.ContinuousAvailability;
        return like with { Traits = traits, SyncNames = now.Sync.IsEmpty ? like.SyncNames : [.. now.Sync.Select(sync => sync.Name)] };
    }
}
