using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Simulation;

/// <summary>What a simulated engine is like.</summary>
/// <param name="SyncNames">What it replicates, in its own words.</param>
/// <param name="AfterSuspendedRestart">What its engine is on a server that was restarted while suspended.</param>
/// <param name="Refusal">How it says that it does not switch over.</param>
internal sealed record SimulatedEngine(
    EngineTraits Traits,
    ImmutableArray<string> SyncNames,
    EngineState AfterSuspendedRestart,
    string Refusal)
{
    public static readonly EngineKind ContinuousAvailabilityKind = new("simulated");
    public static readonly EngineKind PatroniKind = new("simulated-patroni");

    public static readonly SimulatedEngine ContinuousAvailability = new(
        new(ContinuousAvailabilityKind, "Continuous Availability (simulated)", SuspendForReboot.Required),
        ["File System Status", "Registry Status"],
        EngineState.Running,
        "the servers cannot exchange roles now");

    public static readonly SimulatedEngine Patroni = new(
        new(PatroniKind, "Patroni (simulated)", SuspendForReboot.Forbidden),
        ["WAL"],
        EngineState.Stopped,
        "412 candidate name does not match with sync_standby");

    /// <summary>The engine of the kind; any other kind is simulated as Continuous Availability, for a rehearsal.</summary>
    public static SimulatedEngine Of(EngineKind kind) => kind == PatroniKind ? Patroni : ContinuousAvailability;
}
