using Portal.Core.Audit;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>What may still be said of a run that holds its pair no more: whether its emergency was right.</summary>
internal static class PastRun
{
    /// <summary>Decides the review on the run as the ledger has it, and appends it; of two at once one is first, and the other one is told.</summary>
    /// <exception cref="LedgerUnavailableException">Nothing was written.</exception>
    public static Reply Review(OwnerPorts ports, RunId run, RunCommand.ReviewGlass review)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            if (ports.Archive.Find(run)?.State is not { } state) return new Reply.Refused("There is no such run.", "Open the list of runs.");
            switch (Run.Review(state, review, ports.People.Find))
            {
                case Decision.Refused no: return new Reply.Refused(no.Why, no.Remedy);
                case Decision.Accepted yes when ports.Ledger.Append([new StreamAppend(Streams.Of(run), state.Events, [.. yes.Events.Select(e => Streams.Entry(e, review.By.Id))])]) is Appended.Done:
                    return new Reply.Done();
            }
        }
        return new Reply.Refused("Others wrote to this run at the same moment.", "Look at it and try again.");
    }
}
