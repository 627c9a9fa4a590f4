using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

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
    /// <summary>Every attempt of a step, in their order; none for a step that was never started.</summary>
    public static ImmutableArray<StepAttempt> Of(IEnumerable<Recorded> events, StepId step)
    {
        var all = ImmutableArray.CreateBuilder<StepAttempt>();
        foreach (var r in events)
        {
            if (r.Event is RunEvent.StepStarted s && s.Step == step)
                all.Add(new StepAttempt(s.Attempt, s.Effect is null ? StepStatus.Awaiting : StepStatus.Started, r.At, null, "", null, s.Guards, []));
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

/// <summary>What a person did at a step, or what became of what they were asked.</summary>
/// <param name="Code">The short code of the question; null where there was none.</param>
public sealed record StepWord(Look Look, string Text, UserId? By, DateTimeOffset At, string Reason, string? Code)
{
    /// <summary>Approvals, rejections, attestations, retries and skips of a step, oldest first.</summary>
    public static ImmutableArray<StepWord> Of(IEnumerable<Recorded> events, StepId step) => [.. events.Select(r => Word(r, step)).OfType<StepWord>()];

    private static StepWord? Word(Recorded r, StepId step) => r.Event switch
    {
        RunEvent.ApprovalAsked e when e.Request.Step == step => new(Glyphs.Asked, "a second admin was asked", null, r.At, "", e.Request.Code),
        RunEvent.Approved e when e.Step == step => new(Glyphs.Approved, "approved it", r.Actor, r.At, e.Reason, ShortCode.Of(e.Digest)),
        RunEvent.Rejected e when e.Step == step => new(Glyphs.Rejected, "rejected it", r.Actor, r.At, e.Reason, ShortCode.Of(e.Digest)),
        RunEvent.GlassBroken e when e.Step == step => new(Glyphs.Broken, "broke the glass", r.Actor, r.At, e.Reason, ShortCode.Of(e.Digest)),
        RunEvent.ApprovalVoided e when e.Step == step => new(Glyphs.Void, "the question became void", null, r.At, e.Why, ShortCode.Of(e.Digest)),
        RunEvent.RetryAsked e when e.Step == step => new(Glyphs.Retried, "asked for another attempt", r.Actor, r.At, e.Reason, null),
        RunEvent.FactAttested e when e.Step == step => new(Glyphs.Vouched, $"vouched for '{e.GuardId}'", r.Actor, r.At, e.Reason, null),
        RunEvent.OutcomeAttested e when e.Step == step => new(Glyphs.Vouched, e.Outcome == Outcome.Done ? "saw that it happened" : "saw that it did not happen", r.Actor, r.At, e.Reason, null),
        RunEvent.StepSkipped { Reason: { } reason } e when e.Step == step => new(Glyphs.Skipped, "skipped it", r.Actor, r.At, reason, null),
        RunEvent.Amended e when e.After == step => new(Glyphs.Retried, $"took further updates in, plan version {e.PlanVersion}", r.Actor, r.At, e.Reason, null),
        RunEvent.FurtherUpdatesLeft e when e.After == step => new(Glyphs.Skipped, "left further updates for another run", r.Actor, r.At, e.Reason, null),
        _ => null,
    };

    private static class Glyphs
    {
        public static readonly Look Asked = new(MudBlazor.Icons.Material.Outlined.HowToReg, "asked", Tone.Mute);
        public static readonly Look Broken = new(MudBlazor.Icons.Material.Filled.CrisisAlert, "glass broken", Tone.Stop);
        public static readonly Look Approved = new(MudBlazor.Icons.Material.Filled.Check, "approved", Tone.Ok);
        public static readonly Look Rejected = new(MudBlazor.Icons.Material.Filled.Close, "rejected", Tone.Stop);
        public static readonly Look Void = new(MudBlazor.Icons.Material.Filled.Block, "void", Tone.Mute);
        public static readonly Look Retried = new(MudBlazor.Icons.Material.Filled.Replay, "again", Tone.Busy);
        public static readonly Look Vouched = new(MudBlazor.Icons.Material.Filled.HowToReg, "attested", Tone.Wait);
        public static readonly Look Skipped = new(MudBlazor.Icons.Material.Filled.SkipNext, "left out", Tone.Wait);
    }
}
