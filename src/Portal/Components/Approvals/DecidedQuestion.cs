using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Components.Approvals;

/// <summary>What became of a question to the second admin.</summary>
/// <param name="Seq">Place of its entry in the ledger.</param>
/// <param name="Became">'approved', 'rejected', 'glass broken', 'reviewed', 'expired' or 'void'.</param>
/// <param name="By">The portal itself, where it expired or became void.</param>
/// <param name="Said">The reason of the person, or why it became void.</param>
public sealed record DecidedQuestion(long Seq, string Title, string Became, UserId By, DateTimeOffset At, string Said, RunId Run, StepId Step, string Code)
{
    /// <summary>Of one entry of a run; null when it is about no decision.</summary>
    public static DecidedQuestion? Of(LedgerEntry entry, RunState run, string pairName)
    {
        return Streams.Read(entry).Event switch
        {
            RunEvent.Approved e => Made(e.Step, e.Digest, "approved", e.Reason),
            RunEvent.Rejected e => Made(e.Step, e.Digest, "rejected", e.Reason),
            RunEvent.GlassBroken e => Made(e.Step, e.Digest, "glass broken", e.Reason),
            RunEvent.GlassReviewed e when run.GlassBreaks.FirstOrDefault(b => b.Digest == e.Digest) is { } broken => Made(broken.Step, e.Digest, "reviewed", $"It was {(e.Justified ? "right" : "not right")}. {e.Reason}"),
            RunEvent.ApprovalVoided e => Made(e.Step, e.Digest, e.Expired ? "expired" : "void", e.Why),
            _ => null,
        };

        DecidedQuestion Made(StepId step, string digest, string became, string said) =>
            new(entry.Seq, DecisionFacts.Question(run.Plan[step], pairName, run), became, entry.Actor, entry.At, said, run.Id, step, ShortCode.Of(digest));
    }
}
