using System.Collections.Immutable;
using Portal.Core.Runs;

namespace Portal.Components.Approvals;

/// <summary>Emergencies in words.</summary>
public static class GlassWords
{
    /// <summary>What came of breaking the glass, as a sentence.</summary>
    public static string Became(GlassBreak broken, ImmutableArray<Recorded> events)
    {
        foreach (var r in events)
        {
            if (r.Event is RunEvent.StepStarted started && started.ApprovalDigest == broken.Digest) return "The step ran without its approvals.";
            if (r.Event is RunEvent.ApprovalVoided v && v.Digest == broken.Digest) return $"It was not used. {v.Why}";
        }
        return "The step has not begun yet.";
    }

    /// <summary>By what who broke it proved themselves; null in runs from before that was kept.</summary>
    public static string? Proof(GlassBreak broken, ImmutableArray<Recorded> events) =>
        events.Select(r => r.Event).OfType<RunEvent.GlassBroken>().FirstOrDefault(e => e.Digest == broken.Digest)?.Proof;

    /// <summary>'right' or 'not right'.</summary>
    public static string Of(GlassReview review) => review.Justified ? "right" : "not right";
}
