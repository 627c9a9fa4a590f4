using System.Collections.Immutable;
using Portal.Components.Policy;
using Portal.Components.Runs;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Components.Approvals;

/// <summary>One line of what is to be approved.</summary>
public sealed record DecisionFact(string What, string Value);

/// <summary>What exactly a question to the second admin asks, in words.</summary>
public static class DecisionFacts
{
    /// <summary>'Switch over erp-db-01 to Secondary?'</summary>
    public static string Question(Step step, string pair, RunState s) => step.Do switch
    {
        StepAction.Switchover a => $"Switch over {pair} to {a.To}?",
        StepAction.Reboot a => $"Reboot {a.On} of {pair}?",
        StepAction.SuspendEngine => $"Suspend the engine of {pair}?",
        StepAction.Install a => $"Install {s.Due[a.On].Length} packages on {a.On} of {pair}?",
        _ => $"{step.Title} on {pair}?",
    };

    /// <summary>What users are going to notice, as a sentence.</summary>
    public static string Notice(Step step, RunState s) => step switch
    {
        { Interrupts: true } => Interruptions.Expected(s.Plan.ExpectedInterruption),
        { Do: StepAction.SuspendEngine } => "The applications go on; replication and supervision stop, so there is no failover until the engine is resumed.",
        { Do: StepAction.Reboot } => "Users are served by the partner meanwhile and should notice nothing; there is no failover until the server is back.",
        _ => "Users should notice nothing.",
    };

    /// <summary>What is now and what is going to be.</summary>
    public static ImmutableArray<DecisionFact> Of(Step step, RunState s, Pair? pair, PairSnapshot? now)
    {
        var facts = ImmutableArray.CreateBuilder<DecisionFact>();
        switch (step.Do)
        {
            case StepAction.Switchover a:
                facts.Add(new("Active now", Active(now)));
                facts.Add(new("Active afterwards", $"{a.To}"));
                break;
            case StepAction.Reboot a:
                facts.Add(new("Server", pair is null ? $"{a.On}" : $"{a.On}, {pair[a.On].HostName}"));
                facts.Add(new("Active now, and afterwards", Active(now)));
                break;
            case StepAction.SuspendEngine:
                facts.Add(new("Engine now", now is null ? "not known" : Engine(now)));
                facts.Add(new("Engine afterwards", "suspended on both, applications left running"));
                facts.Add(new("Active now, and afterwards", Active(now)));
                break;
            case StepAction.Install a:
                facts.Add(new("Server", pair is null ? $"{a.On}" : $"{a.On}, {pair[a.On].HostName}"));
                facts.Add(new("Active now, and afterwards", Active(now)));
                break;
        }
        if (s.Asked is { } asked && asked.IsFor(step.Id))
        {
            if (asked.Covers is { } covers) facts.Add(new("One answer for", $"{covers.Length} steps: {string.Join(", ", covers.Select(c => s.Plan[c].Title))}"));
            if (asked.Takes != ApprovalTerms.Usual) facts.Add(new("It takes", $"{TermsWords.Who(asked.Takes)}; {s.Grants.Length} of {asked.Approvers} so far"));
        }
        return facts.ToImmutable();
    }

    /// <summary>The server whose packages the step installs; null for any other step.</summary>
    public static Identity? Installs(Step step) => (step.Do as StepAction.Install)?.On;

    /// <summary>When a question was put: it expires a fixed time later.</summary>
    public static DateTimeOffset AskedAt(RunPicture run, ApprovalRequest asked) => run.AskedAt(asked) ?? asked.AskedAt;

    private static string Active(PairSnapshot? now) => now switch
    {
        null => "not known",
        { Active: { } active } => $"{active}",
        _ => "not exactly one",
    };

    private static string Engine(PairSnapshot now)
    {
        var words = Identities.Both.Select(i => now[i].Engine.IsKnown ? now[i].Engine.Value.ToString().ToLowerInvariant() : "not known").ToArray();
        return words[0] == words[1] ? $"{words[0]} on both" : $"{words[0]} on Primary, {words[1]} on Secondary";
    }
}
