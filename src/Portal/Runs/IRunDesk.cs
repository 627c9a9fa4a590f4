using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Security.Credentials;

namespace Portal.Runs;

/// <summary>What a plan is to be made of.</summary>
/// <param name="LeaveOut">Names of packages that are offered and not to be installed, per server.</param>
public sealed record PlanWish(PairId Pair, ProcedureKind Procedure, EndsOn EndsOn, PerServer<ImmutableHashSet<string>> LeaveOut)
{
    /// <summary>Everything that is offered.</summary>
    public static PlanWish For(PairId pair, ProcedureKind procedure) => new(pair, procedure, EndsOn.Primary, new([], []));
}

/// <summary>The one gate: browser, hub and API go through these calls. Permission and state are checked here, on every call, from the store; refusals are written to the ledger.</summary>
public interface IRunDesk
{
    /// <summary>Asks both servers anew which updates they are offered; takes up to some minutes. Changes nothing on them but the package lists.</summary>
    Task<Reply> Scan(UserId by, PairId pair, CancellationToken stop);

    /// <summary>Keeps the portal from looking at the pair until a person resumes; refused while a run holds it.</summary>
    /// <param name="reason">Why, for everybody who wonders; 1 to 500 characters.</param>
    Task<Reply> PauseWatching(UserId by, PairId pair, string reason, CancellationToken stop);

    /// <summary>Lets the portal look at the pair again.</summary>
    /// <param name="reason">1 to 500 characters.</param>
    Task<Reply> ResumeWatching(UserId by, PairId pair, string reason, CancellationToken stop);

    /// <summary>The plan as it would be requested now, with what the preflight says; writes nothing.</summary>
    Task<Reply<Plan>> Draft(UserId by, PlanWish wish, CancellationToken stop);

    /// <summary>Writes the plan into the ledger and takes the pair; nothing runs until it is started.</summary>
    /// <param name="draftDigest"><see cref="PlanDrafts.Compare"/> of the draft that the person saw; another plan is refused.</param>
    /// <param name="reason">Why, for the audit trail; 1 to 500 characters.</param>
    Task<Reply<RunId>> Request(UserId by, PlanWish wish, string draftDigest, string reason, CancellationToken stop);

    /// <summary>Start, pause, resume, retry, attest, take or leave further updates, abort; never what takes a fresh credential, which <see cref="Decide"/> and <see cref="Review"/> alone do.</summary>
    Task<Reply> Ask(UserId by, RunId run, Func<Person, RunCommand.ByPerson> command, CancellationToken stop);

    /// <summary>Approves or rejects what is asked about a step, or breaks the glass. How the person proved themselves goes into the ledger with it.</summary>
    /// <param name="digest">Of the question that the person saw.</param>
    /// <param name="reason">1 to 500 characters; of an emergency at least <see cref="Core.Runs.Run.EmergencyLength"/>.</param>
    /// <param name="proof">Of this person, for this answer to this question, at most 60 s old and never used; used up by this call. Anything else is refused.</param>
    Task<Reply> Decide(UserId by, RunId run, StepId step, string digest, Answer answer, string reason, FreshProof? proof, CancellationToken stop);

    /// <summary>Says afterwards whether breaking the glass was right; also of a run that has ended, and of a pair that is declared no more.</summary>
    /// <param name="digest">Of the question that was cut short.</param>
    /// <param name="reason">1 to 500 characters.</param>
    /// <param name="proof">Of this person, for this review, at most 60 s old and never used; used up by this call. Anything else is refused.</param>
    Task<Reply> Review(UserId by, RunId run, string digest, Finding finding, string reason, FreshProof? proof, CancellationToken stop);
}
