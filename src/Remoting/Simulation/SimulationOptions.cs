using Portal.Core.Pairs;

namespace Portal.Remoting.Simulation;

/// <summary>Section 'Remoting:Simulation' of the configuration.</summary>
public sealed record SimulationOptions
{
    public const string Section = "Remoting:Simulation";

    /// <summary>How many times faster than life, 0.1 to 1,000; 20 patches a pair in well under a minute.</summary>
    public double Speed { get; init; } = 20;

    /// <summary>Folder in which the simulated servers outlive the portal's process; null: they are forgotten at its end. Delete the folder to begin again.</summary>
    public string? StateFolder { get; init; }

    /// <summary>How pairs begin, by pair id; a pair that is not named gets conditions that follow from its id.</summary>
    public IReadOnlyDictionary<string, SimulatedPairOptions> Pairs { get; init; } = new Dictionary<string, SimulatedPairOptions>();
}

/// <summary>How one simulated pair begins; what is not set follows from the pair's id.</summary>
public sealed record SimulatedPairOptions
{
    /// <summary>Updates pending on Primary, 0 to 12.</summary>
    public int? Updates { get; init; }

    /// <summary>Updates pending on Secondary, 0 to 12; as many as on Primary when not set.</summary>
    public int? UpdatesSecondary { get; init; }

    /// <summary>Whether the updates are completed only by a restart; true when not set.</summary>
    public bool? RebootRequired { get; init; }

    /// <summary>A server that waits for a restart already.</summary>
    public Identity? RebootPending { get; init; }

    /// <summary>The active server; Primary when not set.</summary>
    public Identity? Active { get; init; }

    /// <summary>A fault by name, see <see cref="SimulatedFaults.Names"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>The server that the fault is on; both, or the first that comes, when not set.</summary>
    public Identity? FaultOn { get; init; }

    /// <summary>How often an effect meets the fault until it is gone, 1 or more; until it is cleared when not set.</summary>
    public int? FaultTimes { get; init; }
}
