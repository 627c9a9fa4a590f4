using System.Collections.Immutable;
using Portal.Core.Ports;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

public static partial class Run
{
    /// <summary>The guards of the current step, as they stand: before it when it is pending, after it when it is awaited.</summary>
    public static ImmutableArray<Checked> GuardsNow(RunState s, Facts facts)
    {
        if (s.Current is not { } step) return [];
        var after = s.Steps[step.Id].Status is StepStatus.Awaiting or StepStatus.Started;
        return after ? Check(s, step, step.Until, facts) : Before(s, step, facts);
    }

    private static ImmutableArray<Checked> Before(RunState s, Step step, Facts facts)
    {
        var guards = Check(s, step, step.Before, facts);
        // A pair that is half done is brought to its end all the same: to leave it so is more dangerous than to prove it later.
        return facts.Unanchored is { } why && Changes(step) && !s.Plan.Procedure.Steps.Any(x => Changes(x) && s.Steps[x.Id].Attempts > 0)
            ? guards.Add(new Checked(new Guard.Anchored(), new Verdict.Fail(why, "Make an anchor reachable; the page of the audit trail says how each one stands. What it missed is brought to it."), TimeSpan.Zero))
            : guards;
    }

    private static bool Changes(Step step) => step.Do is StepAction.Install or StepAction.SuspendEngine or StepAction.Switchover or StepAction.Reboot;

    private static Decision Advance(RunState s, Facts facts)
    {
        if (s.Status != RunStatus.Running) return Decision.Of();
        if (s.AbortAsked && !s.InFlight) return Decision.Of(new RunEvent.Aborted(Words.Aborted(s, facts.Snapshot)));
        if (s.Current is not { } step) return Decision.Of(new RunEvent.Completed(Words.Completed(s, facts.Snapshot)));
        return s.Steps[step.Id].Status switch
        {
            StepStatus.Awaiting => AwaitUntil(s, step, facts),
            StepStatus.Pending when s.PauseAsked => Decision.Of(new RunEvent.Paused()),
            StepStatus.Pending => Begin(s, step, facts),
            _ => Decision.Of(),
        };
    }

    private static Decision AwaitUntil(RunState s, Step step, Facts facts)
    {
        var guards = Check(s, step, step.Until, facts);
        if (guards.All(g => g.Holds))
            return Decision.Of(new RunEvent.StepDone(step.Id, s.Steps[step.Id].Attempts, Words.Done(s, step, guards), guards));
        // After an outage of the portal the limit may be long over, and no reading be there yet.
        if (Waited(s, facts) < step.Limit || facts.Now - s.ActedAt < Settle) return Decision.Of();
        var bad = guards.First(g => !g.Holds);
        return Decision.Of(new RunEvent.Held(step.Id, HoldKind.GuardAfter,
            $"'{step.Title}' was done, but within {Words.Span(step.Limit)} this did not come true: {bad.Guard.Claim}. {bad.Verdict.Why}",
            $"{Words.RemedyOf(bad.Verdict)} Resume waits again.", guards));
    }

    // With a clock that was set back nobody can tell for how long: a limit is better over too early than never.
    private static TimeSpan Waited(RunState s, Facts facts) => facts.Now < s.WaitingSince - Correction ? TimeSpan.MaxValue : facts.Now - s.WaitingSince;

    private static Decision Begin(RunState s, Step step, Facts facts)
    {
        // While people are being asked, a guard that flickers does not stop the run; before the step all are checked again.
        if (step.Gate == Gate.SecondAdmin && s is { Asked: not null, Granted: null }) return AwaitApproval(s, step, facts);

        if (step.Gate == Gate.SecondAdmin && s.Granted is not null && VoidReason(s, step, facts) is { } old) return Void(step, s.Asked!, old);

        var guards = Before(s, step, facts);
        switch (Conditions.Check(step, Context(s, step, facts)))
        {
            case Conditions.Answer.Skip skip:
                return Skip(s, step, skip.Why);
            case Conditions.Answer.NotKnown unknown when Vouched(s, step, unknown.Checked, facts) is { Holds: true } vouched:
                return Skip(s, step, $"{vouched.Guard.Claim}: not known to the portal, vouched for by a person.");
            case Conditions.Answer.NotKnown unknown:
                guards = guards.Add(unknown.Checked);
                break;
        }
        var effect = EffectOf(s, step, facts, out var missing);
        if (missing is not null) guards = guards.Add(missing);
        if (guards.FirstOrDefault(g => !g.Holds) is { } bad)
            return Waited(s, facts) < Settle
                ? Decision.Of()
                : Decision.Of(new RunEvent.Held(step.Id, HoldKind.GuardBefore, $"'{step.Title}' was not started: {bad.Verdict.Why}", $"{Words.RemedyOf(bad.Verdict)} Resume checks everything again.", guards));

        if (step.Gate == Gate.SecondAdmin && s.Granted is null) return AskApproval(s, step, facts);

        var attempt = s.Steps[step.Id].Attempts + 1;
        var started = new RunEvent.StepStarted(step.Id, attempt, effect, step.Gate == Gate.SecondAdmin ? s.Asked!.Digest : null, guards, step.Gate == Gate.SecondAdmin && s.Glass is not null ? true : null);
        return step.Do is StepAction.Preflight
            ? Decision.Of(started, new RunEvent.StepDone(step.Id, attempt, "Every check passed.", []))
            : Decision.Of(started);
    }

    private static Effect? EffectOf(RunState s, Step step, Facts facts, out Checked? missing)
    {
        missing = null;
        switch (step.Do)
        {
            case StepAction.Scan a: return new Effect.Scan(a.On);
            case StepAction.Install a: return new Effect.Install(a.On, s.Due[a.On]);
            case StepAction.Verify a: return new Effect.Verify(a.On, s.Plan.Packages[a.On]);
            case StepAction.Switchover a: return new Effect.Switchover(a.To);
            case StepAction.SuspendEngine: return new Effect.SuspendEngine();
            case StepAction.ResumeEngine: return new Effect.ResumeEngine();
            case StepAction.Reboot a:
                var boot = facts.Snapshot[a.On].BootId;
                var known = GuardChecks.Read(new Guard.Rebooted(a.On), Context(s, step, facts), boot, $"the boot id of {a.On}", _ => new Verdict.Pass("The boot id is known."));
                missing = known.Holds ? null : known;
                return new Effect.Reboot(a.On, boot.Value ?? "");
            default: return null;
        }
    }

    private static ImmutableArray<Checked> Check(RunState s, Step step, ImmutableArray<Guard> guards, Facts facts)
    {
        var context = Context(s, step, facts);
        return [.. guards.Select(g => Vouched(s, step, GuardChecks.Check(g, context), facts))];
    }

    private static Checked Vouched(RunState s, Step step, Checked c, Facts facts)
    {
        if (c.Verdict is not Verdict.Unknown) return c;
        // An approval is bound to what was attested before a gated step; after it there is no approval, so two people vouch.
        var needed = s.Steps[step.Id].Status == StepStatus.Awaiting && step.Gate == Gate.SecondAdmin ? 2 : 1;
        return c with { Attested = Voices(s, step.Id, c.Guard.Id, facts.Now) >= needed };
    }

    private static int Voices(RunState s, StepId step, string guard, DateTimeOffset now) =>
        s.Attestations.Where(a => a.Step == step && a.GuardId == guard && Counts(a, now)).Select(a => a.By).Distinct().Count();

    private static bool Counts(Attestation a, DateTimeOffset now) => now - a.At <= AttestationLife;

    private static GuardContext Context(RunState s, Step step, Facts facts) =>
        new(facts.Pair, facts.Snapshot, facts.Now, s.Due, s.Scanned, (s.Steps[step.Id].Effect as Effect.Reboot)?.BootId, s.ActedAt);
}
