using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

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
