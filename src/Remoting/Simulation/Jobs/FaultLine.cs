using Portal.Core.Pairs;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Lets an effect meet the faults that lie in its way, and uses up those that are met a limited number of times.</summary>
internal sealed class FaultLine(PairState state)
{
    /// <summary>The state with the met faults used up.</summary>
    public PairState State { get; private set; } = state;

    public bool Meets(SimulatedFault fault, Identity? on)
    {
        if (State.Faults.FirstOrDefault(entry => entry.Fault == fault && (on is null || entry.On is null || entry.On == on)) is not { } met)
            return false;
        if (met.Left is { } left)
        {
            State = State with
            {
                Faults = left > 1 ? State.Faults.Replace(met, met with { Left = left - 1 }) : State.Faults.Remove(met),
            };
        }

        return true;
    }
}
