using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

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
