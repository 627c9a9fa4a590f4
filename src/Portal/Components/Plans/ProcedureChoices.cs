using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Components.Plans;

/// <summary>A procedure that can be chosen for a pair.</summary>
/// <param name="WhyNot">Why it cannot be chosen for this pair; null when it can.</param>
public sealed record ProcedureChoice(ProcedureKind Kind, string Title, string Explains, string? WhyNot);

/// <summary>The procedures in the order in which they are offered.</summary>
public static class ProcedureChoices
{
    public static ImmutableArray<ProcedureChoice> For(Pair pair, PairSnapshot now) =>
    [
        new(ProcedureKind.B, "Patch, passive first (procedure B)", "The passive server is patched and restarted before any switchover: fewer risks. Two short interruptions, one when you stay on the Secondary.",
            pair.HasManagementAddresses ? null : "It reaches each server by its own management address, and this pair has not both."),
        new(ProcedureKind.A, "Patch, active first (procedure A)", "For pairs without management addresses: the active server is installed first, then the roles are exchanged. Two short interruptions.", null),
        new(ProcedureKind.Switchover, now.Active is { } active ? $"Planned switchover to {active.Partner()}" : "Planned switchover", "Exchanges the roles, nothing else. One short interruption.", NoneActive(now)),
        new(ProcedureKind.BackToNormal, "Back to normal", "Restarts a passive server that awaits it, resumes the engine where it is not running, waits for sync, and switches back to Primary when Secondary is active.", NoneActive(now)),
    ];

    private static string? NoneActive(PairSnapshot now) => now.Active is null ? "It is not known that exactly one server is active." : null;

    /// <summary>B where it can be; A otherwise.</summary>
    public static ProcedureKind Preferred(Pair pair) => pair.HasManagementAddresses ? ProcedureKind.B : ProcedureKind.A;
}
