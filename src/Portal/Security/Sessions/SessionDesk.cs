using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Stores;

namespace Portal.Security.Sessions;

/// <summary>The one way to one's own sessions; refusals go into the ledger. Takes no fresh credential: to end a session is what somebody does who fears for theirs.</summary>
public sealed class SessionDesk(SessionBook sessions, IPeople people, SecurityJournal journal)
{
    /// <summary>The person's open sessions, the last seen first.</summary>
    public ImmutableArray<Session> Of(UserId by) => sessions.Of(by);

    /// <summary>Signs the person out at one browser.</summary>
    /// <returns>How many sessions ended.</returns>
    public Reply<int> End(UserId by, long number) => Act(by, $"own.session-end {number}", s => s.Number == number, "This session is over already, or is not yours.");

    /// <summary>Signs the person out everywhere but here.</summary>
    /// <param name="here">Number of the session that stays.</param>
    /// <returns>How many sessions ended.</returns>
    public Reply<int> EndOthers(UserId by, long here) => Act(by, "own.session-end others", s => s.Number != here, "You are signed in nowhere else.");

    private Reply<int> Act(UserId by, string action, Func<Session, bool> chosen, string none)
    {
        try
        {
            var reply = people.Find(by) is not { Standing: Standing.Active } ? No("This account may not be in any more.", "Ask an Admin.")
                : sessions.End(by, by, chosen) is > 0 and var ended ? new Reply<int>.Done(ended)
                : No(none, "Nothing is to be done.");
            if (reply is Reply<int>.Refused no) journal.Refused(by, action, no.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No("The end of the session could not be recorded, so it goes on.", fault.Message);
        }
    }

    private static Reply<int> No(string why, string remedy) => new Reply<int>.Refused(why, remedy);
}
