using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Security;

/// <summary>What one Admin does to an account gives nobody a right before another Admin has confirmed it.</summary>
public sealed class ConfirmDeskTests : IDisposable
{
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private PeopleDesk Desk => portal.Services.GetRequiredService<PeopleDesk>();

    private ConfirmDesk Confirming => portal.Services.GetRequiredService<ConfirmDesk>();

    private IPeople People => portal.Services.GetRequiredService<IPeople>();

    private UserId Admin => Named("second.admin").Id;

    private Person Named(string name) => People.All().Single(p => p.Name == name);

    private Task<UserId> Other() => portal.Services.Settled("third.admin", PortalRole.Admin);

    /// <summary>Every way in which an Admin could come by the rights of a second person.</summary>
    public static TheoryData<string, Func<IServiceProvider, UserId, UserId, Task<Reply<string>>>> Ways => new()
    {
        { "give themselves a role", (at, admin, _) => At(at).SetRoles(admin, admin, [PortalRole.Admin, PortalRole.Operator]) },
        { "give somebody a role", (at, admin, whom) => At(at).SetRoles(admin, whom, [PortalRole.Viewer, PortalRole.Approver, PortalRole.Operator]) },
        { "put somebody into a group", (at, admin, whom) => At(at).SetGroups(admin, whom, ["dba"]) },
        { "set somebody's password", (at, admin, whom) => Link(at, admin, whom) },
        { "make somebody and use the link", async (at, admin, _) => await Used(at, await At(at).Create(admin, "puppet", [PortalRole.Approver])) },
        { "make somebody", (at, admin, _) => At(at).Create(admin, "puppet", [PortalRole.Approver]) },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whatever_one_admin_gives_counts_only_when_another_one_has_confirmed_it(string way, Func<IServiceProvider, UserId, UserId, Task<Reply<string>>> act)
    {
        var (admin, other, whom) = (Admin, await Other(), await portal.Services.Settled("anna", PortalRole.Viewer, PortalRole.Operator));
        Assert.IsType<Reply<string>.Done>(await act(portal.Services, admin, whom));
        var changed = Assert.Single(People.All(), p => !p.Unconfirmed.IsEmpty);
        var waits = changed.Roles.Where(changed.Waits).Select(r => r.ToString()).Concat(changed.Groups.Where(g => !changed.IsIn(g))).ToArray();
        Assert.NotEmpty(waits);
        Assert.True(way.Length > 0 && changed.Unconfirmed.All(c => c.By == admin));

        // Neither the maker, nor the account itself, nor somebody whom the maker made an Admin.
        Assert.IsType<Reply.Refused>(portal.Services.Confirm(admin, changed.Id));
        var puppet = Assert.IsType<Reply<string>.Done>(await Desk.Create(admin, "puppet.admin", [PortalRole.Admin])).Value is { Length: > 0 } ? Named("puppet.admin").Id : default;
        Assert.Contains("second Admin", Assert.IsType<Reply.Refused>(portal.Services.Confirm(puppet, changed.Id)).Why, StringComparison.Ordinal);
        Assert.Equal(changed.Unconfirmed, People.Find(changed.Id)!.Unconfirmed, (a, b) => a.Select(c => c.Id).SequenceEqual(b.Select(c => c.Id)));

        Assert.IsType<Reply.Done>(portal.Services.Confirm(other, changed.Id));
        var now = People.Find(changed.Id)!;
        Assert.Empty(now.Unconfirmed);
        Assert.All(now.Roles, role => Assert.True(now.Has(role)));
        Assert.All(now.Groups, group => Assert.True(now.IsIn(group)));
        var entry = portal.Ledger.Read(PersonChanges.Stream)[^1];
        Assert.Equal(("person.confirmed", other), (entry.Kind, entry.Actor));
        Assert.Contains($"by {admin}", AuditSentences.Of(entry, AuditNames.Keys), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_used_after_the_account_was_confirmed_waits_anew()
    {
        var (other, link) = (await Other(), Assert.IsType<Reply<string>.Done>(await Desk.Create(Admin, "puppet", [PortalRole.Approver])).Value);
        Assert.IsType<Reply.Done>(portal.Services.Confirm(other, Named("puppet").Id));

        await portal.Services.Accept(link);

        Assert.False(Named("puppet").Has(PortalRole.Approver));
        Assert.Equal((LoneChangeKind.Password, Admin), (Assert.Single(Named("puppet").Unconfirmed).Kind, Named("puppet").Unconfirmed[0].By));
    }

    [Fact]
    public async Task A_link_alone_and_ones_own_change_of_password_wait_for_nobody()
    {
        var whom = Named("operator").Id;
        await Desk.NewPassword(Admin, whom, OldPassword.StopsNow);
        Assert.Empty(Named("operator").Unconfirmed);

        await using var scope = portal.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<SecurityDesk>();
        Assert.IsType<Reply<bool>.Done>(await desk.ChangePassword(whom, TwoAdmins.Proof(whom, Purpose.OwnSecurity), "violet anchor teapot", null));
        Assert.Empty(Named("operator").Unconfirmed);
    }

    [Fact]
    public async Task Somebody_who_was_let_in_again_waits_too()
    {
        var (whom, other) = (Named("operator").Id, await Other());
        await Desk.SetStanding(Admin, whom, Standing.Deactivated);
        Assert.Empty(Named("operator").Unconfirmed);
        await Desk.SetStanding(Admin, whom, Standing.Active);
        Assert.False(Named("operator").Has(PortalRole.Operator));
        Assert.IsType<Reply.Done>(portal.Services.Confirm(other, whom));
        Assert.True(Named("operator").Has(PortalRole.Operator));
    }

    [Fact]
    public async Task What_is_taken_away_waits_for_nobody_and_what_waited_is_forgotten_with_it()
    {
        var (admin, whom) = (Admin, Named("operator").Id);
        await Desk.SetRoles(admin, whom, [PortalRole.Viewer, PortalRole.Operator, PortalRole.Approver]);
        Assert.True(Named("operator").Waits(PortalRole.Approver));
        await Desk.SetRoles(admin, whom, [PortalRole.Viewer, PortalRole.Operator]);
        Assert.Empty(Named("operator").Unconfirmed);
        await Desk.SetRoles(admin, whom, [PortalRole.Viewer, PortalRole.Approver]);
        Assert.False(Named("operator").Has(PortalRole.Approver));
        await Desk.SetRoles(admin, whom, []);
        Assert.Empty(Named("operator").Unconfirmed);
    }

    [Fact]
    public async Task A_change_made_after_the_second_admin_looked_is_not_confirmed_with_the_rest()
    {
        var (admin, other, whom) = (Admin, await Other(), Named("operator").Id);
        await Desk.SetGroups(admin, whom, ["dba"]);
        ImmutableArray<long> seen = [.. Named("operator").Unconfirmed.Select(c => c.Id)];
        await Desk.SetRoles(admin, whom, [PortalRole.Operator, PortalRole.Approver]);

        Assert.IsType<Reply.Done>(Confirming.Confirm(other, whom, seen, "Spoke to them.", TwoAdmins.Proof(other, Purpose.Confirm(whom, seen))));
        Assert.True(Named("operator").IsIn("dba"));
        Assert.False(Named("operator").Has(PortalRole.Approver));
        Assert.Contains("changed since", Assert.IsType<Reply.Refused>(Confirming.Confirm(other, whom, seen, "Again.", TwoAdmins.Proof(other, Purpose.Confirm(whom, seen)))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirming_takes_a_reason_and_a_proof_for_exactly_this()
    {
        var (other, whom) = (await Other(), Named("operator").Id);
        await Desk.SetRoles(Admin, whom, [PortalRole.Operator, PortalRole.Approver]);
        ImmutableArray<long> seen = [.. Named("operator").Unconfirmed.Select(c => c.Id)];
        foreach (var (reason, proof) in new (string, FreshProof?)[]
        {
            ("", TwoAdmins.Proof(other, Purpose.Confirm(whom, seen))), (new string('x', 501), TwoAdmins.Proof(other, Purpose.Confirm(whom, seen))), ("Fine.", null),
            ("Fine.", TwoAdmins.Proof(Admin, Purpose.Confirm(whom, seen))), ("Fine.", TwoAdmins.Proof(other, Purpose.Confirm(other, seen))), ("Fine.", TwoAdmins.Proof(other, Purpose.Confirm(whom, [.. seen, 99]))),
        })
            Assert.IsType<Reply.Refused>(Confirming.Confirm(other, whom, seen, reason, proof));
        Assert.False(Named("operator").Has(PortalRole.Approver));
        Assert.Equal(6, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused"));
    }

    [Fact]
    public async Task Of_many_who_confirm_at_once_one_does_and_the_others_are_told()
    {
        var whom = Named("operator").Id;
        var admins = new List<UserId>();
        for (var i = 0; i < 8; i++) admins.Add(await portal.Services.Settled($"admin.{i}", PortalRole.Admin));
        await Desk.SetRoles(Admin, whom, [PortalRole.Operator, PortalRole.Approver]);
        var seen = Named("operator").Unconfirmed.Select(c => c.Id).ToImmutableArray();
        var replies = await Task.WhenAll(admins.Select(by => Task.Run(() => Confirming.Confirm(by, whom, seen, "Spoke to them.", TwoAdmins.Proof(by, Purpose.Confirm(whom, seen))))));
        Assert.Single(replies, r => r is Reply.Done);
        Assert.Single(portal.Ledger.Read(PersonChanges.Stream), e => e.Kind == "person.confirmed");
    }

    [Fact]
    public async Task Whoever_starts_the_portal_on_its_machine_can_confirm_when_no_other_admin_is_left()
    {
        var whom = Named("operator").Id;
        await Link(portal.Services, Admin, whom);
        Assert.False(Named("operator").Has(PortalRole.Operator));
        Assert.False(Confirming.ConfirmAtStart("nobody"));
        Assert.True(Confirming.ConfirmAtStart(" Operator "));
        Assert.True(Named("operator").Has(PortalRole.Operator));
        Assert.False(Confirming.ConfirmAtStart("operator"));
        var entry = portal.Ledger.Read(PersonChanges.Stream)[^1];
        Assert.Equal(UserId.Portal, entry.Actor);
        Assert.Contains("configuration when the portal was started", AuditSentences.Of(entry, AuditNames.Keys), StringComparison.Ordinal);
    }

    private static PeopleDesk At(IServiceProvider at) => at.GetRequiredService<PeopleDesk>();

    /// <summary>As an Admin would who wants to be somebody else: the link is used by whoever made it.</summary>
    private static async Task<Reply<string>> Link(IServiceProvider at, UserId admin, UserId whom) => await Used(at, await At(at).NewPassword(admin, whom, OldPassword.StaysUntilThen));

    private static async Task<Reply<string>> Used(IServiceProvider at, Reply<string> made)
    {
        await at.Accept(Assert.IsType<Reply<string>.Done>(made).Value);
        return made;
    }
}
