using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>What the preflight of a rolling patch would say now.</summary>
/// <param name="Open">What stops it, in the procedure's order: failed and not known.</param>
/// <param name="Held">What holds.</param>
public sealed record Readiness(ImmutableArray<Checked> Open, ImmutableArray<Checked> Held)
{
    public static Readiness Of(PairView view, DateTimeOffset now)
    {
        var kind = view.Pair.HasManagementAddresses ? ProcedureKind.B : ProcedureKind.A;
        var procedure = Catalog.Fit(kind, view.Pair, view.Engine, new([], []), EndsOn.Primary, Identity.Primary);
        var context = new GuardContext(view.Pair, view.Snapshot, now, new([], []), new(null, null), null);
        var checks = GuardChecks.All(procedure.Steps[0].Before, context);
        return new Readiness([.. checks.Where(c => !c.Holds)], [.. checks.Where(c => c.Holds)]);
    }

    /// <summary>'Ready: 18 checks pass', '2 of 18 checks stop a rolling patch now'.</summary>
    public string Words => Open.IsEmpty
        ? $"Ready: all {Held.Length} checks pass"
        : $"{Open.Length} of {Open.Length + Held.Length} checks {(Open.Length == 1 ? "stops" : "stop")} a rolling patch now";
}
