using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Requested, not started.</summary>
    Planned,
    Running,

    /// <summary>Waits for people; see <see cref="RunState.Hold"/>.</summary>
    Held,
    Paused,
    Completed,
    Aborted,
}

/// <summary>Where a step stands.</summary>
public enum StepStatus
{
    Pending,

    /// <summary>Recorded as started; its command may have left or not.</summary>
    Started,

    /// <summary>Its effect is done; the guards after it are awaited.</summary>
    Awaiting,
    Done,
    Skipped,
    Failed,
    Unclear,
}

/// <summary>One step of a run.</summary>
/// <param name="Attempts">Attempts made, over all rounds; the next one has this number plus one.</param>
/// <param name="Sentence">What became of it, for people.</param>
/// <param name="SkippedBy">Who left it out, until a later round starts it; null when nobody did, also when it was not needed.</param>
public sealed record StepState(
    StepStatus Status,
    int Attempts = 0,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null,
    Effect? Effect = null,
    EffectReport? Report = null,
    Interruption? Interruption = null,
    UserId? ApprovedBy = null,
    string Sentence = "",
    int Rounds = 1,
    UserId? SkippedBy = null)
{
    /// <summary>Digest of the question that was cut short by breaking the glass, when the last attempt ran by that; null: it ran with its approvals, or needed none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Glass { get; init; }
}

/// <summary>Why a run is held.</summary>
public sealed record Hold(StepId Step, HoldKind Kind, string Why, string Remedy, ImmutableArray<Checked> Guards, DateTimeOffset Since);

/// <summary>A fact that a person vouched for; counts for one step until it ends.</summary>
public sealed record Attestation(StepId Step, string GuardId, UserId By, string Reason, DateTimeOffset At);

/// <summary>A dangerous step that was let run without its approvals.</summary>
/// <param name="Review">Null until somebody else has said whether it was right.</param>
public sealed record GlassBreak(StepId Step, string Digest, UserId By, DateTimeOffset At, string Reason, GlassReview? Review = null);

/// <summary>What a second person says of it afterwards.</summary>
public sealed record GlassReview(UserId By, DateTimeOffset At, bool Justified, string Reason);

/// <summary>What a person says became of an effect.</summary>
public sealed record OutcomeWord(StepId Step, Outcome Outcome, UserId By);

/// <summary>A run, folded from its events.</summary>
/// <param name="Editors">Who made the plan, changed it or left out a step of it: they never approve anything of this run.</param>
/// <param name="Due">What the next install of a server installs: the plan's packages, or those of the last amendment.</param>
/// <param name="Events">Number of events folded: the version of the stream.</param>
/// <param name="WaitingSince">Since when the current step is looked at: the start of its limits.</param>
public sealed record RunState(
    Plan Plan,
    RunStatus Status,
    ImmutableDictionary<StepId, StepState> Steps,
    PerServer<ImmutableArray<PackageVersion>> Due,
    PerServer<ImmutableArray<PackageUpdate>?> Scanned,
    ImmutableArray<Attestation> Attestations,
    ImmutableHashSet<UserId> Editors,
    DateTimeOffset WaitingSince,
    long Events)
{
    public RunId Id => Plan.Run;
    public Hold? Hold { get; init; }
    public ApprovalRequest? Asked { get; init; }

    /// <summary>Approvals given to <see cref="Asked"/> so far, each by another person.</summary>
    public ImmutableArray<GrantedApproval> Grants { get; init; } = [];

    /// <summary>What stands for the missing approvals of <see cref="Asked"/> in an emergency; null: nothing.</summary>
    public GrantedApproval? Glass { get; init; }

    /// <summary>Every time that the glass was broken in this run, oldest first.</summary>
    public ImmutableArray<GlassBreak> GlassBreaks { get; init; } = [];

    /// <summary>Somebody broke the glass, and nobody else has said yet whether it was right.</summary>
    public bool AwaitsReview => GlassBreaks.Any(b => b.Review is null);

    /// <summary>The approval that made them enough; null while one is missing.</summary>
    public GrantedApproval? Granted => Asked is not null && Glass is { } glass ? glass : Asked is { } asked && Grants.Length >= asked.Approvers ? Grants[^1] : null;
    public ImmutableArray<OutcomeWord> OutcomeWords { get; init; } = [];

    /// <summary>When this run last did something to the pair, or heard that it ended: readings from before tell nothing of now.</summary>
    public DateTimeOffset ActedAt { get; init; }

    /// <summary>Who last started, resumed, retried or skipped: the executor, who never approves.</summary>
    public UserId? SetGoingBy { get; init; }
    public bool PauseAsked { get; init; }
    public bool AbortAsked { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended, or in what state it left the pair.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>No more events come.</summary>
    public bool Ended => Status is RunStatus.Completed or RunStatus.Aborted;

    /// <summary>What people left out, as sentences in the order of the steps: the run is no full one.</summary>
    public IEnumerable<string> Exceptions => Plan.Procedure.Steps.Where(s => Steps[s.Id].SkippedBy is not null).Select(s => Steps[s.Id].Sentence);

    /// <summary>The first step that is not done or skipped; null when all are.</summary>
    public Step? Current => Plan.Procedure.Steps.FirstOrDefault(s => Steps[s.Id].Status is not (StepStatus.Done or StepStatus.Skipped));

    /// <summary>An effect was recorded as started and its end is not known.</summary>
    public bool InFlight => Current is { } c && Steps[c.Id].Status is StepStatus.Started;

    /// <summary>Names the attempt that a step is at, or would be given next.</summary>
    public EffectKey KeyOf(StepId step) => new(Id, step, Math.Max(1, Steps[step].Attempts));
}
