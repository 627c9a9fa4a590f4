using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>What a run is going to do, complete before anything runs; later releases of a procedure do not change it.</summary>
/// <param name="Version">From 1; raised by each amendment, which voids approvals.</param>
/// <param name="Packages">Everything that the run installs, per server, at exact versions.</param>
/// <param name="Preflight">What the guards said when it was requested; checked again before each step.</param>
/// <param name="RequestedBy">Never approves anything of this run.</param>
/// <param name="ExpectedInterruption">Longest gap of the last switchover of the pair; null when none was measured.</param>
/// <param name="Reason">Why, in the requester's words.</param>
/// <param name="Approvals">What approving takes, for each step with a gate; null in old ledgers.</param>
public sealed record Plan(
    RunId Run,
    PairId Pair,
    int Version,
    Procedure Procedure,
    EngineTraits Engine,
    EndsOn EndsOn,
    PerServer<ImmutableArray<PackageVersion>> Packages,
    PerServer<ImmutableArray<PackageUpdate>> Offered,
    ImmutableArray<Checked> Preflight,
    UserId RequestedBy,
    DateTimeOffset RequestedAt,
    TimeSpan? ExpectedInterruption,
    string Reason,
    ImmutableArray<StepTerms>? Approvals = null)
{
    /// <summary>What approving a step took when the plan was made: a policy that is changed later never asks for less of it.</summary>
    public ApprovalTerms TermsOf(StepId step) => Approvals?.FirstOrDefault(a => a.Step == step)?.Terms ?? ApprovalTerms.Usual;

    public Step this[StepId id] => Procedure.Steps.First(s => s.Id == id);

    /// <summary>Number of a step for people, from 1.</summary>
    public int NumberOf(StepId id) => Procedure.Steps.IndexOf(this[id]) + 1;

    /// <summary>How often users are interrupted when all goes well.</summary>
    [JsonIgnore]
    public int Interruptions => Procedure.Steps.Count(s => s.Interrupts);

    /// <summary>SHA-256 over the canonical JSON of the whole plan, hex.</summary>
    public string Digest() => Known.GetValue(this, p => Digests.Of(CanonicalJson.Of(RunJson.Write(p))));

    // A plan never changes, and its digest is wanted at every look at a gated step.
    private static readonly ConditionalWeakTable<Plan, string> Known = [];
}

/// <summary>Digests as text.</summary>
public static class Digests
{
    /// <summary>SHA-256 of the UTF-8 text, lower-case hex.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
