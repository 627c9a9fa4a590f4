using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Policies;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Policies;

/// <summary>How the approval policy is changed: on a whole portal with its real database.</summary>
public sealed class PolicyDeskTests : IDisposable
{
    private static readonly ApprovalPolicy Two = new(0, [new(null, "prod", [], ApprovalTerms.Usual with { Approvers = 2, Groups = ["dba"] })]);
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private PolicyDesk Desk => portal.Services.GetRequiredService<PolicyDesk>();

    private UserId Named(string name) => portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name).Id;

    private Task<UserId> Another(params PortalRole[] roles) => portal.Services.Settled("third.admin", roles);

    private Reply Accept(UserId by, string digest, string reason) => Desk.Accept(by, digest, reason, TwoAdmins.Proof(by, Purpose.Policy(digest)));

    [Fact]
    public async Task A_change_counts_when_a_second_admin_accepts_exactly_what_was_proposed()
    {
        var (one, other) = (Named("second.admin"), await Another(PortalRole.Admin));
        Assert.IsType<Reply.Done>(Desk.Propose(one, Two, "Auditors ask for it."));
        Assert.Empty(Desk.Now.Rules);
        var proposed = Desk.Read().Proposed!;

        Assert.Contains("second Admin", Assert.IsType<Reply.Refused>(Accept(one, proposed.Digest, "Mine.")).Why, StringComparison.Ordinal);
        Assert.Contains("not what is proposed", Assert.IsType<Reply.Refused>(Accept(other, new string('0', 64), "Fine.")).Why, StringComparison.Ordinal);
        Assert.Contains("Another change", Assert.IsType<Reply.Refused>(Desk.Propose(other, Two with { Rules = [] }, "Less.")).Why, StringComparison.Ordinal);
        Assert.IsType<Reply.Done>(Accept(other, proposed.Digest, "Fine."));

        Assert.Equal((1, 2), (Desk.Now.Version, Assert.Single(Desk.Now.Rules).Terms.Approvers));
        Assert.Null(Desk.Read().Proposed);
        Assert.Equal(["policy.proposed", "policy.accepted"], portal.Ledger.Read(PolicyBook.Stream).Select(e => e.Kind));
        Assert.Equal(3, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused"));
        Assert.Contains("already", Assert.IsType<Reply.Refused>(Desk.Propose(one, Two, "Again.")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_an_active_admin_proposes_accepts_or_rejects()
    {
        var (admin, other) = (Named("second.admin"), await Another(PortalRole.Approver, PortalRole.Operator, PortalRole.Auditor));
        foreach (var by in new[] { Named("operator"), other, new UserId("nobody") }) Assert.IsType<Reply.Refused>(Desk.Propose(by, Two, "Why not."));
        Assert.IsType<Reply.Done>(Desk.Propose(admin, Two, "Auditors ask for it."));
        var digest = Desk.Read().Proposed!.Digest;
        foreach (var by in new[] { Named("operator"), other })
        {
            Assert.IsType<Reply.Refused>(Accept(by, digest, "Fine."));
            Assert.IsType<Reply.Refused>(Desk.Reject(by, digest, "No."));
        }
        Assert.NotNull(Desk.Read().Proposed);

        Assert.IsType<Reply.Done>(Desk.Reject(admin, digest, "Taken back."));
        Assert.IsType<Reply.Refused>(Accept(admin, digest, "After all."));
        Assert.Equal(ApprovalPolicy.Initial, Desk.Now with { Rules = ApprovalPolicy.Initial.Rules });
    }

    [Fact]
    public void What_cannot_be_meant_is_refused_and_nothing_is_written()
    {
        var admin = Named("second.admin");
        Assert.Contains("Rule 1", Assert.IsType<Reply.Refused>(Desk.Propose(admin, Two with { Rules = [Two.Rules[0] with { Terms = ApprovalTerms.Usual with { Approvers = 9 } }] }, "More.")).Why, StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(Desk.Propose(admin, Two, " "));
        Assert.IsType<Reply.Refused>(Desk.Propose(admin, Two, new string('x', 501)));
        Assert.Empty(portal.Ledger.Read(PolicyBook.Stream));
    }

    [Fact]
    public async Task Of_many_who_accept_and_reject_at_once_exactly_one_decides()
    {
        var (one, other) = (Named("second.admin"), await Another(PortalRole.Admin));
        for (var round = 0; round < 10; round++)
        {
            var wish = Two with { Rules = [Two.Rules[0] with { Tag = $"round-{round}" }] };
            Assert.IsType<Reply.Done>(Desk.Propose(one, wish, "Auditors ask for it."));
            var digest = Desk.Read().Proposed!.Digest;
            var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => i % 2 == 0 ? Accept(other, digest, "Fine.") : Desk.Reject(one, digest, "No."))));

            Assert.Single(replies, r => r is Reply.Done);
            Assert.Equal(portal.Ledger.Read(PolicyBook.Stream)[^1].Kind == PolicyBook.AcceptedKind, Desk.Now.Rules.SequenceEqual(wish.Rules));
        }
        Assert.Equal(20, portal.Ledger.Read(PolicyBook.Stream).Length);
    }

    [Fact]
    public async Task Accepting_takes_a_fresh_credential_for_exactly_this_proposal()
    {
        var (one, other) = (Named("second.admin"), await Another(PortalRole.Admin));
        Assert.IsType<Reply.Done>(Desk.Propose(one, Two, "Auditors ask for it."));
        var digest = Desk.Read().Proposed!.Digest;
        Assert.Contains("fresh credential", Assert.IsType<Reply.Refused>(Desk.Accept(other, digest, "Fine.", null)).Why, StringComparison.Ordinal);
        foreach (var proof in new[] { TwoAdmins.Proof(one, Purpose.Policy(digest)), TwoAdmins.Proof(other, Purpose.Policy("another")), TwoAdmins.Proof(other, Purpose.OwnSecurity) })
            Assert.IsType<Reply.Refused>(Desk.Accept(other, digest, "Fine.", proof));
        Assert.Empty(Desk.Read().Now.Rules);

        Assert.IsType<Reply.Done>(Accept(other, digest, "Fine."));
        Assert.Contains("\"proof\":\"password\"", portal.Ledger.Read(PolicyBook.Stream)[^1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_who_fit_are_counted_as_they_are_now()
    {
        Assert.Equal(0, Desk.Fitting(Two.Rules[0].Terms));
        await portal.Services.GetRequiredService<PeopleDesk>().SetGroups(Named("second.admin"), Named("second.admin"), ["dba"]);

        Assert.Equal(0, Desk.Fitting(Two.Rules[0].Terms));
        Assert.IsType<Reply.Done>(portal.Services.Confirm(await Another(PortalRole.Admin), Named("second.admin")));
        Assert.Equal(1, Desk.Fitting(Two.Rules[0].Terms));
        Assert.Equal(0, Desk.Fitting(ApprovalTerms.Usual with { Roles = [PortalRole.Operator] }));
    }
}
