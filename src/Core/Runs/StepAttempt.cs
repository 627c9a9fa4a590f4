using System.Collections.Immutable;
using Portal.Core.Ports;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>One attempt of a step, as the ledger has it.</summary>
/// <param name="Became">Its last state in the ledger.</param>
/// <param name="EndedAt">Null while it is under way, or awaited.</param>
/// <param name="Sentence">What came of it; may be empty.</param>
/// <param name="Before">The checks that it was started on, each with the age that its reading had then.</param>
/// <param name="After">The checks after it: when it was done, or when the run was held because they did not come true.</param>
public sealed record StepAttempt(
    int Number,
    StepStatus Became,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string Sentence,
    Interruption? Interruption,
    ImmutableArray<Checked> Before,
    ImmutableArray<Checked> After)
{
    /// <summary>What was done; null for a step that only waits.</summary>
    public Effect? Effect { get; init; }

    /// <summary>Digest of the question whose approvals, or broken glass, it used up; null where none is needed.</summary>
    public string? Approval { get; init; }

    /// <summary>It was let run without its approvals.</summary>
    public bool Glass { get; init; }

    /// <summary>Every attempt of a step, in their order; none for a step that was never started.</summary>
    public static ImmutableArray<StepAttempt> Of(IEnumerable<Recorded> events, StepId step)
    {
        var all = ImmutableArray.CreateBuilder<StepAttempt>();
        foreach (var r in events)
        {
            if (r.Event is RunEvent.StepStarted s && s.Step == step)
                all.Add(new StepAttempt(s.Attempt, s.Effect is null ? StepStatus.Awaiting : StepStatus.Started, r.At, null, "", null, s.Guards, []) { Effect = s.Effect, Approval = s.ApprovalDigest, Glass = s.Glass == true });
            else if (all.Count > 0) all[^1] = Then(all[^1], r, step, all);
        }
        return all.ToImmutable();
    }

    private static StepAttempt Then(StepAttempt a, Recorded r, StepId step, ImmutableArray<StepAttempt>.Builder all)
    {
        switch (r.Event)
        {
            case RunEvent.EffectEnded e when e.Step == step: return a with { Became = StepStatus.Awaiting, Sentence = e.Report.Detail };
            case RunEvent.StepDone e when e.Step == step: return a with { Became = StepStatus.Done, EndedAt = r.At, Sentence = e.Sentence, After = e.Guards };
            case RunEvent.StepFailed e when e.Step == step: return a with { Became = StepStatus.Failed, EndedAt = r.At, Sentence = e.Report.Detail };
            case RunEvent.StepUnclear e when e.Step == step: return a with { Became = StepStatus.Unclear, Sentence = e.Report.Detail };
            case RunEvent.Held { Kind: HoldKind.GuardAfter } e when e.Step == step: return a with { Sentence = e.Why, After = e.Guards };
            case RunEvent.InterruptionMeasured e when e.Step == step:
                // It is measured beyond the end of the step: perhaps another attempt has begun by then.
                for (var i = 0; i < all.Count; i++)
                    if (all[i].Number == e.Attempt) all[i] = all[i] with { Interruption = e.Interruption };
                return all[^1];
            default: return a;
        }
    }
}
