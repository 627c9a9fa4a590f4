using System.Collections.Immutable;

namespace Portal.Remoting.Simulation;

/// <summary>What can be wrong in the simulated world.</summary>
public enum SimulatedFault
{
    /// <summary>The server does not answer; its jobs go on.</summary>
    Unreachable,

    /// <summary>The server shows another host key than the pinned one.</summary>
    HostKeyChanged,

    /// <summary>The next effect is accepted, and the connection that follows it is lost half way; the job goes on.</summary>
    ConnectionCut,

    /// <summary>The passive server is far behind and falls further.</summary>
    LaggingReplica,

    /// <summary>Both servers say that they are active.</summary>
    TwoActives,

    /// <summary>Both servers say that they are passive; nobody serves.</summary>
    NoneActive,

    /// <summary>Somebody else holds the package manager's lock.</summary>
    HeldAptLock,

    /// <summary>The first approved version is no longer in the repository.</summary>
    VanishedPackage,

    /// <summary>There is no room for packages.</summary>
    FullDisk,

    /// <summary>An install fails half way and leaves a package half configured.</summary>
    InstallFails,

    /// <summary>An install is done, and its result is lost.</summary>
    InstallResultLost,

    /// <summary>An install is accepted and does nothing, and its result is lost.</summary>
    InstallResultLostUndone,

    /// <summary>The server goes down and stays down until the fault is cleared.</summary>
    RebootNeverReturns,

    /// <summary>The restart is accepted and does nothing, and its result is lost.</summary>
    RebootJobLost,

    /// <summary>The engine refuses to switch over.</summary>
    SwitchoverRefused,

    /// <summary>The roles are exchanged, and the outcome is lost.</summary>
    SwitchoverOutcomeLost,

    /// <summary>A switchover is accepted and does nothing, and its outcome is lost.</summary>
    SwitchoverOutcomeLostUndone,

    /// <summary>The protected service answers nobody.</summary>
    ServiceSilent,

    /// <summary>The server installs updates by itself.</summary>
    AutomaticUpdatesOn,

    /// <summary>The server's clock is 90 s ahead.</summary>
    ClockSkewed,

    /// <summary>Everything takes five times as long.</summary>
    Slow,

    /// <summary>A verify finds a package in another version than the planned one.</summary>
    VerifyFails,
}

/// <summary>The faults as configuration names them: 'lagging-replica'.</summary>
public static class SimulatedFaults
{
    private static readonly ImmutableDictionary<string, SimulatedFault> ByName = Enum.GetValues<SimulatedFault>()
        .ToImmutableDictionary(Name, fault => fault, StringComparer.OrdinalIgnoreCase);

    /// <summary>All names, in the order of the enumeration.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Enum.GetValues<SimulatedFault>().Select(Name)];

    /// <summary>The name in lower case with '-' between words.</summary>
    public static string Name(this SimulatedFault fault) =>
        string.Concat(fault.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    public static bool TryParse(string? name, out SimulatedFault fault)
    {
        fault = default;
        return name is not null && ByName.TryGetValue(name.Trim(), out fault);
    }
}
