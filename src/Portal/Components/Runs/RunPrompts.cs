using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>What a person is told and asked before an action; every such action carries a reason.</summary>
/// <param name="Confirm">The text of the button that does it.</param>
/// <param name="Css">'pri' or 'no'.</param>
public sealed record Prompt(string Title, string Explains, string Confirm, string Css);

/// <summary>The words of the questions, and the commands that follow.</summary>
public static class RunPrompts
{
    /// <summary>Null for an action that needs no reason.</summary>
    public static Prompt? For(RunAction action, RunState s) => action switch
    {
        RunAction.Abort => new Prompt("Abort this run?", Abort(s), "Abort the run", "no"),
        RunAction.Retry => new Prompt($"Try '{Title(s)}' again?",
            s.Current?.Gate == Gate.SecondAdmin ? "A new attempt is made, and a second admin is asked for it anew." : "A new attempt is made at once, after everything before the step is checked again.", "Retry", "pri"),
        RunAction.SeenDone => new Prompt($"'{Title(s)}' happened?", Word(s, "counted as done, and what has to be true after it is checked"), "I saw that it happened", "pri"),
        RunAction.SeenNotDone => new Prompt($"'{Title(s)}' did not happen?", Word(s, "counted as failed; a retry then makes a new attempt"), "I saw that it did not happen", "pri"),
        RunAction.TakeFurther => new Prompt("Take the further updates into this run?", "The plan changes, so approvals not yet used become void, and you become an editor of the plan: you cannot approve any of its steps.", "Take them in", "pri"),
        RunAction.LeaveFurther => new Prompt("Leave the further updates for another run?", "They stay pending on the server; this run goes on without them.", "Leave them", "pri"),
        _ => null,
    };

    /// <summary>The command of an action.</summary>
    public static Func<Person, RunCommand.ByPerson> Command(RunAction action, string reason) => action switch
    {
        RunAction.Start => by => new RunCommand.Start(by),
        RunAction.Pause => by => new RunCommand.Pause(by),
        RunAction.Resume => by => new RunCommand.Resume(by),
        RunAction.Retry => by => new RunCommand.Retry(by, reason),
        RunAction.SeenDone => by => new RunCommand.AttestOutcome(by, Outcome.Done, reason),
        RunAction.SeenNotDone => by => new RunCommand.AttestOutcome(by, Outcome.NotDone, reason),
        RunAction.TakeFurther => by => new RunCommand.TakeFurtherUpdates(by, reason),
        RunAction.LeaveFurther => by => new RunCommand.LeaveFurtherUpdates(by, reason),
        RunAction.Abort => by => new RunCommand.Abort(by, reason),
        _ => throw new InvalidOperationException($"{action} is no command."),
    };

    /// <summary>The question before a person vouches for a fact.</summary>
    public static Prompt Attest(Checked check) => new("Vouch for this?",
        $"{check.Guard.Claim}. The portal cannot read it: {check.Verdict.Why} Look at the server yourself; your word and your reason go into the audit trail and count for {Words.Span(Run.AttestationLife)}.",
        "I looked: it is so", "pri");

    private static string Abort(RunState s)
    {
        var next = s.InFlight
            ? $"Nothing more is started. '{Title(s)}' is under way: it is not interrupted, but watched to its end; then the run ends."
            : "Nothing more is started, and the run ends at once.";
        return s.Status == RunStatus.Planned
            ? "Nothing has run yet; the pair is given free."
            : $"{next} The pair stays in the state that it is in then; you are told which, and offered the way back to normal.";
    }

    private static string Word(RunState s, string then) => s.Current?.Gate == Gate.SecondAdmin
        ? $"This is a dangerous step: it is {then} when a second person says the same. Nothing is repeated by it."
        : $"The step is {then}. Nothing is repeated by it.";

    private static string Title(RunState s) => s.Current?.Title ?? "The step";
}
