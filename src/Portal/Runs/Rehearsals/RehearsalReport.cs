using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs.Rehearsals;

/// <summary>How a rehearsal ended.</summary>
public enum RehearsalEnd
{
    /// <summary>The run came to its end.</summary>
    Completed,

    /// <summary>It waits for something that a rehearsal cannot mend.</summary>
    Waits,

    /// <summary>It came to no end within what a rehearsal may take.</summary>
    TooLong,
}

/// <summary>A moment at which the run waited for people.</summary>
/// <param name="State">The run as it waited: what can be asked of it follows from it.</param>
/// <param name="Left">The pair as it stood meanwhile.</param>
/// <param name="Answer">What the rehearsal let the operator do, as sentences; empty when it ended there.</param>
public sealed record RehearsedHold(DateTimeOffset At, RunState State, PairSnapshot Left, string Answer);

/// <summary>What would happen, from the run's own events under the rehearsal's own time.</summary>
/// <param name="Digest"><see cref="PlanDrafts.Compare"/> of the plan.</param>
/// <param name="Fault">What was made to go wrong; null: nothing.</param>
/// <param name="Begins">When the rehearsed run began, UTC: now, or when the maintenance window opens next.</param>
/// <param name="Assumed">Sentences: what is not known of the pair, and was assumed.</param>
/// <param name="Left">The pair as it stood at the end.</param>
public sealed record RehearsalReport(
    Plan Plan,
    string Digest,
    RehearsedFault? Fault,
    DateTimeOffset Begins,
    ImmutableArray<Recorded> Events,
    ImmutableArray<RehearsedHold> Holds,
    ImmutableArray<Silence> Silences,
    ImmutableArray<string> Assumed,
    RunState State,
    PairSnapshot Left,
    RehearsalEnd End)
{
    /// <summary>How long the run would take; what people take to decide is not in it.</summary>
    public TimeSpan Took => Events[^1].At - Begins;

    /// <summary>How often a second admin was asked.</summary>
    public int Approvals => Events.Count(e => e.Event is RunEvent.Approved);

    /// <summary>How long users were not served, all in all; to the end where they still are not.</summary>
    public TimeSpan Silent => Silences.Aggregate(TimeSpan.Zero, (sum, silence) => sum + ((silence.To ?? Events[^1].At) - silence.From));
}

/// <summary>How far a rehearsal is.</summary>
/// <param name="Step">Title of the step that is rehearsed now.</param>
/// <param name="Done">Steps behind it, of <paramref name="Steps"/>.</param>
public sealed record RehearsalProgress(string Step, int Done, int Steps);
