using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Runs.Rehearsals;

/// <summary>The gate for rehearsals: who may draft a plan may rehearse it, and each rehearsal is one entry of the ledger.</summary>
public interface IRehearsalDesk
{
    /// <summary>What can be made to go wrong, in the order of the plan's steps.</summary>
    ImmutableArray<RehearsedFault> FaultsOf(Plan plan);

    /// <summary>Plays the plan through in memory, in at most 20 s; nothing of it reaches a server.</summary>
    /// <param name="draftDigest"><see cref="PlanDrafts.Compare"/> of the draft that the person saw; another plan is refused.</param>
    /// <param name="fault">One of <see cref="FaultsOf"/>; null: all goes well.</param>
    /// <param name="progress">Called from another thread.</param>
    /// <exception cref="OperationCanceledException">Stopped by the caller: nothing is left of it, and nothing is recorded.</exception>
    Task<Reply<RehearsalReport>> Rehearse(UserId by, PlanWish wish, string draftDigest, RehearsedFault? fault, Action<RehearsalProgress> progress, CancellationToken stop);
}
