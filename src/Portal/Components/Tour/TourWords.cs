using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Components.Tour;

/// <summary>What the tour says at a stop to a person, and where it leads them.</summary>
/// <param name="Title">What to do, in a few words.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="Go">Address of the place; null where the person is there already or has to be somebody else.</param>
public sealed record TourWords(string Title, string Text, string? Go = null)
{
    private const string Pair = "/pairs/erp-db-01";

    /// <param name="run">The newest run; null when there is none.</param>
    public static TourWords For(TourStop stop, Person person, RunState? run) => stop switch
    {
        TourStop.OpenPair or TourStop.Plan or TourStop.Request when !person.Has(PortalRole.Operator) => new("Let operator plan a patch",
            "You approve, and somebody else has to ask. Sign in as operator in another browser or a private window, and plan a patch there; the tour goes on here by itself."),
        TourStop.OpenPair => new("Open a pair", "Each line is a pair of servers: one serves users, the other one stands by. The ERP pair waits for updates.", Pair),
        TourStop.Plan => new("Plan a rolling patch", "The page shows what is checked and what waits. Press 'Plan a rolling patch'.", $"{Pair}/plan"),
        TourStop.Request when run is null => new("Request it and start", "Scan if the page asks for it, look at the steps, write a reason, and press 'Request and start'."),
        TourStop.Request => new("Start the run", "It is requested and holds its pair. Press 'Start' on its page.", Of(run!)),
        TourStop.Approve when person.Has(PortalRole.Approver) && Run.WhyNotApprove(run!, person) is null => new("Approve the first dangerous step",
            "When the run comes to a dangerous step, it stands under Approvals. Compare the code, write what you checked and your password, and approve.", "/approvals"),
        TourStop.Approve => new("Let somebody else approve",
            "Nobody approves their own run. Sign in as second.admin in another browser or a private window, and open Approvals there.", Of(run!)),
        TourStop.Watch => new("See the patch to its end", "Both servers are patched one after the other, with a question before each dangerous step. The run shows what users noticed.", Of(run!)),
        TourStop.Audit when person.Has(PortalRole.Auditor) => new("See the audit trail", "Who asked, who approved, what happened: chained, so that nothing can be altered. Press 'Verify'. That was all.", "/audit"),
        _ => new("See the audit trail", "Who asked, who approved, what happened: second.admin is an auditor, too, and finds it under Audit. That was all.", null),
    };

    private static string Of(RunState run) => $"/runs/{run.Id}";
}
