using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>One step of a run as a line of the list.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Notes">What became of it and who had a part in it, short.</param>
/// <param name="Gate">What the second admin has to do with it; null for a step without a gate, or when it is over.</param>
/// <param name="Took">Set when it is over.</param>
/// <param name="Since">Since when it is under way or awaited; null otherwise.</param>
public sealed record StepLine(
    StepId Id,
    int Number,
    string Title,
    Look Look,
    StepKind Kind,
    ImmutableArray<string> Notes,
    string? Gate,
    TimeSpan? Took,
    DateTimeOffset? Since);

/// <summary>Where in the list a step is.</summary>
public enum StepKind
{
    Behind,
    Current,
    Ahead,
}

/// <summary>Makes the lines of a run's steps.</summary>
public static class StepLines
{
    /// <param name="name">Names of people.</param>
    public static ImmutableArray<StepLine> Of(RunState s, Func<UserId, string> name)
    {
        var current = s.Ended ? null : s.Current;
        return [.. s.Plan.Procedure.Steps.Select((step, i) => Line(s, step, i + 1, step == current, name))];
    }

    private static StepLine Line(RunState s, Step step, int number, bool isCurrent, Func<UserId, string> name)
    {
        var state = s.Steps[step.Id];
        var kind = isCurrent ? StepKind.Current : state.Status is StepStatus.Pending ? StepKind.Ahead : StepKind.Behind;
        return new StepLine(step.Id, number, step.Title, LookFor(s, state, isCurrent), kind, Notes(s, step, state, name), GateOf(s, step, state, isCurrent, name),
            state is { StartedAt: { } from, EndedAt: { } to } && state.Status != StepStatus.Skipped ? to - from : null,
            isCurrent && s.Status != RunStatus.Planned ? SinceOf(s, state) : null);
    }

    private static DateTimeOffset SinceOf(RunState s, StepState state) =>
        s.Hold?.Since ?? (state.Status is StepStatus.Started or StepStatus.Awaiting ? state.StartedAt : null) ?? s.WaitingSince;

    /// <summary>How a step stands, and whom it waits for.</summary>
    public static Look LookFor(RunState s, StepId step) => LookFor(s, s.Steps[step], !s.Ended && s.Current?.Id == step);

    private static Look LookFor(RunState s, StepState state, bool isCurrent)
    {
        var look = LookOf.Step(state.Status);
        if (state is { Status: StepStatus.Skipped, SkippedBy: not null }) return look with { Tone = Tone.Wait, Word = "skipped by a person" };
        if (!isCurrent || state.Status is StepStatus.Failed or StepStatus.Unclear) return look;
        if (s.Status is RunStatus.Held or RunStatus.Paused) return look with { Tone = Tone.Wait, Word = LookOf.Run(s.Status).Word };
        return s is { Asked: not null, Granted: null } ? look with { Tone = Tone.Wait, Word = "waits for a second admin" } : look;
    }

    private static ImmutableArray<string> Notes(RunState s, Step step, StepState state, Func<UserId, string> name)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (state.Sentence.Length > 0) notes.Add(state.Sentence);
        if (state is { Status: StepStatus.Skipped, SkippedBy: { } left }) notes.Add($"Skipped by {name(left)}.");
        if (state.ApprovedBy is { } by) notes.Add(state.Glass is null ? $"Approved by {name(by)}." : $"Ran without its approvals: {name(by)} broke the glass.");
        if (state.Interruption is { } gap) notes.Add(Interruptions.Sentence(gap));
        if (state.Rounds > 1) notes.Add($"Round {state.Rounds}.");
        if (state.Attempts > state.Rounds) notes.Add($"Attempt {state.Attempts}.");
        if (state.Status == StepStatus.Pending && !s.Ended) Ahead(s, step, notes);
        return notes.ToImmutable();
    }

    private static void Ahead(RunState s, Step step, ImmutableArray<string>.Builder notes)
    {
        if (step.Do is StepAction.Install install) notes.Add($"{s.Due[install.On].Length} packages.");
        if (StepNotes.OnlyIf(step) is { } condition) notes.Add($"{char.ToUpperInvariant(condition[0])}{condition[1..]}.");
        if (step.When == StepCondition.EngineNotSuspended && s.Steps[step.Id].Rounds > 1) notes.Add("Only if the engine runs again.");
        if (step.Interrupts) notes.Add(Interruptions.Expected(s.Plan.ExpectedInterruption));
    }

    private static string Names(RunState s, Func<UserId, string> name) => string.Join(" and ", s.Grants.Select(g => name(g.By)));

    private static string? GateOf(RunState s, Step step, StepState state, bool isCurrent, Func<UserId, string> name)
    {
        if (s.Ended || step.Gate == Gate.None || state.Status != StepStatus.Pending) return null;
        var terms = s.Plan.TermsOf(step.Id);
        var ahead = terms.Approvers == 1 ? "gate: a second admin approves" : $"gate: {terms.Approvers} people approve";
        if (s is { Granted: not null, Asked: { Covers: not null } several } && several.IsFor(step.Id)) return $"gate: approved by {Names(s, name)}, with other steps";
        if (!isCurrent || s.Status == RunStatus.Planned) return ahead;
        if (s.Glass is { } glass) return $"gate: {name(glass.By)} broke the glass";
        return s switch
        {
            { Granted: not null } => $"gate: approved by {Names(s, name)}",
            { Asked: { } asked } => asked.Approvers - s.Grants.Length == 1 ? "gate: one approval is missing" : $"gate: {asked.Approvers - s.Grants.Length} approvals are missing",
            _ => ahead,
        };
    }
}
