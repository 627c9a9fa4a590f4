using System.Collections.Immutable;
using System.Globalization;
using Portal.Components.Policy;
using Portal.Components.Runs;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using MaintenanceWindows = Portal.Core.Procedures.Windows;

namespace Portal.Components.Plans;

/// <summary>Whether runs may act now, by the pair's maintenance windows.</summary>
/// <param name="Left">How long it stays open; null: it is closed, or there is no window.</param>
/// <param name="Opens">When it opens next, UTC; null: it is open, or opens not within a week.</param>
public sealed record WindowOutlook(bool IsDeclared, TimeSpan? Left, DateTimeOffset? Opens)
{
    public static WindowOutlook At(ImmutableArray<MaintenanceWindow> windows, DateTimeOffset now)
    {
        if (windows.IsDefaultOrEmpty) return new(false, null, null);
        var left = windows.Select(w => MaintenanceWindows.Left(w, now)).Max();
        return new(true, left, left is null ? MaintenanceWindows.Opens(windows, now) : null);
    }
}

/// <summary>What a plan will come to, in sentences, before anything is requested.</summary>
public static class PlanOutlook
{
    /// <summary>'17 steps, 2 interruptions for users, about 4 min, 3 approvals by a second admin.'</summary>
    public static string Total(Plan plan, PlanHistory history)
    {
        var (steps, gates) = (plan.Procedure.Steps.Length, Gated(plan));
        var users = plan.Interruptions switch { 0 => "no interruption for users", 1 => "1 interruption for users", var n => $"{n} interruptions for users" };
        var time = history.Whole is { } whole ? $"about {Round(whole.Median)}" : "duration not known yet";
        var people = gates switch { 0 => "no approval needed", 1 => "1 approval by a second admin", _ => $"{gates} approvals by a second admin" };
        return $"{steps} steps, {users}, {time}, {people}.";
    }

    /// <summary>How long users are without service at a switchover.</summary>
    public static string Gaps(Plan plan, PlanHistory history) => (plan.Interruptions, history.Gaps) switch
    {
        (0, _) => "Users should notice nothing: no step moves the service.",
        (_, { Count: 1 } one) => $"Users noticed {Words.Span(one.Longest)} at this pair's last switchover, the only one measured.",
        (_, { } gaps) => $"Users noticed {Words.Span(gaps.Median)} at the median and {Words.Span(gaps.Longest)} at the longest of this pair's last {gaps.Count} switchovers.",
        _ => Interruptions.Expected(plan.ExpectedInterruption),
    };

    /// <summary>How long it took before.</summary>
    public static string Duration(PlanHistory history) => history.Whole switch
    {
        { Count: 1 } one => $"{Words.Span(one.Median)} in the only run of these steps so far; what people take to decide is not in it.",
        { } whole => $"{Words.Span(whole.Median)} at the median and {Words.Span(whole.Longest)} at the longest of the last {whole.Count} runs of these steps; what people take to decide is not in it.",
        _ when history.Steps.Count > 0 => "No run of exactly these steps was completed on this pair yet; what single steps took stands beside them.",
        _ => "No such run was completed on this pair yet, so nobody knows. A rehearsal shows what the simulator takes.",
    };

    /// <summary>People who may approve something of what this person requests, by name; four eyes are counted by person.</summary>
    public static ImmutableArray<string> Approvers(Plan plan, IEnumerable<Person> people, UserId requester) =>
        [.. people.Where(p => Gates(plan).Any(s => Fits(plan, s, p, requester))).Select(p => p.Name).Order(StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>The first dangerous step that can never be approved, and why; null when there are enough people for each.</summary>
    public static string? Unapprovable(Plan plan, IReadOnlyCollection<Person> people, UserId requester)
    {
        foreach (var step in Gates(plan))
        {
            var (terms, fit) = (plan.TermsOf(step.Id), people.Count(p => Fits(plan, step, p, requester)));
            if (fit >= terms.Approvers) continue;
            return terms == ApprovalTerms.Usual
                ? "Nobody but you holds the Approver role, or nobody does: the run would wait at its first dangerous step for ever. Ask an Admin to give the role to a second person."
                : $"'{step.Title}' takes {TermsWords.Who(terms)}, and besides you there {fit switch { 0 => "is nobody", 1 => "is only 1", _ => $"are only {fit}" }}: the run would wait there for ever. Ask an Admin for people, or for another approval policy.";
        }
        return null;
    }

    /// <summary>What approving takes where that is more than usual, one sentence for each kind of terms.</summary>
    public static IEnumerable<string> Terms(Plan plan) =>
        Gates(plan).GroupBy(s => plan.TermsOf(s.Id)).Where(g => g.Key != ApprovalTerms.Usual)
            .Select(g => $"{string.Join(", ", g.Select(s => $"'{s.Title}'"))}: {TermsWords.Who(g.Key)}; {TermsWords.How(g.Key)}.");

    private static IEnumerable<Step> Gates(Plan plan) => plan.Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin);

    private static bool Fits(Plan plan, Step step, Person person, UserId requester) =>
        person.Id != requester && person.Has(PortalRole.Approver) && plan.TermsOf(step.Id).Misses(person) is null;

    /// <summary>What the buttons do.</summary>
    public static string Buttons(Plan plan)
    {
        var steps = plan.Procedure.Steps;
        var gate = steps.FirstOrDefault(s => s.Gate == Gate.SecondAdmin) is { } first ? steps.IndexOf(first) : -1;
        var needed = gate >= 0 && steps[gate].When != StepCondition.Always ? " if it is needed" : "";
        var then = gate switch
        {
            < 0 => "all steps run, one after the other",
            0 => $"step 1, '{steps[0].Title}', waits for a second admin{needed}",
            1 => $"step 1 runs, and step 2, '{steps[1].Title}', waits for a second admin{needed}",
            _ => string.Create(CultureInfo.InvariantCulture, $"steps 1 to {gate} run, and step {gate + 1}, '{steps[gate].Title}', waits for a second admin{needed}"),
        };
        return $"'Request and start' writes this plan into the audit trail and takes the pair; then {then}. 'Request only' does the same and starts nothing.";
    }

    public static int Gated(Plan plan) => plan.Procedure.Steps.Count(s => s.Gate == Gate.SecondAdmin);

    /// <summary>'about 21 s' reads better than '21.43 s'.</summary>
    public static string Round(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => Words.Span(span),
        { TotalMinutes: < 2 } => Words.Span(TimeSpan.FromSeconds(Math.Round(span.TotalSeconds))),
        { TotalHours: < 1 } => Words.Span(TimeSpan.FromMinutes(Math.Round(span.TotalMinutes))),
        _ => Words.Span(span),
    };
}
