using System.Collections.Immutable;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>The guards of one step, as they are, as they were, or as they will be asked.</summary>
/// <param name="Title">When they are, or were, checked.</param>
/// <param name="Checks">With verdicts; empty for a step that has not come up.</param>
/// <param name="Claims">Without verdicts: what will be checked.</param>
/// <param name="At">When they were evaluated, for ages; null for the past, which has the ages of then.</param>
public sealed record StepChecks(string Title, ImmutableArray<Checked> Checks, ImmutableArray<Guard> Claims, DateTimeOffset? At)
{
    /// <summary>In the order in which they are checked; none for a step that was skipped.</summary>
    /// <param name="attempt">The attempt that is looked at; null: none was made, or what comes next is looked at.</param>
    public static ImmutableArray<StepChecks> Of(RunPicture run, StepId id, StepAttempt? attempt)
    {
        var s = run.State;
        var step = s.Plan[id];
        var number = s.Plan.NumberOf(id);
        var all = ImmutableArray.CreateBuilder<StepChecks>();
        if (!s.Ended && s.Current == step && (attempt is null || attempt.Number == s.Steps[id].Attempts)) Current(run, step, number, attempt, all);
        else if (attempt is not null) Behind(attempt, number, all);
        else if (s.Steps[id].Status == StepStatus.Pending) Ahead(step, number, all);
        return all.ToImmutable();
    }

    private static void Current(RunPicture run, Step step, int number, StepAttempt? attempt, ImmutableArray<StepChecks>.Builder all)
    {
        var s = run.State;
        var after = s.Steps[step.Id].Status is StepStatus.Awaiting or StepStatus.Started;
        var checks = run.Guards;
        // What the run was held for may be no guard of the step's own, such as a boot id that nobody can read.
        if (s.Hold is { } hold) checks = checks.AddRange(hold.Guards.Where(h => checks.All(c => c.Guard.Id != h.Guard.Id)));
        if (attempt is { Before.Length: > 0 }) all.Add(Started(attempt, number));
        var title = after ? $"Step {number} is done when all of this is true" : $"Before step {number}, checked again right before it runs";
        if (checks.Length > 0) all.Add(new StepChecks(title, checks, [], run.At));
        else if ((after ? step.Until : step.Before) is { Length: > 0 } claims) all.Add(new StepChecks(title, [], claims, null));
        if (!after && step.Until.Length > 0) all.Add(new StepChecks($"Step {number} is then done when", [], step.Until, null));
    }

    private static void Ahead(Step step, int number, ImmutableArray<StepChecks>.Builder all)
    {
        if (step.Before.Length > 0) all.Add(new StepChecks($"Before step {number}, to be checked right before it runs", [], step.Before, null));
        if (step.Until.Length > 0) all.Add(new StepChecks($"Step {number} is then done when", [], step.Until, null));
    }

    private static void Behind(StepAttempt attempt, int number, ImmutableArray<StepChecks>.Builder all)
    {
        if (attempt.Before.Length > 0) all.Add(Started(attempt, number));
        if (attempt.After.Length > 0)
            all.Add(new StepChecks(attempt.Became == StepStatus.Done ? $"After step {number}, as it was when it was done" : $"After step {number}, as it was when the run was held", attempt.After, [], null));
    }

    private static StepChecks Started(StepAttempt attempt, int number) => new($"Before step {number}, as it was when it was started", attempt.Before, [], null);
}
