using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Approvals;

public sealed class BindingTests
{
    private static readonly Plan Plan = Samples.Plan(ProcedureKind.B, Samples.Continuous) with
    {
        Preflight = [new Checked(new Guard.InSync(), new Verdict.Pass("Yes."), TimeSpan.FromSeconds(1))],
    };

    private static readonly Dictionary<string, Func<Plan, Plan>> OfPlan = new()
    {
        [nameof(Plan.Run)] = p => p with { Run = new("20261122-K7F4R") },
        [nameof(Plan.Pair)] = p => p with { Pair = new("erp-db-02") },
        [nameof(Plan.Version)] = p => p with { Version = 2 },
        [nameof(Plan.Procedure)] = p => p with { Procedure = p.Procedure with { Steps = p.Procedure.Steps.RemoveAt(3) } },
        [nameof(Plan.Engine)] = p => p with { Engine = p.Engine with { Suspend = SuspendForReboot.Allowed } },
        [nameof(Plan.EndsOn)] = p => p with { EndsOn = EndsOn.Secondary },
        [nameof(Plan.Packages)] = p => p with { Packages = p.Packages.With(Identity.Primary, [new("lab-app", "1.1+")]) },
        [nameof(Plan.Offered)] = p => p with { Offered = p.Offered.With(Identity.Primary, []) },
        [nameof(Plan.Preflight)] = p => p with { Preflight = [p.Preflight[0] with { Verdict = new Verdict.Fail("Yes.", "") }] },
        [nameof(Plan.RequestedBy)] = p => p with { RequestedBy = new("u-other") },
        [nameof(Plan.RequestedAt)] = p => p with { RequestedAt = p.RequestedAt.AddTicks(1) },
        [nameof(Plan.ExpectedInterruption)] = p => p with { ExpectedInterruption = null },
        [nameof(Plan.Reason)] = p => p with { Reason = p.Reason + " " },
        [nameof(Plan.Approvals)] = p => p with { Approvals = [new(new("B2"), ApprovalTerms.Usual)] },
    };

    private static readonly Dictionary<string, Func<Binding, Binding>> OfBinding = new()
    {
        [nameof(Binding.Run)] = b => b with { Run = new("20261122-K7F4R") },
        [nameof(Binding.Pair)] = b => b with { Pair = new("erp-db-02") },
        [nameof(Binding.PlanVersion)] = b => b with { PlanVersion = 2 },
        [nameof(Binding.PlanDigest)] = b => b with { PlanDigest = new('0', 64) },
        [nameof(Binding.Step)] = b => b with { Step = new("B3") },
        [nameof(Binding.Attempt)] = b => b with { Attempt = 2 },
        [nameof(Binding.Do)] = b => b with { Do = new StepAction.Reboot(Identity.Primary) },
        [nameof(Binding.Servers)] = b => b with { Servers = new(b.Servers.Secondary, b.Servers.Primary) },
        [nameof(Binding.Packages)] = b => b with { Packages = new(b.Packages.Primary, []) },
        [nameof(Binding.Preflight)] = b => b with { Preflight = ["in-sync:Fail"] },
        [nameof(Binding.Attested)] = b => b with { Attested = ["service-answers:u-operator:I looked."] },
        [nameof(Binding.Requester)] = b => b with { Requester = new("u-other") },
        [nameof(Binding.Expires)] = b => b with { Expires = b.Expires.AddTicks(1) },
        [nameof(Binding.Nonce)] = b => b with { Nonce = "nonce-1" },
        [nameof(Binding.LeftOut)] = b => b with { LeftOut = ["Not verified on Secondary: The mirror is down."] },
        [nameof(Binding.Terms)] = b => b with { Terms = ApprovalTerms.Usual with { Approvers = 2 } },
        [nameof(Binding.Covers)] = b => b with { Covers = [new("B2"), new("B3")] },
    };

    private static readonly Dictionary<string, Func<ApprovalTerms, ApprovalTerms>> OfTerms = new()
    {
        [nameof(ApprovalTerms.Approvers)] = t => t with { Approvers = 2 },
        [nameof(ApprovalTerms.Roles)] = t => t with { Roles = [PortalRole.Admin] },
        [nameof(ApprovalTerms.Groups)] = t => t with { Groups = ["dba"] },
        [nameof(ApprovalTerms.DecideWithin)] = t => t with { DecideWithin = TimeSpan.FromMinutes(59) },
        [nameof(ApprovalTerms.UseWithin)] = t => t with { UseWithin = TimeSpan.FromMinutes(14) },
        [nameof(ApprovalTerms.ForWholePlan)] = t => t with { ForWholePlan = true },
    };

    private static readonly Dictionary<string, Func<Server, Server>> OfServer = new()
    {
        [nameof(Server.Identity)] = s => s with { Identity = s.Identity.Partner() },
        [nameof(Server.HostName)] = s => s with { HostName = s.HostName + "x" },
        [nameof(Server.Management)] = s => s with { Management = null },
        [nameof(Server.ChannelAddress)] = s => s with { ChannelAddress = "10.1.0.9" },
        [nameof(Server.HostKeys)] = s => s with { HostKeys = [.. s.HostKeys, "SHA256:more"] },
    };

    private static readonly Dictionary<string, Func<Step, Step>> OfStep = new()
    {
        [nameof(Step.Id)] = s => s with { Id = new("B99") },
        [nameof(Step.Title)] = s => s with { Title = s.Title + "." },
        [nameof(Step.Do)] = s => s with { Do = new StepAction.WaitForSync() },
        [nameof(Step.For)] = s => s with { For = Identity.Primary },
        [nameof(Step.Before)] = s => s with { Before = s.Before.RemoveAt(0) },
        [nameof(Step.Until)] = s => s with { Until = [] },
        [nameof(Step.Limit)] = s => s with { Limit = s.Limit + TimeSpan.FromTicks(1) },
        [nameof(Step.Gate)] = s => s with { Gate = Gate.None },
        [nameof(Step.When)] = s => s with { When = StepCondition.Always },
        [nameof(Step.Loop)] = s => s with { Loop = new Loop([], 1) },
    };

    [Fact]
    public void A_change_of_any_field_of_the_plan_changes_its_digest_and_so_the_binding() => EachChanges(OfPlan, Plan, p => p.Digest());

    [Fact]
    public void A_change_of_any_field_of_a_step_changes_the_plans_digest()
    {
        var at = Plan.Procedure.Steps.IndexOf(Plan[new("B3")]);
        EachChanges(OfStep, Plan.Procedure.Steps[at], s => (Plan with { Procedure = Plan.Procedure with { Steps = Plan.Procedure.Steps.SetItem(at, s) } }).Digest());
    }

    [Fact]
    public void A_change_of_any_field_of_the_binding_changes_the_digest() => EachChanges(OfBinding, Bound(Samples.Pair), b => b.Digest());

    [Fact]
    public void A_change_of_any_field_of_the_terms_changes_the_digest_and_their_equality()
    {
        EachChanges(OfTerms, ApprovalTerms.Usual, t => (Bound(Samples.Pair) with { Terms = t }).Digest());
        Assert.All(OfTerms.Values, change => Assert.NotEqual(ApprovalTerms.Usual, change(ApprovalTerms.Usual)));
        Assert.Equal(ApprovalTerms.Usual with { Groups = ["dba", "ops"] }, ApprovalTerms.Usual with { Groups = ["dba", "ops"] });
    }

    [Fact]
    public void A_change_of_any_field_of_a_server_changes_the_digest()
    {
        EachChanges(OfServer, Samples.Pair.Primary, s => Bound(Samples.Pair with { Primary = s }).Digest());
        EachChanges(OfServer, Samples.Pair.Secondary, s => Bound(Samples.Pair with { Secondary = s }).Digest());
    }

    [Fact]
    public void The_binding_takes_its_fields_from_the_run()
    {
        var b = Bound(Samples.Pair);

        Assert.Equal((Plan.Run, Plan.Pair, 1, Plan.Digest(), new StepId("B2"), 1), (b.Run, b.Pair, b.PlanVersion, b.PlanDigest, b.Step, b.Attempt));
        Assert.Equal((new StepAction.SuspendEngine(), Samples.Pair.Primary, Plan.Packages, Plan.RequestedBy), (b.Do, b.Servers.Primary, b.Packages, b.Requester));
        Assert.Equal(["in-sync:Pass"], b.Preflight);
    }

    [Fact]
    public void Equal_content_has_an_equal_digest() => Assert.Equal(Bound(Samples.Pair).Digest(), Bound(Samples.Pair with { }).Digest());

    [Fact]
    public void The_short_code_follows_the_digest_and_has_no_letters_that_are_mistaken()
    {
        Assert.Equal("22-22-22", ShortCode.Of(new string('0', 64)));
        Assert.Equal("ZZ-ZZ-ZZ", ShortCode.Of(new string('f', 64)));
        Assert.NotEqual(ShortCode.Of("00000004" + new string('0', 56)), ShortCode.Of(new string('0', 64)));
        Assert.Matches("^[2-9A-HJ-NP-Z]{2}(-[2-9A-HJ-NP-Z]{2}){2}$", ShortCode.Of(Bound(Samples.Pair).Digest()));
    }

    private static Binding Bound(Pair pair)
    {
        var state = Run.Evolve(null, new Recorded(new RunEvent.Requested(Plan), Samples.Start, Plan.RequestedBy));
        return Binding.For(state, new("B2"), 1, pair, Samples.Start.AddHours(1), "nonce-0");
    }

    private static void EachChanges<T>(Dictionary<string, Func<T, T>> changes, T whole, Func<T, string> digest)
    {
        // A field that is added later has to be thought of here.
        var fields = typeof(T).GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0).Select(p => p.Name);
        Assert.Equal(fields.Order(StringComparer.Ordinal), changes.Keys.Order(StringComparer.Ordinal));
        var digests = changes.ToImmutableDictionary(c => c.Key, c => digest(c.Value(whole)));
        Assert.All(digests, d => Assert.True(d.Value != digest(whole), $"{d.Key} is not bound."));
        Assert.Equal(digests.Count, digests.Values.Distinct().Count());
    }
}
