using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>What became of a question to a second admin.</summary>
public enum ApprovalFate
{
    /// <summary>Not decided, or not by enough people yet.</summary>
    Open,

    /// <summary>Given, and neither used nor void yet.</summary>
    Given,

    /// <summary>A step was started on the strength of it.</summary>
    Used,

    /// <summary>A step was started on the strength of broken glass instead.</summary>
    UsedByGlass,

    Rejected,

    /// <summary>Nobody decided, or nobody used it, in time.</summary>
    Expired,

    /// <summary>Something about it changed, it was taken back, or the step turned out not to be needed.</summary>
    Void,

    /// <summary>The run ended before it was decided or used.</summary>
    RunEnded,
}

/// <summary>What one person said to a question.</summary>
public enum Answer
{
    Approved,
    Rejected,
    BrokeTheGlass,
}

/// <summary>A decision as it stands in the ledger.</summary>
/// <param name="Proof">The credential by which the person proved themselves: 'password', 'totp', 'passkey', 'recovery code'; null: not recorded.</param>
public sealed record DecisionEvidence(long Seq, Answer Answer, UserId By, DateTimeOffset At, string Reason, string? Proof, DateTimeOffset? UsableUntil);

/// <summary>A start that used an approval up.</summary>
public sealed record UseEvidence(long Seq, StepId Step, int Attempt, DateTimeOffset At);

/// <summary>One question, what people said, and what became of it.</summary>
/// <param name="Seq">Of the entry that asks.</param>
/// <param name="Question">With the digest that everything is bound to.</param>
/// <param name="Why">Why it became void, as a sentence; empty otherwise.</param>
/// <param name="EndedAt">When it was used up, rejected or void; null: it is open.</param>
/// <param name="Review">What somebody else said of broken glass; null: nobody has, or none was broken.</param>
public sealed record ApprovalEvidence(
    long Seq,
    ApprovalRequest Question,
    DateTimeOffset AskedAt,
    ImmutableArray<DecisionEvidence> Decisions,
    ImmutableArray<UseEvidence> Uses,
    ApprovalFate Fate,
    string Why,
    DateTimeOffset? EndedAt,
    (long Seq, GlassReview Said)? Review)
{
    /// <summary>Until the answer that decided it; null while there is none.</summary>
    public TimeSpan? TookToDecide => Decisions switch
    {
        [] => null,
        _ when Decisions.FirstOrDefault(d => d.Answer != Answer.Approved) is { } other => other.At - AskedAt,
        _ when Decisions.Length >= Question.Approvers => Decisions[Question.Approvers - 1].At - AskedAt,
        _ => null,
    };

    internal static ImmutableArray<ApprovalEvidence> Of(ImmutableArray<RunEntry> entries)
    {
        var all = new List<ApprovalEvidence>();
        foreach (var e in entries)
        {
            if (e.Event is RunEvent.ApprovalAsked asked) all.Add(new(e.Seq, asked.Request, e.At, [], [], ApprovalFate.Open, "", null, null));
            else if (DigestOf(e.Event) is { } digest && all.FindLastIndex(a => a.Question.Digest == digest) is >= 0 and var i) all[i] = all[i].Then(e);
            else if (e.Event is RunEvent.Aborted or RunEvent.Completed or RunEvent.AbortAsked)
                all = [.. all.Select(a => a.Fate is ApprovalFate.Open or ApprovalFate.Given ? a with { Fate = ApprovalFate.RunEnded, EndedAt = e.At } : a)];
            else if (e.Event is RunEvent.Amended)
                all = [.. all.Select(a => a.Fate is ApprovalFate.Open or ApprovalFate.Given ? a with { Fate = ApprovalFate.Void, EndedAt = e.At, Why = "The plan was amended." } : a)];
        }
        return [.. all];
    }

    private static string? DigestOf(RunEvent e) => e switch
    {
        RunEvent.Approved a => a.Digest,
        RunEvent.Rejected r => r.Digest,
        RunEvent.ApprovalVoided v => v.Digest,
        RunEvent.GlassBroken g => g.Digest,
        RunEvent.GlassReviewed r => r.Digest,
        RunEvent.StepStarted { ApprovalDigest: { } used } => used,
        _ => null,
    };

    private ApprovalEvidence Then(RunEntry e) => e.Event switch
    {
        RunEvent.Approved a => Said(new(e.Seq, Answer.Approved, e.Actor, e.At, a.Reason, a.Proof, a.UsableUntil), Decisions.Length + 1 >= Question.Approvers ? ApprovalFate.Given : Fate),
        RunEvent.GlassBroken g => Said(new(e.Seq, Answer.BrokeTheGlass, e.Actor, e.At, g.Reason, g.Proof, g.UsableUntil), ApprovalFate.Given),
        RunEvent.Rejected r => Said(new(e.Seq, Answer.Rejected, e.Actor, e.At, r.Reason, r.Proof, null), ApprovalFate.Rejected) with { EndedAt = e.At },
        // One answer may cover several steps: what was used stays used.
        RunEvent.ApprovalVoided v => this with { Fate = Uses.IsEmpty ? v.Expired ? ApprovalFate.Expired : ApprovalFate.Void : Fate, Why = v.Why, EndedAt = e.At },
        RunEvent.StepStarted s => this with { Uses = Uses.Add(new(e.Seq, s.Step, s.Attempt, e.At)), Fate = s.Glass == true ? ApprovalFate.UsedByGlass : ApprovalFate.Used, EndedAt = e.At },
        RunEvent.GlassReviewed r => this with { Review = (e.Seq, new GlassReview(e.Actor, e.At, r.Justified, r.Reason)) },
        _ => this,
    };

    private ApprovalEvidence Said(DecisionEvidence decision, ApprovalFate fate) => this with { Decisions = Decisions.Add(decision), Fate = fate };
}
