using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Notifications;

/// <summary>What runs have to tell: a question, a hold, an end.</summary>
internal sealed class RunSource(IRunArchive archive, IPeople people, RunNotices notices, TimeProvider clock) : INoticeSource
{
    public bool Tells(string kind) => kind is "approval.asked" or "run.held" or "run.completed" or "run.aborted";

    public IEnumerable<Told> Of(LedgerEntry entry)
    {
        if (Streams.RunOf(entry.Stream) is not { } id || archive.Find(id)?.State is not { } run) yield break;
        switch (Streams.Read(entry).Event)
        {
            // The run as it is now, not as it was: what is over by now is told to nobody.
            case RunEvent.ApprovalAsked { Request: var asked } when Audience.IsOpen(run, asked.Digest, clock.GetUtcNow()):
                yield return new Told(notices.Question(run, NoticeKind.ApprovalAsked, "asked", clock.GetUtcNow()), Audience.Deciders(run, people),
                    new OpenQuestion(run.Id, asked.Digest, entry.At, asked.ExpiresAt));
                break;
            case RunEvent.Held when run.Hold is { } hold && hold.Since == entry.At:
                yield return new Told(notices.Held(run), Audience.Operators(run, people));
                break;
            case RunEvent.Completed or RunEvent.Aborted when run.Ended:
                yield return new Told(notices.Ended(run), [run.Plan.RequestedBy]);
                break;
        }
    }
}
