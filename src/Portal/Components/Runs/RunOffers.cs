using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>What a person can ask of a run as a whole.</summary>
public enum RunAction
{
    Start,
    Pause,
    Resume,
    Retry,
    Skip,
    SeenDone,
    SeenNotDone,
    TakeFurther,
    LeaveFurther,
    Abort,
}

/// <summary>An action as a button; the gate decides again when it is pressed.</summary>
/// <param name="WhyNot">Why it is disabled, as a sentence; null when it can be pressed.</param>
public sealed record Offer(RunAction Action, string Text, string? WhyNot = null);

/// <summary>Which actions make sense now, and for whom.</summary>
public static class RunOffers
{
    /// <summary>In the order of buttons; empty for a run that has ended.</summary>
    public static ImmutableArray<Offer> For(RunState s, Person? person)
    {
        var offers = s.Status switch
        {
            RunStatus.Planned => [new Offer(RunAction.Start, "Start")],
            RunStatus.Running when s.AbortAsked => [],
            RunStatus.Running => [new Offer(RunAction.Pause, "Pause", s.PauseAsked ? "A pause was asked: it takes effect at the next step boundary." : null)],
            RunStatus.Paused => [new Offer(RunAction.Resume, "Resume")],
            RunStatus.Held => Held(s, s.Hold!, person),
            _ => ImmutableArray<Offer>.Empty,
        };
        if (!s.Ended) offers = offers.Add(new Offer(RunAction.Abort, "Abort…", s.AbortAsked ? "An abort was asked already: nothing more is started, what runs is watched to its end." : null));
        return [.. offers.Select(o => o.WhyNot is null ? o with { WhyNot = WhyNot(o.Action, person) } : o)];
    }

    /// <summary>Why a person may not vouch for facts; null when they may.</summary>
    public static string? WhyNotAttest(Person? person) => WhyNot(RunAction.SeenDone, person);

    private static ImmutableArray<Offer> Held(RunState s, Hold hold, Person? person) => hold.Kind switch
    {
        HoldKind.Failed => [new Offer(RunAction.Retry, "Retry…"), .. Skip(s, hold)],
        HoldKind.Unclear =>
        [
            new Offer(RunAction.Resume, "Look again"),
            new Offer(RunAction.SeenDone, "It happened…", ScanUnclear(s, hold) ?? Said(s, person)),
            new Offer(RunAction.SeenNotDone, "It did not happen…", Said(s, person)),
        ],
        HoldKind.FurtherUpdates => [new Offer(RunAction.TakeFurther, "Take them in…", RoundsUsed(s, hold)), new Offer(RunAction.LeaveFurther, "Leave them…")],
        HoldKind.Rejected or HoldKind.ApprovalExpired => [new Offer(RunAction.Resume, "Resume and ask anew")],
        _ => [new Offer(RunAction.Resume, "Check again and resume"), .. Skip(s, hold)],
    };

    // A step that nobody may ever leave out has no such button.
    private static ImmutableArray<Offer> Skip(RunState s, Hold hold) => Run.WhyNotSkip(s, hold.Step) is null ? [new Offer(RunAction.Skip, "Skip this step…")] : [];

    private static string? Said(RunState s, Person? person) =>
        s.OutcomeWords.Any(w => w.By == person?.Id) ? "You said already what you saw; a second person has to have seen the same." : null;

    private static string? ScanUnclear(RunState s, Hold hold) =>
        s.Plan[hold.Step].Do is StepAction.Scan ? "What a scan found cannot be vouched for: say that it did not happen, then retry; a scan changes nothing." : null;

    private static string? RoundsUsed(RunState s, Hold hold) =>
        s.Plan[hold.Step].Loop is { } loop && s.Steps[hold.Step].Rounds >= loop.MaxRounds ? $"The limit of {loop.MaxRounds} rounds is reached." : null;

    private static string? WhyNot(RunAction action, Person? person)
    {
        if (person is null || person.Standing != Standing.Active) return "Your account may not act any more.";
        var approverToo = action is RunAction.Abort or RunAction.Pause or RunAction.SeenDone or RunAction.SeenNotDone;
        if (person.Has(PortalRole.Operator) || (approverToo && person.Has(PortalRole.Approver))) return null;
        return approverToo ? "This needs the Operator or the Approver role." : "This needs the Operator role.";
    }
}
