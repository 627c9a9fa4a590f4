using System.Collections.Immutable;
using Portal.Core.Runs;

namespace Portal.Components.Plans;

/// <summary>What was measured of one thing in the past.</summary>
/// <param name="Count">Number of measurements, 1 or more.</param>
public sealed record Past(TimeSpan Median, TimeSpan Longest, int Count)
{
    /// <summary>Null when nothing was measured.</summary>
    public static Past? Of(IEnumerable<TimeSpan> measured)
    {
        TimeSpan[] all = [.. measured.Order()];
        return all.Length == 0 ? null : new Past(all[(all.Length - 1) / 2], all[^1], all.Length);
    }
}

/// <summary>What the pair's past runs tell of a plan. Times are of the steps themselves: what people took to decide is not in them.</summary>
/// <param name="Gaps">Of the pair's last switchovers; null: none was measured.</param>
/// <param name="Whole">Of completed runs of the same steps; null: there was none.</param>
/// <param name="Steps">By step, as far as the same step was done before.</param>
public sealed record PlanHistory(Past? Gaps, Past? Whole, ImmutableDictionary<StepId, Past> Steps)
{
    private const int MostGaps = 20, MostRuns = 10;

    public static readonly PlanHistory None = new(null, null, ImmutableDictionary<StepId, Past>.Empty);

    /// <param name="past">Runs of the pair, newest first.</param>
    public static PlanHistory Of(Plan plan, ImmutableArray<RunState> past)
    {
        var gaps = past.SelectMany(r => r.Steps.Values).Where(s => s.Interruption is not null).OrderByDescending(s => s.StartedAt).Take(MostGaps).Select(s => s.Interruption!.LongestGap);
        RunState[] alike = [.. past.Where(r => r.Plan.Procedure.Name == plan.Procedure.Name)];
        var wholes = alike.Where(r => r.Status == RunStatus.Completed && Ids(r.Plan).SetEquals(Ids(plan))).Take(MostRuns)
            .Select(r => r.Steps.Values.Aggregate(TimeSpan.Zero, (sum, step) => sum + (Took(step) ?? TimeSpan.Zero)));
        var steps = plan.Procedure.Steps
            .Select(step => (step.Id, Past: Past.Of(alike.Where(r => r.Plan.Procedure.Steps.Any(s => s.Id == step.Id && s.Do == step.Do)).Select(r => Took(r.Steps[step.Id])).OfType<TimeSpan>().Take(MostRuns))))
            .Where(x => x.Past is not null);
        return new PlanHistory(Past.Of(gaps), Past.Of(wholes), steps.ToImmutableDictionary(x => x.Id, x => x.Past!));
    }

    private static HashSet<StepId> Ids(Plan plan) => [.. plan.Procedure.Steps.Select(s => s.Id)];

    private static TimeSpan? Took(StepState step) =>
        step is { Status: StepStatus.Done, StartedAt: { } from, EndedAt: { } to } && to >= from ? to - from : null;
}
