using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>A time in which the run waited for people, and what led it on.</summary>
/// <param name="Ended">The entry that led it on; null: it still waits.</param>
public sealed record HoldEvidence(long Seq, RunEvent.Held Held, DateTimeOffset Since, RunEntry? Ended)
{
    internal static ImmutableArray<HoldEvidence> Of(ImmutableArray<RunEntry> entries)
    {
        var all = ImmutableArray.CreateBuilder<HoldEvidence>();
        foreach (var e in entries)
        {
            // A second hold without anybody's doing between them is the same wait, told anew.
            if (e.Event is RunEvent.Held held) all.Add(new HoldEvidence(e.Seq, held, e.At, null));
            else if (all is [.., { Ended: null } open] && LeadsOn(e.Event)) all[^1] = open with { Ended = e };
        }
        return all.ToImmutable();
    }

    private static bool LeadsOn(RunEvent e) => e is RunEvent.Resumed or RunEvent.RetryAsked or RunEvent.StepSkipped { Reason: not null } or RunEvent.AbortAsked or RunEvent.Aborted
        or RunEvent.Amended or RunEvent.FurtherUpdatesLeft or RunEvent.EffectEnded or RunEvent.Completed;
}

/// <summary>What was measured of a switchover.</summary>
/// <param name="StartedAt">When the attempt was started that it was measured at; null: not known.</param>
public sealed record InterruptionEvidence(long Seq, StepId Step, int Attempt, DateTimeOffset? StartedAt, DateTimeOffset MeasuredAt, Ports.Interruption Measured)
{
    internal static ImmutableArray<InterruptionEvidence> Of(ImmutableArray<RunEntry> entries) =>
    [
        .. from e in entries
           let m = e.Event as RunEvent.InterruptionMeasured
           where m is not null
           let started = entries.LastOrDefault(s => s.Event is RunEvent.StepStarted begun && begun.Step == m.Step && begun.Attempt == m.Attempt)
           select new InterruptionEvidence(e.Seq, m.Step, m.Attempt, started?.At, e.At, m.Interruption),
    ];
}

/// <summary>Kinds of what does not go the usual way.</summary>
public enum ExceptionKind
{
    /// <summary>A step ran without its approvals.</summary>
    GlassBroken,

    /// <summary>A person left a step out.</summary>
    Skipped,

    /// <summary>A person vouched for a fact that the portal could not read.</summary>
    FactAttested,

    /// <summary>A person said what became of an effect that the portal could not tell.</summary>
    OutcomeAttested,

    /// <summary>Updates that were found were left for another run.</summary>
    FurtherUpdatesLeft,
}

/// <summary>Something that rests on a person's word.</summary>
/// <param name="What">For people, without an end mark: the step's key, the guard's, the packages' number.</param>
/// <param name="Digest">Of the question that the glass was broken for; null otherwise.</param>
public sealed record ExceptionEvidence(long Seq, ExceptionKind Kind, StepId Step, UserId By, DateTimeOffset At, string What, string Reason, string? Digest = null)
{
    internal static ImmutableArray<ExceptionEvidence> Of(ImmutableArray<RunEntry> entries) => [.. entries.Select(Of).OfType<ExceptionEvidence>()];

    internal static ExceptionEvidence? Of(RunEntry e) => e.Event switch
    {
        RunEvent.GlassBroken g => new(e.Seq, ExceptionKind.GlassBroken, g.Step, e.Actor, e.At, "may run without its approvals", g.Reason, g.Digest),
        RunEvent.StepSkipped { Reason: { } reason } s => new(e.Seq, ExceptionKind.Skipped, s.Step, e.Actor, e.At, s.Why, reason),
        RunEvent.FactAttested f => new(e.Seq, ExceptionKind.FactAttested, f.Step, e.Actor, e.At, $"vouched for '{f.GuardId}'", f.Reason),
        RunEvent.OutcomeAttested o => new(e.Seq, ExceptionKind.OutcomeAttested, o.Step, e.Actor, e.At, o.Outcome == Outcome.Done ? "saw that it happened" : "saw that it did not happen", o.Reason),
        RunEvent.FurtherUpdatesLeft l => new(e.Seq, ExceptionKind.FurtherUpdatesLeft, l.After, e.Actor, e.At, $"left {l.Updates.Length} further {(l.Updates.Length == 1 ? "update" : "updates")} on {l.On} for another run", l.Reason),
        _ => null,
    };
}
