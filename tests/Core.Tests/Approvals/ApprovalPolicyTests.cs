using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Approvals;

public sealed class ApprovalPolicyTests
{
    private static readonly ApprovalTerms Two = ApprovalTerms.Usual with { Approvers = 2 };
    private static readonly StepAction Reboot = new StepAction.Reboot(Identity.Secondary), Switchover = new StepAction.Switchover(Identity.Secondary);

    private static PolicyRule Rule(ApprovalTerms terms, string? tag = null, string? pair = null, params GatedKind[] steps) =>
        new(pair is null ? null : new PairId(pair), tag, [.. steps], terms);

    private static ApprovalTerms For(StepAction step, params PolicyRule[] rules) => new ApprovalPolicy(1, [.. rules]).For(Samples.Pair, step);

    [Fact]
    public void Where_nothing_is_said_one_approver_is_asked_for_each_step() =>
        Assert.Equal((1, false), (For(Reboot).Approvers, For(Reboot).ForWholePlan));

    [Fact]
    public void A_rule_counts_for_its_pair_its_tag_and_its_kinds_of_steps_only()
    {
        Assert.Equal(2, For(Reboot, Rule(Two)).Approvers);
        Assert.Equal(2, For(Reboot, Rule(Two, pair: "erp-db-01")).Approvers);
        Assert.Equal(1, For(Reboot, Rule(Two, pair: "erp-db-02")).Approvers);
        Assert.Equal(2, For(Reboot, Rule(Two, tag: "ERP")).Approvers);
        Assert.Equal(1, For(Reboot, Rule(Two, tag: "mail")).Approvers);
        Assert.Equal(1, For(Reboot, Rule(Two, steps: GatedKind.Switchover)).Approvers);
        Assert.Equal(2, For(Switchover, Rule(Two, steps: GatedKind.Switchover)).Approvers);
    }

    [Fact]
    public void Where_several_rules_fit_all_of_them_have_to_be_satisfied()
    {
        var terms = For(Reboot,
            Rule(ApprovalTerms.Usual with { Groups = ["dba"], UseWithin = TimeSpan.FromHours(4), ForWholePlan = true }, tag: "erp"),
            Rule(ApprovalTerms.Usual with { Approvers = 3, Roles = [PortalRole.Admin], Groups = ["ops"], DecideWithin = TimeSpan.FromMinutes(20) }));

        Assert.Equal(new ApprovalTerms(3, [PortalRole.Admin], ["dba", "ops"], TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(15), false), terms);
    }

    [Fact]
    public void The_strictest_of_two_satisfies_both_whatever_they_are()
    {
        var dice = new Random(20261122);
        ApprovalTerms Any() => new(dice.Next(1, 6), [.. new[] { PortalRole.Operator, PortalRole.Admin }.Where(_ => dice.Next(2) == 0)], [.. new[] { "a", "b", "c" }.Where(_ => dice.Next(2) == 0)],
            TimeSpan.FromMinutes(dice.Next(5, 60)), TimeSpan.FromMinutes(dice.Next(1, 30)), dice.Next(2) == 0);
        for (var i = 0; i < 2_000; i++)
        {
            var (a, b) = (Any(), Any());
            var both = ApprovalTerms.Strictest(a, b);

            Assert.True(both.Covers(a) && both.Covers(b));
            Assert.Equal(both, ApprovalTerms.Strictest(b, a));
            Assert.Equal(both, ApprovalTerms.Strictest(both, a));
            Assert.Equal(a.Covers(b) && b.Covers(a), a.Equals(b));
        }
    }

    [Fact]
    public void A_policy_that_cannot_be_meant_says_what_is_wrong_with_which_rule()
    {
        Assert.Empty(new ApprovalPolicy(1, [Rule(Two, tag: "erp")]).Faults());
        foreach (var (rule, says) in new[]
        {
            (Rule(Two, tag: "erp", pair: "erp-db-01"), "a pair and a tag"),
            (Rule(Two, tag: " "), "tag is empty"),
            (Rule(Two, pair: " "), "names no pair"),
            (Rule(Two with { Approvers = 0 }), "write 1 to 5"),
            (Rule(Two with { Approvers = 6 }), "write 1 to 5"),
            (Rule(Two with { DecideWithin = TimeSpan.FromMinutes(4) }), "to decide"),
            (Rule(Two with { DecideWithin = TimeSpan.FromHours(25) }), "to decide"),
            (Rule(Two with { UseWithin = TimeSpan.FromSeconds(59) }), "to use"),
            (Rule(Two with { UseWithin = TimeSpan.FromHours(13) }), "to use"),
            (Rule(Two with { Groups = [""] }), "1 to 40 characters"),
            (Rule(Two with { Groups = [new string('x', 41)] }), "1 to 40 characters"),
        })
        {
            var fault = Assert.Single(new ApprovalPolicy(1, [Rule(Two), rule]).Faults());
            Assert.StartsWith("Rule 2: ", fault, StringComparison.Ordinal);
            Assert.Contains(says, fault, StringComparison.Ordinal);
        }
        Assert.Single(new ApprovalPolicy(1, [.. Enumerable.Repeat(Rule(Two), 51)]).Faults());
    }
}
