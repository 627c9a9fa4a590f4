using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;

namespace Portal.Components.Policy;

/// <summary>Where a rule counts.</summary>
public enum RuleScope
{
    EveryPair,
    Tag,
    Pair,
}

/// <summary>A rule as somebody is writing it.</summary>
public sealed class RuleDraft
{
    public RuleScope Scope { get; set; }

    /// <summary>A tag or the id of a pair.</summary>
    public string Where { get; set; } = "";
    public HashSet<GatedKind> Steps { get; } = [];
    public int Approvers { get; set; } = 1;
    public HashSet<PortalRole> Roles { get; } = [];

    /// <summary>Names with commas between.</summary>
    public string Groups { get; set; } = "";
    public int DecideMinutes { get; set; } = 60;
    public int UseMinutes { get; set; } = 15;
    public bool ForWholePlan { get; set; }

    public PolicyRule Rule() => new(
        Scope == RuleScope.Pair ? new PairId(Where.Trim()) : null,
        Scope == RuleScope.Tag ? Where.Trim() : null,
        [.. Steps.Order()],
        new ApprovalTerms(
            Approvers, [.. Roles.Order()], Split(Groups), TimeSpan.FromMinutes(DecideMinutes), TimeSpan.FromMinutes(UseMinutes), ForWholePlan));

    private static ImmutableArray<string> Split(string names) =>
        [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
