using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Restarts a server.</summary>
internal static class RebootJob
{
    private const double GoesDown = 2;
    private const double IsBack = 45;

    public static double Reboot(Effect.Reboot reboot, Script script, FaultLine faults)
    {
        var on = reboot.On;
        if (faults.State[on].BootId != reboot.BootId)
            return OtherBoot(reboot, script, faults.State[on]);
        if (faults.Meets(SimulatedFault.RebootJobLost, on))
        {
            script.End(3, EffectState.NoResult, $"The restart was accepted on {on} and left no result.", $"Compare the boot id of {on}; retry only if it is still {reboot.BootId}.");
            return 3;
        }

        script.Say(0.5, "Broadcast message from root: The system will reboot now!");
        script.Cause(new Happening.WentDown(script.At(GoesDown), on));
        if (!faults.Meets(SimulatedFault.RebootNeverReturns, on))
            script.Cause(new Happening.CameUp(script.At(IsBack), on, script.Key));
        return IsBack;
    }

    /// <summary>Lets servers that would stay down for ever come up, and their jobs end.</summary>
    public static PairState ComeUp(PairState state, DateTimeOffset now)
    {
        var stranded = Identities.Both.Where(on => !state[on].Up && !state.Agenda.Any(due => due is Happening.CameUp up && up.On == on));
        return state.Plan(stranded.Select(on => new Happening.CameUp(now, on, Job(state, on))));
    }

    private static string? Job(PairState state, Identity on) =>
        state.Jobs.Where(job => job.Value.IsRunning && job.Value.On == on).Select(job => job.Key).FirstOrDefault();

    private static double OtherBoot(Effect.Reboot reboot, Script script, ServerState server)
    {
        const double takes = 0.5;
        script.End(
            takes,
            EffectState.Failed,
            $"{reboot.On} was to end boot {reboot.BootId}, but runs boot {server.BootId}; it was not restarted.",
            "Look whether it restarted by itself, then go on from its present state.");
        return takes;
    }
}
