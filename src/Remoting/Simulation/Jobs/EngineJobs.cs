using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Jobs of the pair's engine.</summary>
internal sealed class EngineJobs(SimulatedEngine engine)
{
    private const double RolesLeft = 2;
    private const double ServiceGap = 1.4;
    private const double SwitchoverEnd = 4.5;

    public double Switchover(Effect.Switchover switchover, Script script, FaultLine faults)
    {
        if (Obstacle(switchover, faults) is { } why)
        {
            script.Say(0.5, $"Switchover refused: {why}.");
            script.End(1, EffectState.Failed, $"The engine refused to make {switchover.To} active: {why}. The roles are as before.", "Wait until the pair is in sync, then retry.");
            return 1;
        }

        if (faults.State.Active == switchover.To)
        {
            script.End(1, EffectState.Succeeded, $"{switchover.To} was active already; nothing was done.");
            return 1;
        }

        script.Say(0.5, $"Making {switchover.To} active");
        var undone = faults.Meets(SimulatedFault.SwitchoverOutcomeLostUndone, switchover.To);
        if (!undone)
        {
            script.Cause(new Happening.RolesLeft(script.At(RolesLeft)));
            script.Cause(new Happening.RolesTaken(script.At(RolesLeft + ServiceGap), switchover.To));
        }

        if (undone || faults.Meets(SimulatedFault.SwitchoverOutcomeLost, switchover.To))
        {
            script.End(SwitchoverEnd, EffectState.NoResult, "The switchover was accepted and left no result.", "Look which server is active; retry only after that.");
            return SwitchoverEnd;
        }

        script.Say(RolesLeft + ServiceGap, $"{switchover.To} is active");
        script.End(SwitchoverEnd, EffectState.Succeeded, $"{switchover.To} is active, {switchover.To.Partner()} is passive.");
        return SwitchoverEnd;
    }

    public static double Suspend(Script script)
    {
        const double takes = 3;
        script.Say(0.5, "Shutting down replication; protected applications are left running");
        script.Cause(new Happening.EngineChanged(script.At(takes), EngineState.Suspended));
        script.End(takes, EffectState.Succeeded, "The engine is suspended on both servers; the applications run on.");
        return takes;
    }

    public static double Resume(Script script, FaultLine faults)
    {
        const double takes = 4;
        if (faults.Meets(SimulatedFault.NoneActive, null))
        {
            script.End(
                takes,
                EffectState.Failed,
                "Cannot start replication because previous run did not shutdown properly; no server is active.",
                "Decide on the servers which of them has the newest data, and make that one active there.");
            return takes;
        }

        script.Say(0.5, "Starting replication where it is not running");
        script.Cause(new Happening.EngineChanged(script.At(takes), EngineState.Running));
        script.End(takes, EffectState.Succeeded, "The engine runs on both servers.");
        return takes;
    }

    private string? Obstacle(Effect.Switchover switchover, FaultLine faults)
    {
        if (faults.Meets(SimulatedFault.SwitchoverRefused, switchover.To))
            return engine.Refusal;
        if (faults.Meets(SimulatedFault.TwoActives, null))
            return "both servers are active";
        if (faults.Meets(SimulatedFault.NoneActive, null))
            return "no server is active";
        if (!faults.State.Connected)
            return "the engine does not run on both servers";
        if (faults.Meets(SimulatedFault.LaggingReplica, null) || faults.State.Sync != SyncPhase.Synchronized)
            return $"{string.Join(" and ", engine.SyncNames)} not synchronized";
        return null;
    }
}
