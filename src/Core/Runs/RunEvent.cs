using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Something that happened in a run; a closed union. Who and when stand beside it in the ledger.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Requested), "run.requested")]
[JsonDerivedType(typeof(Started), "run.started")]
[JsonDerivedType(typeof(PauseAsked), "run.pause-asked")]
[JsonDerivedType(typeof(Paused), "run.paused")]
[JsonDerivedType(typeof(Resumed), "run.resumed")]
[JsonDerivedType(typeof(Held), "run.held")]
[JsonDerivedType(typeof(AbortAsked), "run.abort-asked")]
[JsonDerivedType(typeof(Aborted), "run.aborted")]
[JsonDerivedType(typeof(Completed), "run.completed")]
[JsonDerivedType(typeof(Amended), "run.amended")]
[JsonDerivedType(typeof(FurtherUpdatesLeft), "run.further-updates-left")]
[JsonDerivedType(typeof(ApprovalAsked), "approval.asked")]
[JsonDerivedType(typeof(Approved), "approval.granted")]
[JsonDerivedType(typeof(Rejected), "approval.rejected")]
[JsonDerivedType(typeof(ApprovalVoided), "approval.voided")]
[JsonDerivedType(typeof(GlassBroken), "approval.glass-broken")]
[JsonDerivedType(typeof(GlassReviewed), "approval.glass-reviewed")]
[JsonDerivedType(typeof(StepStarted), "step.started")]
[JsonDerivedType(typeof(EffectEnded), "step.effect-ended")]
[JsonDerivedType(typeof(StepDone), "step.done")]
[JsonDerivedType(typeof(StepSkipped), "step.skipped")]
[JsonDerivedType(typeof(StepFailed), "step.failed")]
[JsonDerivedType(typeof(StepUnclear), "step.unclear")]
[JsonDerivedType(typeof(RetryAsked), "step.retry-asked")]
[JsonDerivedType(typeof(FactAttested), "step.fact-attested")]
[JsonDerivedType(typeof(OutcomeAttested), "step.outcome-attested")]
[JsonDerivedType(typeof(InterruptionMeasured), "step.interruption-measured")]
public abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>The plan was requested; nothing runs yet.</summary>
    public sealed record Requested(Plan Plan) : RunEvent;
    public sealed record Started : RunEvent;
    public sealed record PauseAsked : RunEvent;

    /// <summary>The pause took effect, at a step boundary.</summary>
    public sealed record Paused : RunEvent;
    public sealed record Resumed : RunEvent;

    /// <summary>The run waits for people.</summary>
    public sealed record Held(StepId Step, HoldKind Kind, string Why, string Remedy, ImmutableArray<Checked> Guards) : RunEvent;
    public sealed record AbortAsked(string Reason) : RunEvent;

    /// <summary>Nothing more is started. The sentence tells in what state the pair was left.</summary>
    public sealed record Aborted(string State) : RunEvent;
    public sealed record Completed(string State) : RunEvent;

    /// <summary>Further updates were taken into the plan; approvals not yet used are void.</summary>
    public sealed record Amended(StepId After, Identity On, ImmutableArray<PackageUpdate> Updates, int PlanVersion, string Reason) : RunEvent;
    public sealed record FurtherUpdatesLeft(StepId After, Identity On, ImmutableArray<PackageUpdate> Updates, string Reason) : RunEvent;

    public sealed record ApprovalAsked(Approvals.ApprovalRequest Request) : RunEvent;

    /// <param name="UsableUntil">An approval that was not used by then is void.</param>
    /// <param name="Proof">By what the person proved themselves: 'password', 'totp', 'passkey' or 'recovery code'; null in runs from before it was asked.</param>
    public sealed record Approved(StepId Step, string Digest, string Reason, DateTimeOffset UsableUntil, string? Proof = null) : RunEvent;

    /// <inheritdoc cref="Approved"/>
    public sealed record Rejected(StepId Step, string Digest, string Reason, string? Proof = null) : RunEvent;
    /// <param name="Expired">It was not decided, or not used, in time; else something about it changed.</param>
    public sealed record ApprovalVoided(StepId Step, string Digest, string Why, bool Expired = false) : RunEvent;

    /// <summary>In an emergency a step may run without its approvals; it stays open until somebody else has reviewed it.</summary>
    /// <param name="UsableUntil">Void when it was not used by then.</param>
    /// <param name="Proof">By what the person proved themselves; see <see cref="Approved"/>.</param>
    public sealed record GlassBroken(StepId Step, string Digest, string Reason, DateTimeOffset UsableUntil, string? Proof = null) : RunEvent;

    /// <summary>Somebody else said afterwards whether breaking the glass was right.</summary>
    /// <param name="Proof">By what the person proved themselves; see <see cref="Approved"/>.</param>
    public sealed record GlassReviewed(string Digest, bool Justified, string Reason, string? Proof = null) : RunEvent;

    /// <summary>Committed before a command leaves. Consumes the approval in the same transaction.</summary>
    /// <param name="Effect">What is done; null for a step that only waits.</param>
    /// <param name="ApprovalDigest">The question whose approvals, or broken glass, this used up; null where none is needed.</param>
    /// <param name="Glass">True when it was let run without its approvals; null otherwise, and in runs from before that was kept.</param>
    public sealed record StepStarted(StepId Step, int Attempt, Effect? Effect, string? ApprovalDigest, ImmutableArray<Checked> Guards, bool? Glass = null) : RunEvent;

    /// <summary>The effect succeeded; the guards after it are awaited.</summary>
    public sealed record EffectEnded(StepId Step, int Attempt, EffectReport Report) : RunEvent;
    public sealed record StepDone(StepId Step, int Attempt, string Sentence, ImmutableArray<Checked> Guards) : RunEvent;

    /// <param name="Why">What it means, as a sentence.</param>
    /// <param name="Reason">Of the person who left it out, who stands beside the event; null: it turned out not to be needed.</param>
    public sealed record StepSkipped(StepId Step, string Why, string? Reason = null) : RunEvent;

    /// <summary>The effect ended and did not do what was asked.</summary>
    public sealed record StepFailed(StepId Step, int Attempt, EffectReport Report) : RunEvent;

    /// <summary>Nobody can tell whether the effect happened.</summary>
    public sealed record StepUnclear(StepId Step, int Attempt, EffectReport Report) : RunEvent;
    public sealed record RetryAsked(StepId Step, string Reason) : RunEvent;
    public sealed record FactAttested(StepId Step, string GuardId, string Reason) : RunEvent;
    public sealed record OutcomeAttested(StepId Step, Outcome Outcome, string Reason) : RunEvent;
    public sealed record InterruptionMeasured(StepId Step, int Attempt, Interruption Interruption) : RunEvent;
}

/// <summary>What a person saw of an effect whose outcome the portal cannot tell.</summary>
public enum Outcome
{
    Done,
    NotDone,
}

/// <summary>Why a run waits for people.</summary>
public enum HoldKind
{
    /// <summary>A guard before the step fails or is unknown: nothing was started.</summary>
    GuardBefore,

    /// <summary>The step ran; a guard after it did not come true within the limit.</summary>
    GuardAfter,

    /// <summary>The effect failed; only a Retry makes a new attempt.</summary>
    Failed,

    /// <summary>Nobody can tell whether the effect happened.</summary>
    Unclear,

    Rejected,

    /// <summary>Nobody decided in time.</summary>
    ApprovalExpired,

    /// <summary>A rescan found more than was planned.</summary>
    FurtherUpdates,
}

/// <summary>An event as it stands in the ledger: with its time and actor.</summary>
public sealed record Recorded(RunEvent Event, DateTimeOffset At, UserId Actor);
