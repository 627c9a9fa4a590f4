using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Ports;

/// <summary>Something that can be made to go wrong at one step of a rehearsal.</summary>
/// <param name="Id">Stable within the step: 'reboot-never-returns'.</param>
/// <param name="Says">In plain words: 'Secondary does not come back after its reboot'.</param>
/// <param name="Truth">What people who look at the servers see when nobody else can tell; null where looking again tells.</param>
public sealed record RehearsedFault(StepId Step, string Id, string Says, Outcome? Truth = null);

/// <summary>A time in which the protected service answered nobody.</summary>
/// <param name="To">Null: it still does not answer.</param>
public sealed record Silence(DateTimeOffset From, DateTimeOffset? To);

/// <summary>Sets up servers that exist in memory only, alike to a pair as it is, so that a plan can be rehearsed on them.</summary>
public interface IRehearsalStages
{
    /// <summary>What can be made to go wrong at a step; empty for a step where nothing can.</summary>
    ImmutableArray<RehearsedFault> FaultsAt(Step step);

    /// <summary>A stage of its own for one rehearsal; nothing done on it reaches anything else.</summary>
    /// <param name="pair">What is known of the pair; its addresses are never used.</param>
    /// <param name="now">What the servers on the stage are alike to.</param>
    /// <param name="begins">Where the stage's own time begins, UTC.</param>
    IRehearsalStage Set(Pair pair, Plan plan, PairSnapshot now, DateTimeOffset begins);
}

/// <summary>One rehearsal's servers, with a time of their own that passes as fast as it is waited for.</summary>
public interface IRehearsalStage
{
    IPairLink Servers { get; }

    TimeProvider Clock { get; }

    /// <summary>Sentences: what had to be assumed, because it is not known of the pair.</summary>
    ImmutableArray<string> Assumed { get; }

    /// <summary>When users were not served, oldest first.</summary>
    ImmutableArray<Silence> Silences { get; }

    /// <exception cref="ArgumentException">There is no such fault at that step.</exception>
    void Lay(RehearsedFault fault);

    /// <summary>Takes away whatever is wrong with the servers, as an operator would who mends it.</summary>
    void Mend();

    /// <summary>Lets time pass until something happens on the servers, at most so long.</summary>
    void Rest(TimeSpan longest);
}
