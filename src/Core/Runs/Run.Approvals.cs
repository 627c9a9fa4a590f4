using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Procedures;

namespace Portal.Core.Runs;

/// <summary>Here how people are asked, and what makes their answer void.</summary>
public static partial class Run
{
    /// <summary>A clock may be corrected by this much; one that was set back further makes approvals void.</summary>
    private static readonly TimeSpan Correction = TimeSpan.FromSeconds(5);

    // An approval that the step turned out not to need is used for nothing else.
    private static Decision Skip(RunState s, Step step, string why) => s.Asked is { Covers: null } asked
        ? Decision.Of(new RunEvent.ApprovalVoided(step.Id, asked.Digest, $"The step is not needed. {why}"), new RunEvent.StepSkipped(step.Id, why))
        : Decision.Of(new RunEvent.StepSkipped(step.Id, why));

    /// <summary>What a step takes now: what its plan says, and what the policy has come to ask for besides.</summary>
    private static ApprovalTerms Terms(RunState s, Step step, Facts facts) => ApprovalTerms.Strictest(s.Plan.TermsOf(step.Id), facts.Policy.For(facts.Pair, step.Do));

    private static Decision AskApproval(RunState s, Step step, Facts facts)
    {
        var (attempt, terms) = (s.Steps[step.Id].Attempts + 1, Terms(s, step, facts));
        var (covers, expires) = (Covers(s, step, terms, facts), facts.Now + terms.DecideWithin);
        var binding = Binding.For(s, step.Id, attempt, facts.Pair, expires, facts.Nonce, terms, covers);
        return Decision.Of(new RunEvent.ApprovalAsked(new ApprovalRequest(step.Id, attempt, s.Plan.Version, binding.Digest(), facts.Nonce, expires, terms, covers, BoundMarks.Of(binding))));
    }

    /// <summary>The steps that one answer may be for; null: only this one. What people vouched for, and what failed once, is asked for by itself.</summary>
    private static ImmutableArray<StepId>? Covers(RunState s, Step step, ApprovalTerms terms, Facts facts)
    {
        if (!terms.ForWholePlan || s.Steps[step.Id].Attempts > 0 || s.Attestations.Any(a => a.Step == step.Id)) return null;
        var later = s.Plan.Procedure.Steps.SkipWhile(x => x.Id != step.Id).Skip(1)
            .Where(x => x.Gate == Gate.SecondAdmin && s.Steps[x.Id] is { Status: StepStatus.Pending, Attempts: 0 } && Terms(s, x, facts).Equals(terms));
        ImmutableArray<StepId> covers = [step.Id, .. later.Select(x => x.Id)];
        return covers.Length > 1 ? covers : null;
    }

    private static Decision AwaitApproval(RunState s, Step step, Facts facts)
    {
        var asked = s.Asked!;
        if (Changed(s, step, facts)) return Void(step, asked, new($"What was asked has changed since{WhatChanged(s, facts)}."));
        if (!asked.Takes.Covers(Terms(s, step, facts))) return Void(step, asked, new("The approval policy asks for more now."));
        if (!IsOver(asked, facts)) return WhyVoid(s, facts) is { } why ? Void(step, asked, why) : Decision.Of();
        var (who, within) = (s.Grants.IsEmpty ? "Nobody decided" : $"Only {s.Grants.Length} of {asked.Approvers} approved", $"within {Words.Span(asked.Takes.DecideWithin)}.");
        return Decision.Of(
            new RunEvent.ApprovalVoided(step.Id, asked.Digest, $"{who} {within}", Expired: true),
            new RunEvent.Held(step.Id, HoldKind.ApprovalExpired, $"{who}{(s.Grants.IsEmpty ? " on" : "")} '{step.Title}' {within}", "Reach an approver, then resume: the question is asked anew.", []));
    }

    /// <summary>Why given approvals cannot be used any more; null when they can.</summary>
    private static Lapse? VoidReason(RunState s, Step step, Facts facts)
    {
        if (Changed(s, step, facts)) return new($"What was approved has changed since{WhatChanged(s, facts)}.");
        return s.Asked!.Takes.Covers(Terms(s, step, facts)) ? WhyVoid(s, facts) : new("The approval policy asks for more now.");
    }

    private static Lapse? WhyVoid(RunState s, Facts facts)
    {
        if (s.Glass is { } glass)
            return Outlived(s, glass, facts) ?? (facts.PersonOf(glass.By)?.Has(PortalRole.BreakGlass) == true ? null : new("Who broke the glass may not do so any more."));
        foreach (var grant in s.Grants)
        {
            if (Outlived(s, grant, facts) is { } old) return old;
            if (!MayApprove(s, facts.PersonOf(grant.By), out var why)) return new(why);
        }
        return null;
    }

    private static Lapse? Outlived(RunState s, GrantedApproval grant, Facts facts)
    {
        var within = s.Asked!.Takes.UseWithin;
        if (facts.Now > grant.UsableUntil || facts.GrantedFor > within) return new($"It was not used within {Words.Span(within)}.", Expired: true);
        // A clock that was set back would let it live longer.
        return facts.Now < grant.At - Correction ? new("The portal's clock was set back since it was given.") : null;
    }

    private static Decision Void(Step step, ApprovalRequest asked, Lapse lapse) => Decision.Of(new RunEvent.ApprovalVoided(step.Id, asked.Digest, lapse.Why, lapse.Expired));

    private static bool IsOver(ApprovalRequest asked, Facts facts) =>
        facts.Now >= asked.ExpiresAt || facts.AskedFor >= asked.Takes.DecideWithin || facts.Now < asked.AskedAt - Correction;

    private static bool Changed(RunState s, Step step, Facts facts)
    {
        var asked = s.Asked!;
        var attempt = s.Steps[step.Id].Attempts + 1;
        // What was vouched for at a later step was not known when the answer for several was given.
        var isFor = step.Id == asked.Step || (asked.IsFor(step.Id) && s.Attestations.All(a => a.Step != step.Id));
        return !isFor || asked.Attempt != attempt || asked.PlanVersion != s.Plan.Version
            || Bound(s, facts).Digest() != asked.Digest;
    }

    // What is asked, as it is now.
    private static Binding Bound(RunState s, Facts facts) =>
        Binding.For(s, s.Asked!.Step, s.Asked.Attempt, facts.Pair, s.Asked.ExpiresAt, s.Asked.Nonce, s.Asked.Terms, s.Asked.Covers);

    private static string WhatChanged(RunState s, Facts facts) => BoundMarks.Changed(s.Asked!.Marks, BoundMarks.Of(Bound(s, facts)));

    /// <summary>Why a question or an approval ends without being used.</summary>
    /// <param name="Expired">By time alone.</param>
    private sealed record Lapse(string Why, bool Expired = false);
}
