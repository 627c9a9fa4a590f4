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
        RunAction.Retry => new Prompt($"Try '{Title(s)}' again?", $"{Retry(s)} {SetsGoing}", "Retry", "pri"),
        RunAction.Skip => new Prompt($"Skip '{Title(s)}'?", Skip(s), "Skip this step", "no"),
        RunAction.SeenDone => new Prompt($"'{Title(s)}' happened?", Word(s, "counted as done, and what has to be true after it is checked"), "I saw that it happened", "pri"),
        RunAction.SeenNotDone => new Prompt($"'{Title(s)}' did not happen?", Word(s, "counted as failed; a retry then makes a new attempt"), "I saw that it did not happen", "pri"),
        RunAction.TakeFurther => new Prompt("Take the further updates into this run?", Take(s), "Take them in", "pri"),
        RunAction.LeaveFurther => new Prompt("Leave the further updates for another run?", $"They stay pending on the server, and the record of this run names them. The run goes on without them{Then(s)}. {SetsGoing}", "Leave them", "pri"),
        _ => null,
    };

    /// <summary>The command of an action.</summary>
    /// <param name="s">The run as the person saw it when they were asked: the command is for that, and for nothing newer.</param>
    public static Func<Person, RunCommand.ByPerson> Command(RunAction action, RunState s, string reason) => action switch
    {
        RunAction.Start => by => new RunCommand.Start(by),
        RunAction.Pause => by => new RunCommand.Pause(by),
        RunAction.Resume => by => new RunCommand.Resume(by),
        RunAction.Retry => by => new RunCommand.Retry(by, reason, s.Hold is { } hold ? s.Steps[hold.Step].Attempts : null),
        RunAction.Skip => by => new RunCommand.Skip(by, s.Hold?.Step ?? s.Current!.Id, reason),
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

    private const string SetsGoing = "You set the run going by it: you cannot approve the dangerous steps that come then.";

    private static string Retry(RunState s)
    {
        var attempt = s.Current is { } step ? s.Steps[step.Id].Attempts + 1 : 2;
        return s.Current?.Gate == Gate.SecondAdmin
            ? $"Everything before the step is checked again, and a second admin is asked about attempt {attempt}; nothing is done before they agree."
            : $"Everything before the step is checked again, then attempt {attempt} is made at once.";
    }

    private static string Skip(RunState s)
    {
        var means = s.Current?.Do switch
        {
            StepAction.Verify v => $"Nobody then knows whether {v.On} has the updates: the run is recorded as 'Not verified on {v.On}', with your name and reason, in its outcome and in the audit trail.",
            StepAction.Scan a when s.Current.Loop is not null => $"{a.On} is not looked at again: further updates are left for another run. The outcome and the audit trail name it, with your name and reason.",
            StepAction.Scan a => $"Nobody then knows whether {a.On} is still offered what was planned: the install waits until somebody vouches for it. The outcome and the audit trail name 'Not scanned on {a.On}', with your name and reason.",
            _ => "",
        };
        return $"It is left out for good, and the run goes on{Then(s)}. {means} You cannot approve any step of this run afterwards.";
    }

    private static string Take(RunState s)
    {
        if (s.Current is not { Loop: { } loop } step) return "The plan changes.";
        var again = loop.Repeat.Select(s.Plan.NumberOf).Order().ToArray();
        return $"The plan changes: version {s.Plan.Version + 1}. Steps {string.Join(", ", again)} run again (round {s.Steps[step.Id].Rounds + 1} of {loop.MaxRounds}), each dangerous one after a new approval. You become an editor of the plan: you cannot approve any of its steps.";
    }

    private static string Then(RunState s)
    {
        var steps = s.Plan.Procedure.Steps;
        return s.Current is { } step && steps.IndexOf(step) + 1 is var next && next < steps.Length ? $" with step {next + 1}, '{steps[next].Title}'" : ", to its end: this was the last step";
    }

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
