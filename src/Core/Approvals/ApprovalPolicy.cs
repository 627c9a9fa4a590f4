using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Procedures;

namespace Portal.Core.Approvals;

/// <summary>Kinds of dangerous steps, as a policy speaks of them.</summary>
public enum GatedKind
{
    Switchover,
    Reboot,

    /// <summary>Suspending the engine.</summary>
    Suspend,

    /// <summary>Installing updates; only where the pair's configuration makes it a dangerous step.</summary>
    Install,
}

/// <summary>One line of a policy.</summary>
/// <param name="Pair">Only this pair; null: see <paramref name="Tag"/>.</param>
/// <param name="Tag">Only pairs with this tag; null with no pair: every pair.</param>
/// <param name="Steps">Only these kinds of steps; empty: all of them.</param>
public sealed record PolicyRule(PairId? Pair, string? Tag, ImmutableArray<GatedKind> Steps, ApprovalTerms Terms)
{
    public bool Applies(Pair pair, GatedKind step) =>
        (Pair is not { } only || only == pair.Id)
        && (Tag is not { } tag || pair.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && (Steps.IsDefaultOrEmpty || Steps.Contains(step));

    // The compiler's equality compares arrays by their place in memory.
    public bool Equals(PolicyRule? other) =>
        other is not null && Pair == other.Pair && string.Equals(Tag, other.Tag, StringComparison.Ordinal) && Terms.Equals(other.Terms) && Steps.SequenceEqual(other.Steps);

    public override int GetHashCode() => HashCode.Combine(Pair, Tag, Terms);
}

/// <summary>Who has to approve what. Where several rules fit, all of them have to be satisfied; where none does, <see cref="ApprovalTerms.Usual"/> counts.</summary>
/// <param name="Version">0 before anybody changed it; raised by each change.</param>
public sealed record ApprovalPolicy(int Version, ImmutableArray<PolicyRule> Rules)
{
    public const int MostRules = 50;
    public const int MostApprovers = 5;
    public const int LongestGroup = 40;

    /// <summary>Nobody has said anything: the usual terms count everywhere.</summary>
    public static readonly ApprovalPolicy Initial = new(0, []);

    /// <summary>The terms of a step of a pair; for steps without a gate they have no meaning.</summary>
    public ApprovalTerms For(Pair pair, StepAction step)
    {
        var fitting = Rules.Where(r => r.Applies(pair, KindOf(step))).Select(r => r.Terms).ToArray();
        return fitting.Length == 0 ? ApprovalTerms.Usual : fitting.Aggregate(ApprovalTerms.Strictest);
    }

    /// <summary>What is wrong with it, as sentences; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Rules.Length > MostRules) yield return $"There are {Rules.Length} rules; {MostRules} are the most.";
        foreach (var (rule, number) in Rules.Select((r, i) => (r, i + 1)))
            foreach (var fault in Faults(rule))
                yield return $"Rule {number}: {fault}";
    }

    private static IEnumerable<string> Faults(PolicyRule rule)
    {
        var t = rule.Terms;
        if (rule.Pair is not null && rule.Tag is not null) yield return "it names a pair and a tag; name one of them.";
        if (rule.Pair is { } pair && string.IsNullOrWhiteSpace(pair.Value)) yield return "it names no pair.";
        if (rule.Tag is { } tag && string.IsNullOrWhiteSpace(tag)) yield return "its tag is empty.";
        if (t.Approvers is < 1 or > MostApprovers) yield return $"{t.Approvers} approvers; write 1 to {MostApprovers}.";
        if (t.DecideWithin < TimeSpan.FromMinutes(5) || t.DecideWithin > TimeSpan.FromHours(24)) yield return "the time to decide is from 5 minutes to 24 hours.";
        if (t.UseWithin < TimeSpan.FromMinutes(1) || t.UseWithin > TimeSpan.FromHours(12)) yield return "the time to use an approval is from 1 minute to 12 hours.";
        if (t.Groups.Any(g => string.IsNullOrWhiteSpace(g) || g.Length > LongestGroup)) yield return $"a group has a name of 1 to {LongestGroup} characters.";
    }

    private static GatedKind KindOf(StepAction step) => step switch
    {
        StepAction.Switchover => GatedKind.Switchover,
        StepAction.Reboot => GatedKind.Reboot,
        StepAction.Install => GatedKind.Install,
        _ => GatedKind.Suspend,
    };
}
