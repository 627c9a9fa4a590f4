using Portal.Core.People;

namespace Portal.Core.Runs;

/// <summary>Here the emergency: it stands for approvals that cannot be had, and for nothing else. Every guard holds or the step does not run.</summary>
public static partial class Run
{
    /// <summary>Why a person may not break the glass for what is asked now; null when they may. The requester and the executor may: that is what it is for.</summary>
    public static string? WhyNotBreakGlass(RunState s, Person? person) => person switch
    {
        _ when person.Lacks(PortalRole.BreakGlass) is { } unfit => unfit,
        _ when s.Asked is null || s.Granted is not null => "Nothing is asked that waits for people.",
        _ => null,
    };

    /// <summary>Why a person may not review this emergency; null when they may.</summary>
    public static string? WhyNotReview(GlassBreak broken, Person? person) => person switch
    {
        null => "This account does not exist any more.",
        { Standing: Standing.Deactivated } => $"{person.Name} is deactivated.",
        _ when !person.Has(PortalRole.Approver) && !person.Has(PortalRole.Admin) =>
            person.Waits(PortalRole.Admin) ? person.Lacks(PortalRole.Admin)
            : person.Waits(PortalRole.Approver) ? person.Lacks(PortalRole.Approver)
            : $"{person.Name} holds neither the Approver nor the Admin role.",
        _ when person.Id == broken.By => $"{person.Name} broke the glass: somebody else reviews it.",
        _ when broken.Review is not null => "It was reviewed already.",
        _ => null,
    };

    private static Decision BreakGlass(RunState s, RunCommand.BreakGlass c, Facts facts)
    {
        if (s.Asked is not { } asked || s.Current?.Id != c.Step || !asked.IsFor(c.Step) || asked.Digest != c.Digest) return Decision.No("What you saw is not what is asked now.", "Reload the decision and compare the code.");
        if (WhyNotBreakGlass(s, facts.PersonOf(c.By.Id)) is { } why) return Decision.No(why, "Somebody who holds the role has to do it.");
        if (c.Reason.Trim().Length < EmergencyLength) return Decision.No($"The reason is shorter than {EmergencyLength} characters.", "Say what the emergency is, and whom you tried to reach: whoever reviews it was not there.");
        if (IsOver(asked, facts)) return Decision.No("The question has expired.", "Resume the run: it is asked anew.");
        return s.Current is { } step && Changed(s, step, facts)
            ? Decision.No("What was asked has changed since.", "Wait a moment: the question is asked anew with what is true now.")
            : Decision.Of(new RunEvent.GlassBroken(c.Step, c.Digest, c.Reason.Trim(), facts.Now + asked.Takes.UseWithin, c.Proof));
    }

    /// <summary>What follows from a review. It rests on the run and on people alone, so it is decided the same when the run has ended or its pair is declared no more.</summary>
    /// <param name="personOf">People as the store has them now.</param>
    public static Decision Review(RunState s, RunCommand.ReviewGlass c, Func<UserId, Person?> personOf)
    {
        if (Unfit(c) is { } unfit) return unfit;
        if (s.GlassBreaks.FirstOrDefault(b => b.Digest == c.Digest) is not { } broken) return Decision.No("The glass was not broken for this.", "Open the run to see what happened.");
        return WhyNotReview(broken, personOf(c.By.Id)) is { } why
            ? Decision.No(why, "An Approver or Admin who did not break it has to say whether it was right.")
            : Decision.Of(new RunEvent.GlassReviewed(c.Digest, c.Justified, c.Reason.Trim(), c.Proof));
    }
}
