using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>What the preflight of a rolling patch would say now.</summary>
/// <param name="Open">What stops it: what failed before what is not known, else in the procedure's order.</param>
/// <param name="Held">What holds.</param>
public sealed record Readiness(ImmutableArray<Checked> Open, ImmutableArray<Checked> Held)
{
    // So many that are unknown for one reason are one thing to know.
    private const int Many = 3;

    /// <summary>What stops it, each for a reason of its own.</summary>
    public ImmutableArray<Checked> Single { get; private init; } = Open;

    /// <summary>What is not known because one thing cannot be read: three checks or more, with the reason.</summary>
    public ImmutableArray<(string Why, ImmutableArray<Checked> Checks)> Alike { get; private init; } = [];

    public static Readiness Of(PairView view, DateTimeOffset now)
    {
        var kind = view.Pair.HasManagementAddresses ? ProcedureKind.B : ProcedureKind.A;
        var procedure = Catalog.Fit(kind, view.Pair, view.Engine, new([], []), EndsOn.Primary, Identity.Primary);
        var context = new GuardContext(view.Pair, view.Snapshot, now, new([], []), new(null, null), null);
        var checks = GuardChecks.All(procedure.Steps[0].Before, context);
        var readiness = new Readiness([.. checks.Where(c => !c.Holds).OrderBy(c => c.Verdict is Verdict.Fail ? 0 : 1)], [.. checks.Where(c => c.Holds)]);
        ImmutableArray<(string Why, ImmutableArray<Checked> Checks)> alike = [.. Causes(view.Snapshot)
            .Select(why => (why, readiness.Open.Where(c => c.Verdict is Verdict.Unknown && c.Verdict.Why.Contains(why, StringComparison.Ordinal)).ToImmutableArray()))
            .Where(g => g.Item2.Length >= Many)];
        return readiness with { Single = [.. readiness.Open.Where(c => !alike.Any(g => g.Checks.Contains(c)))], Alike = alike };
    }

    /// <summary>'Ready: 18 checks pass', '2 of 18 checks stop a rolling patch now'.</summary>
    public string Words => Open.IsEmpty
        ? $"Ready: all {Held.Length} checks pass"
        : $"{Open.Length} of {Open.Length + Held.Length} checks {(Open.Length == 1 ? "stops" : "stop")} a rolling patch now";

    // Why a server, or the whole pair, tells nothing: the checks repeat it in their own sentences.
    private static IEnumerable<string> Causes(PairSnapshot pair) =>
        Identities.Both.Where(i => !pair[i].Role.IsKnown).Select(i => pair[i].Role.Why).Where(why => !string.IsNullOrWhiteSpace(why)).Select(why => why!.TrimEnd('.')).Distinct();
}
