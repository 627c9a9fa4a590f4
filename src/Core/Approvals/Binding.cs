using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Approvals;

/// <summary>Everything that an approval is bound to; a change of one byte of it voids the approval.</summary>
/// <param name="PlanDigest">Covers steps, packages, engine, preflight verdicts and requester.</param>
/// <param name="Servers">Names, addresses and pinned host keys as they are declared now.</param>
/// <param name="Attested">Facts that people vouched for, for this step.</param>
/// <param name="LeftOut">What people left out of this run so far; null when nothing.</param>
/// <param name="Terms">What it takes; null in old ledgers.</param>
/// <param name="Covers">The steps that one answer is for; null: only <paramref name="Step"/>.</param>
public sealed record Binding(
    RunId Run,
    PairId Pair,
    int PlanVersion,
    string PlanDigest,
    StepId Step,
    int Attempt,
    StepAction Do,
    PerServer<Server> Servers,
    PerServer<ImmutableArray<PackageVersion>> Packages,
    ImmutableArray<string> Preflight,
    ImmutableArray<string> Attested,
    UserId Requester,
    DateTimeOffset Expires,
    string Nonce,
    ImmutableArray<string>? LeftOut = null,
    ApprovalTerms? Terms = null,
    ImmutableArray<StepId>? Covers = null)
{
    /// <summary>The binding of the question whether the current step of a run may start.</summary>
    public static Binding For(RunState state, StepId step, int attempt, Pair pair, DateTimeOffset expires, string nonce, ApprovalTerms? terms = null, ImmutableArray<StepId>? covers = null) => new(
        state.Id, state.Plan.Pair, state.Plan.Version, state.Plan.Digest(), step, attempt, state.Plan[step].Do,
        new(pair.Primary, pair.Secondary), state.Plan.Packages,
        [.. state.Plan.Preflight.Select(c => $"{c.Guard.Id}:{c.Verdict.GetType().Name}")],
        [.. state.Attestations.Where(a => a.Step == step).Select(a => $"{a.GuardId}:{a.By}:{a.Reason}")],
        state.Plan.RequestedBy, expires, nonce, state.Exceptions.Any() ? [.. state.Exceptions] : null, terms, covers);

    /// <summary>SHA-256 over the canonical JSON, hex.</summary>
    public string Digest() => Digests.Of(CanonicalJson.Of(RunJson.Write(this)));
}
