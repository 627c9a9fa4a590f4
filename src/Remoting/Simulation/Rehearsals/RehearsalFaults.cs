using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Remoting.Simulation.Rehearsals;

/// <summary>The simulator's faults where they make sense, in the words of people who patch servers.</summary>
internal static class RehearsalFaults
{
    private const Identity P = Identity.Primary;
    private const Identity S = Identity.Secondary;

    public static ImmutableArray<RehearsedFault> At(Step step) =>
        [.. Of(step).Select(one => new RehearsedFault(step.Id, Id(one), one.Says, one.Truth))];

    /// <summary>Conditions last until somebody mends them; all others are met once.</summary>
    private static readonly ImmutableArray<SimulatedFault> Lasting =
    [
        SimulatedFault.Unreachable, SimulatedFault.HostKeyChanged, SimulatedFault.LaggingReplica, SimulatedFault.TwoActives, SimulatedFault.NoneActive, SimulatedFault.HeldAptLock,
        SimulatedFault.FullDisk, SimulatedFault.RebootNeverReturns, SimulatedFault.ServiceSilent, SimulatedFault.AutomaticUpdatesOn, SimulatedFault.ClockSkewed,
    ];

    public static void Lay(SimulatedPair servers, RehearsedFault fault)
    {
        var name = fault.Id.Split('@');
        Identity? on = name is [_, var where] ? Enum.Parse<Identity>(where, ignoreCase: true) : null;
        if (!SimulatedFaults.TryParse(name[0], out var what)) throw new ArgumentException($"There is no fault '{fault.Id}'.", nameof(fault));
        servers.Inject(what, on, Lasting.Contains(what) ? null : 1);
    }

    private static string Id(Entry one) => one.On is { } on ? $"{one.Fault.Name()}@{on}".ToLowerInvariant() : one.Fault.Name();

    private static ImmutableArray<Entry> Of(Step step) => step.Do switch
    {
        StepAction.Preflight =>
        [
            new(SimulatedFault.TwoActives, null, "Both servers say that they are active"),
            new(SimulatedFault.LaggingReplica, null, "The pair is out of sync"),
            new(SimulatedFault.ServiceSilent, P, "The protected service does not answer"),
            new(SimulatedFault.AutomaticUpdatesOn, S, "Secondary installs updates by itself"),
            new(SimulatedFault.ClockSkewed, S, "The clock of Secondary is 90 s ahead"),
            new(SimulatedFault.HostKeyChanged, S, "Secondary shows another host key"),
        ],
        StepAction.Scan it => [Locked(it.On), Cut(it.On, "scan"), Away(it.On)],
        StepAction.Install it =>
        [
            new(SimulatedFault.InstallFails, it.On, $"The install fails half way on {it.On}"),
            Locked(it.On),
            new(SimulatedFault.FullDisk, it.On, $"The disk of {it.On} is full"),
            new(SimulatedFault.VanishedPackage, it.On, "A planned package is gone from the repository"),
            Cut(it.On, "install"),
            new(SimulatedFault.InstallResultLost, it.On, "The install is done, and its result is lost", Outcome.Done),
            new(SimulatedFault.InstallResultLostUndone, it.On, "The install did nothing, and its result is lost", Outcome.NotDone),
            new(SimulatedFault.Slow, it.On, $"{it.On} takes five times as long"),
        ],
        StepAction.Verify it => [Cut(it.On, "check"), Away(it.On)],
        StepAction.Reboot it =>
        [
            new(SimulatedFault.RebootNeverReturns, it.On, $"{it.On} does not come back after its reboot"),
            new(SimulatedFault.RebootJobLost, it.On, "The reboot is accepted and nothing happens", Outcome.NotDone),
            Locked(it.On),
            new(SimulatedFault.Unreachable, it.On.Partner(), $"{it.On.Partner()}, which serves users, is not reachable"),
        ],
        StepAction.Switchover it =>
        [
            new(SimulatedFault.SwitchoverRefused, null, "The switchover fails: the engine refuses it"),
            new(SimulatedFault.SwitchoverOutcomeLost, null, "The roles are exchanged, and the outcome is lost", Outcome.Done),
            new(SimulatedFault.SwitchoverOutcomeLostUndone, null, "The roles are not exchanged, and the outcome is lost", Outcome.NotDone),
            new(SimulatedFault.ServiceSilent, it.To, $"Users are not served once {it.To} is active"),
            new(SimulatedFault.LaggingReplica, null, "The passive server falls behind right before it"),
            new(SimulatedFault.TwoActives, null, "Both servers say that they are active"),
        ],
        StepAction.SuspendEngine => [new(SimulatedFault.ConnectionCut, null, "The connection is lost meanwhile"), Away(step.For ?? S)],
        StepAction.ResumeEngine => [new(SimulatedFault.NoneActive, null, "No server is active when the engine is to start"), Away(step.For ?? S)],
        StepAction.WaitForSync => [new(SimulatedFault.LaggingReplica, null, "The passive server falls further and further behind")],
        _ => [],
    };

    private static Entry Locked(Identity on) => new(SimulatedFault.HeldAptLock, on, $"Somebody else holds apt's lock on {on}");

    private static Entry Cut(Identity on, string what) => new(SimulatedFault.ConnectionCut, on, $"The connection is lost during the {what}");

    private static Entry Away(Identity on) => new(SimulatedFault.Unreachable, on, $"{on} is not reachable");

    private sealed record Entry(SimulatedFault Fault, Identity? On, string Says, Outcome? Truth = null);
}
