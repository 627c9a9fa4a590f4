using System.Collections.Immutable;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>What of a pair is compared before and after a run.</summary>
public enum Aspect
{
    Roles,
    Engine,
    Sync,
    Channel,
    Service,
}

/// <summary>How one aspect of the pair stood, as a check of the run saw it.</summary>
/// <param name="Seen">Null: no check of this run looked at it at that time, so it is not known.</param>
/// <param name="At">When it was looked at, UTC; null with <paramref name="Seen"/>.</param>
/// <param name="Seq">Of the entry that holds the check; null with <paramref name="Seen"/>.</param>
public sealed record StandingEvidence(Aspect Aspect, Checked? Seen, DateTimeOffset? At, long? Seq)
{
    /// <summary>The last look at each aspect before the run did anything to the pair.</summary>
    internal static ImmutableArray<StandingEvidence> Before(ImmutableArray<RunEntry> entries)
    {
        var changed = entries.FirstOrDefault(Changes)?.Seq ?? long.MaxValue;
        // The checks of the first change were made right before it.
        return Last(Looks(entries).Where(look => look.Seq <= changed));
    }

    /// <summary>The last look at each aspect since the run last did something to the pair, or heard that it ended.</summary>
    internal static ImmutableArray<StandingEvidence> After(ImmutableArray<RunEntry> entries)
    {
        var acted = entries.LastOrDefault(e => Changes(e) || e.Event is RunEvent.EffectEnded or RunEvent.StepFailed or RunEvent.StepUnclear);
        return Last(Looks(entries).Where(look => acted is null || look.Seq > acted.Seq));
    }

    /// <summary>Every check that stands in the run, oldest first.</summary>
    internal static IEnumerable<(long Seq, DateTimeOffset At, Checked Checked)> Looks(ImmutableArray<RunEntry> entries) =>
        from e in entries from check in ChecksOf(e.Event) select (e.Seq, e.At, check);

    private static bool Changes(RunEntry e) =>
        e.Event is RunEvent.StepStarted { Effect: Ports.Effect.Install or Ports.Effect.Switchover or Ports.Effect.SuspendEngine or Ports.Effect.ResumeEngine or Ports.Effect.Reboot };

    private static ImmutableArray<Checked> ChecksOf(RunEvent e) => e switch
    {
        RunEvent.Requested r => r.Plan.Preflight,
        RunEvent.StepStarted s => s.Guards,
        RunEvent.StepDone d => d.Guards,
        RunEvent.Held h => h.Guards,
        _ => [],
    };

    private static ImmutableArray<StandingEvidence> Last(IEnumerable<(long Seq, DateTimeOffset At, Checked Checked)> looks)
    {
        var last = new Dictionary<Aspect, StandingEvidence>();
        foreach (var (seq, at, check) in looks)
            if (AspectOf(check.Guard) is { } aspect) last[aspect] = new StandingEvidence(aspect, check, at, seq);
        return [.. Enum.GetValues<Aspect>().Select(aspect => last.GetValueOrDefault(aspect) ?? new StandingEvidence(aspect, null, null, null))];
    }

    private static Aspect? AspectOf(Guard guard) => guard switch
    {
        Guard.ActiveIs or Guard.OneActive => Evidence.Aspect.Roles,
        Guard.EngineRunning or Guard.EngineSuspended => Evidence.Aspect.Engine,
        Guard.InSync => Evidence.Aspect.Sync,
        Guard.ChannelConnected => Evidence.Aspect.Channel,
        Guard.ServiceAnswers => Evidence.Aspect.Service,
        _ => null,
    };
}
