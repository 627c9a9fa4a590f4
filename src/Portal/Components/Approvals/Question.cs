using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Approvals;

/// <summary>A question that waits for a second admin.</summary>
/// <param name="WhyNot">Why the viewer may not answer; null when they may.</param>
public sealed record Question(RunState Run, ApprovalRequest Asked, string PairName, string? WhyNot)
{
    public string Title => DecisionFacts.Question(Run.Plan[Asked.Step], PairName, Run);

    public string Address => $"/approvals/{Run.Id}/{Asked.Step}";

    public DateTimeOffset AskedAt => Asked.AskedAt;

    /// <summary>The question of a pair's open run; null when none is asked.</summary>
    public static Question? Of(PairView view, Person? viewer) =>
        view.Run?.State is { Status: RunStatus.Running, Asked: { } asked, Granted: null } s
            ? new Question(s, asked, view.Pair.Name, viewer is null ? "Your account does not exist any more." : Core.Runs.Run.WhyNotApprove(s, viewer))
            : null;
}

/// <summary>A question that was decided, or became void.</summary>
/// <param name="Became">'approved', 'rejected' or 'void'.</param>
/// <param name="Said">The reason of the person, or why it became void.</param>
public sealed record DecidedQuestion(string Title, string Became, UserId By, DateTimeOffset At, string Said, RunId Run, StepId Step, string Code)
{
    /// <summary>Newest first, as the ledger has them.</summary>
    /// <param name="take">Most, 1 to 500.</param>
    public static ImmutableArray<DecidedQuestion> Recent(ILedger ledger, IRunArchive archive, Func<Core.Pairs.PairId, string> pairName, int take)
    {
        var runs = new Dictionary<RunId, RunState?>();
        return [.. ledger.Query(new LedgerQuery(KindPrefix: "approval.", Take: take * 2)).Select(One).OfType<DecidedQuestion>().Take(take)];

        DecidedQuestion? One(LedgerEntry entry)
        {
            var run = new RunId(entry.Stream.Value[Streams.RunPrefix.Length..]);
            if (!runs.TryGetValue(run, out var state)) runs[run] = state = archive.Find(run)?.State;
            return state is null ? null : Streams.Read(entry) switch
            {
                { Event: RunEvent.Approved e } => Made(e.Step, e.Digest, "approved", e.Reason),
                { Event: RunEvent.Rejected e } => Made(e.Step, e.Digest, "rejected", e.Reason),
                { Event: RunEvent.ApprovalVoided e } => Made(e.Step, e.Digest, "void", e.Why),
                _ => null,
            };

            DecidedQuestion Made(StepId step, string digest, string became, string said) => new(
                DecisionFacts.Question(state.Plan[step], pairName(state.Plan.Pair), state), became, entry.Actor, entry.At, said, run, step, ShortCode.Of(digest));
        }
    }
}
