using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Core.Audit;

/// <summary>Here what happens in runs.</summary>
public static partial class AuditSentences
{
    private static string OfRun(RunEvent e, string who, RunId run, AuditNames names)
    {
        string Step(StepId id) => names.Step(run, id) is { } title ? $"'{title}' ({id})" : $"step {id}";
        return e switch
        {
            RunEvent.Requested r => $"{who} requested run {run} on {r.Plan.Pair}: {Procedure(r.Plan)}, {Packages(r.Plan)}.{Reason(r.Plan.Reason)}",
            RunEvent.Started => $"{who} started run {run}.",
            RunEvent.PauseAsked => $"{who} asked run {run} to pause at the next step.",
            RunEvent.Paused => $"Run {run} paused between two steps.",
            RunEvent.Resumed => $"{who} resumed run {run}.",
            RunEvent.Held h => $"Run {run} waits for people at {Step(h.Step)}: {Why(h.Kind)}. {h.Why}{Also(h.Remedy)}",
            RunEvent.AbortAsked a => $"{who} asked run {run} to end: nothing more is to be started.{Reason(a.Reason)}",
            RunEvent.Aborted a => $"Run {run} was aborted. {a.State}",
            RunEvent.Completed c => $"Run {run} completed. {c.State}",
            RunEvent.Amended a => $"{who} took {Count(a.Updates.Length, "further update")} on {a.On} into the plan of run {run}, now version {a.PlanVersion}.{Reason(a.Reason)}",
            RunEvent.FurtherUpdatesLeft l => $"{who} left {Count(l.Updates.Length, "further update")} on {l.On} for another run.{Reason(l.Reason)}",
            RunEvent.ApprovalAsked a => $"Run {run} asks a second admin about {Step(a.Request.Step)}, code {a.Request.Code}.",
            RunEvent.Approved a => $"{who} approved {Step(a.Step)} of run {run}, code {ShortCode.Of(a.Digest)}{Proven(a.Proof)}.{Reason(a.Reason)}",
            RunEvent.Rejected r => $"{who} rejected {Step(r.Step)} of run {run}, code {ShortCode.Of(r.Digest)}{Proven(r.Proof)}.{Reason(r.Reason)}",
            RunEvent.GlassBroken g => $"{who} broke the glass: {Step(g.Step)} of run {run}, code {ShortCode.Of(g.Digest)}, may run without its approvals{Proven(g.Proof)}. Somebody else has to review it.{Reason(g.Reason)}",
            RunEvent.GlassReviewed v => $"{who} reviewed the emergency of run {run}, code {ShortCode.Of(v.Digest)}: it was {(v.Justified ? "right" : "not right")}{Proven(v.Proof)}.{Reason(v.Reason)}",
            RunEvent.ApprovalVoided v => $"The approval of {Step(v.Step)} of run {run}, code {ShortCode.Of(v.Digest)}, became void. {v.Why}",
            _ => OfStep(e, who, run, Step),
        };
    }

    private static string OfStep(RunEvent e, string who, RunId run, Func<StepId, string> step) => e switch
    {
        RunEvent.StepStarted s => $"Run {run} started {step(s.Step)}{Attempt(s.Attempt)}{Doing(s.Effect)}{(s.ApprovalDigest is { } digest ? s.Glass == true ? $", without its approvals: the glass was broken for {ShortCode.Of(digest)}" : $"; it used the approval {ShortCode.Of(digest)}" : "")}.",
        RunEvent.EffectEnded f => $"{Upper(step(f.Step))} of run {run} did what it should; its result is awaited. {f.Report.Detail}",
        RunEvent.StepDone d => $"Run {run} finished {step(d.Step)}{Attempt(d.Attempt)}. {d.Sentence}",
        RunEvent.StepSkipped { Reason: not null } s => $"{who} skipped {step(s.Step)} of run {run}. {s.Why}",
        RunEvent.StepSkipped s => $"Run {run} skipped {step(s.Step)}. {s.Why}",
        RunEvent.StepFailed f => $"{Upper(step(f.Step))} of run {run} failed{Attempt(f.Attempt)}. {f.Report.Detail}{Also(f.Report.Remedy)}",
        RunEvent.StepUnclear u => $"Nobody can tell whether {step(u.Step)} of run {run} happened{Attempt(u.Attempt)}. {u.Report.Detail}{Also(u.Report.Remedy)}",
        RunEvent.RetryAsked r => $"{who} asked for another attempt of {step(r.Step)} of run {run}.{Reason(r.Reason)}",
        RunEvent.FactAttested f => $"{who} vouched for '{f.GuardId}' at {step(f.Step)} of run {run}.{Reason(f.Reason)}",
        RunEvent.OutcomeAttested o => $"{who} vouched that {step(o.Step)} of run {run} {(o.Outcome == Outcome.Done ? "was done" : "was not done")}.{Reason(o.Reason)}",
        RunEvent.InterruptionMeasured m => $"{Upper(step(m.Step))} of run {run} interrupted users for at most {Words.Span(m.Interruption.LongestGap)}: {m.Interruption.Failed} of {m.Interruption.Tries} tries failed, one each {Pace(m.Interruption.Every)}.",
        _ => throw new NotSupportedException($"No sentence for {e.GetType().Name}."),
    };

    private static string Procedure(Plan plan) => plan.Procedure.Name is "A" or "B"
        ? $"procedure {plan.Procedure.Name} ({plan.Procedure.Title})"
        : plan.Procedure.Title;

    private static string Packages(Plan plan)
    {
        var steps = Count(plan.Procedure.Steps.Length, "step");
        var packages = Identities.Both.Select(i => $"{Count(plan.Packages[i].Length, "package")} on {i}");
        return plan.Procedure.Name is "A" or "B" ? $"{steps}, {string.Join(" and ", packages)}" : steps;
    }

    private static string Doing(Effect? effect) => effect switch
    {
        Effect.Install i => $": {Count(i.Packages.Length, "package")} on {i.On}, {Listed(i.Packages)}",
        Effect.Reboot r => $": {r.On}, boot {r.BootId}",
        _ => "",
    };

    private static string Listed(ImmutableArray<PackageVersion> packages) =>
        string.Join(", ", packages.Take(4)) + (packages.Length > 4 ? $" and {packages.Length - 4} more" : "");

    private static string Why(HoldKind kind) => kind switch
    {
        HoldKind.GuardBefore => "a check before it does not hold",
        HoldKind.GuardAfter => "a check after it did not come true in time",
        HoldKind.Failed => "it failed",
        HoldKind.Unclear => "its outcome is not known",
        HoldKind.Rejected => "it was rejected",
        HoldKind.ApprovalExpired => "nobody decided in time",
        _ => "further updates were found",
    };

    private static string Count(int number, string what) => $"{number.ToString(CultureInfo.InvariantCulture)} {what}{(number == 1 ? "" : "s")}";

    private static string Attempt(int attempt) => attempt > 1 ? $", attempt {attempt.ToString(CultureInfo.InvariantCulture)}" : "";

    private static string Pace(TimeSpan every) =>
        every.TotalSeconds < 1 ? $"{every.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms" : Words.Span(every);

    private static string Reason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "" : $" Reason: {reason.Trim()}{(reason.TrimEnd()[^1] is '.' or '!' or '?' ? "" : ".")}";

    private static string Proven(string? proof) => proof is null ? "" : $", proven by {proof}";

    private static string Also(string? remedy) => string.IsNullOrWhiteSpace(remedy) ? "" : $" {remedy}";
}
