using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Components.Approvals;

/// <summary>A question to second admins, on the desk of one person.</summary>
/// <param name="WhyNot">Why the viewer may not answer; null when they may.</param>
/// <param name="IsGiven">The viewer approved it, and it was not used yet: they can take it back.</param>
public sealed record Question(RunState Run, ApprovalRequest Asked, string PairName, string? WhyNot, bool IsGiven)
{
    public string Title => DecisionFacts.Question(Run.Plan[Asked.Step], PairName, Run);

    public string Address => $"/approvals/{Run.Id}/{Asked.Step}";

    public DateTimeOffset AskedAt => Asked.AskedAt;

    /// <summary>What changes the desk when it changes.</summary>
    public (string Digest, int Grants, bool Waits) Key => (Asked.Digest, Run.Grants.Length, Waits(Run));

    /// <summary>The question of a pair's open run; null when the viewer has nothing to do with one.</summary>
    public static Question? Of(PairView view, Person? viewer)
    {
        if (view.Run?.State is not { Ended: false, Asked: { } asked } s) return null;
        var given = IsGivenBy(s, viewer?.Id);
        if (!Waits(s) && !given) return null;
        return new Question(s, asked, view.Pair.Name, viewer is null ? "Your account does not exist any more." : !Waits(s) ? "You approved it." : Core.Runs.Run.WhyNotApprove(s, viewer), given);
    }

    /// <summary>Whether the person gave an approval that was not used up yet.</summary>
    public static bool IsGivenBy(RunState s, UserId? person) => s is { Ended: false, Asked: not null } && person is { } id && s.Grants.Any(grant => grant.By == id);

    private static bool Waits(RunState s) => s is { Status: RunStatus.Running, Asked: not null, Granted: null };
}
