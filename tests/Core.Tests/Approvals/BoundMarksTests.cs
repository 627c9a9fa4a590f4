using Portal.Core.Approvals;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Approvals;

public sealed class BoundMarksTests
{
    private static readonly StepId B2 = new("B2");
    private static readonly Binding Bound = Binding.For(Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().State, B2, 1, Samples.Pair, Samples.Start, "n");

    private static string Changed(Binding now) => BoundMarks.Changed(BoundMarks.Of(Bound), BoundMarks.Of(now));

    [Fact]
    public void Each_part_that_changed_is_named_and_nothing_else()
    {
        Assert.Equal("", Changed(Bound with { Nonce = "another" }));
        Assert.Equal(": the host keys", Changed(Bound with { Servers = new(Bound.Servers.Primary with { HostKeys = ["SHA256:x"] }, Bound.Servers.Secondary) }));
        Assert.Equal(": names or addresses of the servers", Changed(Bound with { Servers = new(Bound.Servers.Primary, Bound.Servers.Secondary with { ChannelAddress = "10.1.0.9" }) }));
        Assert.Equal(": what people vouched for", Changed(Bound with { Attested = ["in-sync:u-other:I looked."] }));
        Assert.Equal(": what was left out", Changed(Bound with { LeftOut = ["Not verified."] }));
        Assert.Equal(": what an approval takes", Changed(Bound with { Terms = ApprovalTerms.Usual with { Approvers = 2 } }));
        Assert.Equal(": the steps that one answer covers", Changed(Bound with { Covers = [B2, new("B3")] }));
        Assert.Equal(": the verdicts of the preflight", Changed(Bound with { Preflight = ["in-sync:Fail"] }));
    }

    [Fact]
    public void A_changed_plan_is_named_only_where_nothing_says_more()
    {
        var other = new string('0', 64);
        Assert.Equal(": the plan", Changed(Bound with { PlanDigest = other }));
        Assert.Equal(": the packages", Changed(Bound with { PlanDigest = other, Packages = new([], []) }));
        Assert.Equal(": the packages and the verdicts of the preflight", Changed(Bound with { PlanDigest = other, Packages = new([], []), Preflight = ["in-sync:Fail"] }));
    }

    [Fact]
    public void A_question_of_an_old_ledger_names_nothing() => Assert.Equal("", BoundMarks.Changed(null, BoundMarks.Of(Bound)));
}
