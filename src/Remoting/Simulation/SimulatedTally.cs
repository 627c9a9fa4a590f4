namespace Portal.Remoting.Simulation;

/// <summary>How often something was really done to a simulated pair since it began.</summary>
public sealed record SimulatedTally(int Installs, int Reboots, int Switchovers)
{
    public static readonly SimulatedTally None = new(0, 0, 0);
}
