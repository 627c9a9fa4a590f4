using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Starts a job under its key: decides at once what it will print and cause, so that nobody has to be there when it does.</summary>
internal sealed class JobStart(SimulatedEngine engine, double speed)
{
    private const double Slowness = 5;

    /// <summary>After which a job's output is forgotten; its key and its end never are.</summary>
    private static readonly TimeSpan OutputKept = TimeSpan.FromHours(1);

    /// <summary>Accepts the key; a key that was seen before starts nothing.</summary>
    public PairState Begin(PairState state, Effect effect, string key, DateTimeOffset now)
    {
        if (state.Jobs.ContainsKey(key))
            return state;
        var on = On(effect);
        var faults = new FaultLine(state);
        var script = new Script(key, now, faults.Meets(SimulatedFault.Slow, on) ? speed / Slowness : speed);
        var takes = Write(effect, script, faults);
        var usesPackages = effect is Effect.Scan or Effect.Install;
        double? cutAfter = faults.Meets(SimulatedFault.ConnectionCut, on) ? takes / 2 : null;
        return script.Begin(WithoutOldOutput(faults.State, now - OutputKept), on, usesPackages, cutAfter);
    }

    private static PairState WithoutOldOutput(PairState state, DateTimeOffset before) => state with
    {
        Jobs = state.Jobs.SetItems(state.Jobs
            .Where(job => !job.Value.IsRunning && job.Value.Started < before && job.Value.Lines.Length > 0)
            .Select(job => KeyValuePair.Create(job.Key, job.Value with { Lines = [] }))),
    };

    /// <summary>The server that does it; null for the pair's engine.</summary>
    public static Identity? On(Effect effect) => effect switch
    {
        Effect.Scan it => it.On,
        Effect.Install it => it.On,
        Effect.Verify it => it.On,
        Effect.Reboot it => it.On,
        _ => null,
    };

    /// <returns>How long it takes, seconds of life.</returns>
    private double Write(Effect effect, Script script, FaultLine faults) => effect switch
    {
        Effect.Scan it => PackageJobs.Scan(it, script, faults),
        Effect.Install it => PackageJobs.Install(it, script, faults),
        Effect.Verify it => PackageJobs.Verify(it, script, faults),
        Effect.Reboot it => RebootJob.Reboot(it, script, faults),
        Effect.Switchover it => new EngineJobs(engine).Switchover(it, script, faults),
        Effect.SuspendEngine => EngineJobs.Suspend(script),
        Effect.ResumeEngine => EngineJobs.Resume(script, faults),
        _ => throw new InvalidOperationException($"The simulator does not know the effect '{effect.GetType().Name}'."),
    };
}
