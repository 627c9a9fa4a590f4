using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>A run as a fold over its events: pure, no clock, no I/O, no randomness.</summary>
public static partial class Run
{
    /// <summary>The state after all events; null when there are none.</summary>
    public static RunState? Fold(IEnumerable<Recorded> events) =>
        events.Aggregate((RunState?)null, (state, e) => Evolve(state, e));

    /// <summary>The state after one more event.</summary>
    public static RunState Evolve(RunState? state, Recorded recorded)
    {
        if (state is null)
            return recorded.Event is RunEvent.Requested r ? Begin(r.Plan, recorded.At) : throw new InvalidOperationException("A run begins with its plan.");
        return Apply(state, recorded) with { Events = state.Events + 1 };
    }

    private static RunState Begin(Plan plan, DateTimeOffset at) => new(
        plan, RunStatus.Planned,
        plan.Procedure.Steps.ToImmutableDictionary(s => s.Id, _ => new StepState(StepStatus.Pending)),
        plan.Packages, new(null, null), [], [plan.RequestedBy], at, 1);

    private static RunState Apply(RunState s, Recorded r) => r.Event switch
    {
        RunEvent.Started => s with { Status = RunStatus.Running, SetGoingBy = r.Actor, StartedAt = r.At, WaitingSince = r.At },
        RunEvent.PauseAsked => s with { PauseAsked = true },
        RunEvent.Paused => s with { Status = RunStatus.Paused, PauseAsked = false },
        RunEvent.Resumed => Resume(s, r),
        RunEvent.Held e => s with { Status = RunStatus.Held, PauseAsked = false, Hold = new Hold(e.Step, e.Kind, e.Why, e.Remedy, e.Guards, r.At) },
        RunEvent.AbortAsked => s with { AbortAsked = true, Status = RunStatus.Running, Hold = null, Asked = null, Grants = [], Glass = null },
        RunEvent.Aborted e => s with { Status = RunStatus.Aborted, Hold = null, Asked = null, Grants = [], Glass = null, EndedAt = r.At, Outcome = e.State },
        RunEvent.Completed e => s with { Status = RunStatus.Completed, EndedAt = r.At, Outcome = e.State },
        RunEvent.Amended e => Amend(s, e, r),
        RunEvent.FurtherUpdatesLeft => s with { Status = RunStatus.Running, Hold = null, SetGoingBy = r.Actor, WaitingSince = r.At },
        RunEvent.ApprovalAsked e => s with { Asked = e.Request, Grants = [], Glass = null },
        RunEvent.Approved e => s with { Grants = s.Grants.Add(new GrantedApproval(r.Actor, r.At, e.UsableUntil, e.Reason)), WaitingSince = r.At },
        RunEvent.GlassBroken e => s with
        {
            Glass = new GrantedApproval(r.Actor, r.At, e.UsableUntil, e.Reason), WaitingSince = r.At, GlassBreaks = s.GlassBreaks.Add(new GlassBreak(e.Step, e.Digest, r.Actor, r.At, e.Reason)),
        },
        RunEvent.GlassReviewed e => s with
        {
            GlassBreaks = [.. s.GlassBreaks.Select(b => b.Digest == e.Digest && b.Review is null ? b with { Review = new GlassReview(r.Actor, r.At, e.Justified, e.Reason) } : b)],
        },
        RunEvent.Rejected or RunEvent.ApprovalVoided => s with { Asked = null, Grants = [], Glass = null },
        RunEvent.FactAttested e => s with { Attestations = s.Attestations.Add(new Attestation(e.Step, e.GuardId, r.Actor, e.Reason, r.At)) },
        RunEvent.OutcomeAttested e => s with { OutcomeWords = s.OutcomeWords.Add(new OutcomeWord(e.Step, e.Outcome, r.Actor)) },
        RunEvent.RetryAsked e => On(s, e.Step, x => x with { Status = StepStatus.Pending, Report = null, Effect = null }) with
        {
            Status = RunStatus.Running, Hold = null, SetGoingBy = r.Actor, WaitingSince = r.At, OutcomeWords = [],
        },
        _ => ApplyStep(s, r),
    };

    private static RunState ApplyStep(RunState s, Recorded r) => r.Event switch
    {
        RunEvent.StepStarted e => On(s, e.Step, x => x with
        {
            Status = e.Effect is null ? StepStatus.Awaiting : StepStatus.Started,
            Attempts = e.Attempt, StartedAt = r.At, EndedAt = null, Effect = e.Effect, Report = null, Sentence = "", ApprovedBy = s.Granted?.By, SkippedBy = null, Glass = s.Glass is null ? null : s.Asked?.Digest,
        }) with
        {
            Asked = Rest(s, e.Step), Grants = Rest(s, e.Step) is null ? [] : s.Grants, Glass = null,
            // What people vouched for before it was so before it; what it did may have changed that.
            Attestations = s.Attestations.RemoveAll(a => a.Step == e.Step), WaitingSince = r.At, ActedAt = e.Effect is null ? s.ActedAt : r.At,
        },
        RunEvent.EffectEnded e => Scan(On(s, e.Step, x => x with { Status = StepStatus.Awaiting, Report = e.Report, Sentence = e.Report.Detail }), e) with { Status = RunStatus.Running, Hold = null, ActedAt = r.At },
        RunEvent.StepDone e => On(s, e.Step, x => x with { Status = StepStatus.Done, EndedAt = r.At, Sentence = e.Sentence }) with
        {
            Attestations = s.Attestations.RemoveAll(a => a.Step == e.Step), OutcomeWords = [], WaitingSince = r.At,
        },
        RunEvent.StepSkipped { Reason: not null } e => LeaveOut(s, e, r),
        RunEvent.StepSkipped e => On(s, e.Step, x => x with { Status = StepStatus.Skipped, EndedAt = r.At, Sentence = e.Why, SkippedBy = null }) with
        {
            Asked = Rest(s, e.Step), Grants = Rest(s, e.Step) is null ? [] : s.Grants, Glass = null,
            Attestations = s.Attestations.RemoveAll(a => a.Step == e.Step), WaitingSince = r.At,
        },
        RunEvent.StepFailed e => On(s, e.Step, x => x with { Status = StepStatus.Failed, EndedAt = r.At, Report = e.Report, Sentence = e.Report.Detail }) with { ActedAt = r.At },
        RunEvent.StepUnclear e => On(s, e.Step, x => x with { Status = StepStatus.Unclear, Report = e.Report, Sentence = e.Report.Detail }),
        RunEvent.InterruptionMeasured e => On(s, e.Step, x => x with { Interruption = e.Interruption }),
        _ => throw new InvalidOperationException($"{r.Event.GetType().Name} cannot follow."),
    };

    // An answer for several steps stays until the last of them has begun or turned out not to be needed.
    private static ApprovalRequest? Rest(RunState s, StepId begun) => s.Glass is null && s.Asked is { Covers: { } covers } asked && covers.Any(c => c != begun && s.Steps[c] is { Status: StepStatus.Pending, Attempts: 0 }) ? asked : null;

    private static RunState Resume(RunState s, Recorded r)
    {
        // An unclear outcome is looked at again; it is never sent again.
        var next = s.Current is { } c && s.Steps[c.Id].Status == StepStatus.Unclear ? On(s, c.Id, x => x with { Status = StepStatus.Started }) : s;
        return next with { Status = RunStatus.Running, Hold = null, PauseAsked = false, SetGoingBy = r.Actor, WaitingSince = r.At, OutcomeWords = [] };
    }

    // Who leaves a step out changes what is run: like an editor of the plan, they approve nothing of it.
    private static RunState LeaveOut(RunState s, RunEvent.StepSkipped e, Recorded r) =>
        On(s, e.Step, x => x with { Status = StepStatus.Skipped, EndedAt = r.At, Sentence = e.Why, SkippedBy = r.Actor }) with
        {
            Status = RunStatus.Running, Hold = null, SetGoingBy = r.Actor, Editors = s.Editors.Add(r.Actor), WaitingSince = r.At, OutcomeWords = [],
            Attestations = s.Attestations.RemoveAll(a => a.Step == e.Step),
        };

    private static RunState Scan(RunState s, RunEvent.EffectEnded e) =>
        s.Plan[e.Step].Do is StepAction.Scan scan ? s with { Scanned = s.Scanned.With(scan.On, e.Report.Updates) } : s;

    private static RunState Amend(RunState s, RunEvent.Amended e, Recorded r)
    {
        ImmutableArray<PackageVersion> due = [.. e.Updates.Select(u => u.Target)];
        var all = s.Plan.Packages[e.On].Where(p => due.All(d => d.Name != p.Name)).Concat(due).Order();
        var plan = s.Plan with { Version = e.PlanVersion, Packages = s.Plan.Packages.With(e.On, [.. all]) };
        var next = s with
        {
            Plan = plan, Due = s.Due.With(e.On, due), Scanned = s.Scanned.With(e.On, e.Updates), Editors = s.Editors.Add(r.Actor), SetGoingBy = r.Actor,
            Status = RunStatus.Running, Hold = null, Asked = null, Grants = [], Glass = null, WaitingSince = r.At,
        };
        return plan[e.After].Loop!.Repeat.Where(s.Steps.ContainsKey).Aggregate(next, (n, id) => On(n, id, x => x with { Status = StepStatus.Pending, Rounds = x.Rounds + 1, Report = null, Effect = null }));
    }

    private static RunState On(RunState s, StepId id, Func<StepState, StepState> change) =>
        s with { Steps = s.Steps.SetItem(id, change(s.Steps[id])) };
}
