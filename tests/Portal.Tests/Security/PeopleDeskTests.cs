using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Security;

public sealed class PeopleDeskTests : IDisposable
{
    private static readonly ImmutableHashSet<PortalRole> Viewer = [PortalRole.Viewer];
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private PeopleDesk Desk => portal.Services.GetRequiredService<PeopleDesk>();

    private Person Named(string name) => portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name);

    private UserId Admin => Named("second.admin").Id;

    [Fact]
    public async Task A_person_is_created_without_a_password_and_the_admin_who_made_the_link_is_on_record()
    {
        var link = Assert.IsType<Reply<string>.Done>(await Desk.Create(Admin, "carla", Viewer)).Value;

        Assert.False(await Opens("carla", ""));
        Assert.Equal(["person.created", "person.invited"], portal.Ledger.Read(PersonChanges.Stream)[^2..].Select(e => e.Kind));
        Assert.All(portal.Ledger.Read(PersonChanges.Stream)[^2..], e => Assert.Equal(Admin, e.Actor));
        Assert.True(await Opens("carla", await portal.Services.Accept(link)));
    }

    [Fact]
    public async Task A_person_is_renamed_and_stays_who_they_are()
    {
        var whom = Named("operator").Id;

        Assert.IsType<Reply<string>.Done>(await Desk.Rename(Admin, whom, "  Olga "));
        Assert.Equal(whom, Named("Olga").Id);
        Assert.IsType<Reply<string>.Done>(await Desk.Rename(Admin, whom, "olga"));
        Assert.Contains("is already taken", Assert.IsType<Reply<string>.Refused>(await Desk.Rename(Admin, whom, "Second.ADMIN")).Why, StringComparison.Ordinal);
        foreach (var name in new[] { "", "  ", new string('x', 61) }) Assert.IsType<Reply<string>.Refused>(await Desk.Rename(Admin, whom, name));
        Assert.IsType<Reply<string>.Refused>(await Desk.Rename(whom, whom, "boss"));

        Assert.Equal("second.admin renamed operator to Olga.", AuditSentences.Of(portal.Ledger.Read(PersonChanges.Stream)[^2], AuditNames.Keys with { Person = portal.Services.GetRequiredService<IPeople>().NameOf }));
        Assert.Equal(5, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused" && e.Data.Contains("person.rename", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_person_is_put_into_groups_and_taken_out_and_both_are_on_record()
    {
        var whom = Named("operator").Id;
        Assert.IsType<Reply<string>.Done>(await Desk.SetGroups(Admin, whom, ["dba", "on call"]));
        Assert.Equal(["dba", "on call"], Named("operator").Groups.Order());
        Assert.IsType<Reply<string>.Done>(await Desk.SetRoles(Admin, whom, Named("operator").Roles.Add(PortalRole.Viewer)));
        Assert.Equal(2, Named("operator").Groups.Count);
        Assert.IsType<Reply<string>.Done>(await Desk.SetGroups(Admin, whom, ["dba"]));
        Assert.Equal(["dba"], Named("operator").Groups);

        var entries = portal.Ledger.Read(PersonChanges.Stream).Where(e => e.Kind == "person.groups-changed").ToArray();
        Assert.Equal(2, entries.Length);
        Assert.Contains("from dba, on call to dba", AuditSentences.Of(entries[1], AuditNames.Keys), StringComparison.Ordinal);
        foreach (var name in new[] { "", "a,b", new string('x', 41), "line\nend" }) Assert.IsType<Reply<string>.Refused>(await Desk.SetGroups(Admin, whom, [name]));
        Assert.IsType<Reply<string>.Refused>(await Desk.SetGroups(whom, whom, ["admins"]));
        Assert.Equal(["dba"], Named("operator").Groups);
    }

    [Fact]
    public async Task Only_an_admin_changes_people_and_a_refusal_is_on_record()
    {
        var operatorId = Named("operator").Id;

        Assert.IsType<Reply<string>.Refused>(await Desk.SetRoles(operatorId, operatorId, [PortalRole.Admin]));
        Assert.IsType<Reply<string>.Refused>(await Desk.Create(operatorId, "carla", [PortalRole.Admin]));

        Assert.DoesNotContain(PortalRole.Admin, Named("operator").Roles);
        Assert.Equal(2, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused" && e.Actor == operatorId));
    }

    [Fact]
    public async Task The_last_active_admin_stays()
    {
        Assert.Contains("last active administrator", Assert.IsType<Reply<string>.Refused>(await Desk.SetRoles(Admin, Admin, Viewer)).Why);
        Assert.Contains("last active administrator", Assert.IsType<Reply<string>.Refused>(await Desk.SetStanding(Admin, Admin, Standing.Deactivated)).Why);
        Assert.True(Named("second.admin").Has(PortalRole.Admin));
    }

    [Fact]
    public async Task A_deactivated_person_is_out_and_may_be_let_in_again()
    {
        var whom = Named("operator").Id;

        Assert.IsType<Reply<string>.Done>(await Desk.SetStanding(Admin, whom, Standing.Deactivated));
        Assert.Equal(Standing.Deactivated, Named("operator").Standing);
        Assert.IsType<Reply<string>.Done>(await Desk.SetStanding(Admin, whom, Standing.Active));
        Assert.Equal(["person.deactivated", "person.reactivated"], portal.Ledger.Read(PersonChanges.Stream)[^2..].Select(e => e.Kind));
    }

    [Fact]
    public async Task A_password_stays_until_the_link_to_another_one_is_used()
    {
        var old = portal.PasswordOf("operator");

        var link = Assert.IsType<Reply<string>.Done>(await Desk.NewPassword(Admin, Named("operator").Id, OldPassword.StaysUntilThen)).Value;
        Assert.True(await Opens("operator", old));
        var fresh = await portal.Services.Accept(link);

        Assert.True(await Opens("operator", fresh));
        Assert.False(await Opens("operator", old));
    }

    [Fact]
    public async Task A_password_that_somebody_else_may_know_is_stopped_at_once()
    {
        var link = Assert.IsType<Reply<string>.Done>(await Desk.NewPassword(Admin, Named("operator").Id, OldPassword.StopsNow)).Value;

        Assert.False(await Opens("operator", portal.PasswordOf("operator")));
        Assert.Equal(["person.password-stopped", "person.reset-link-made"], portal.Ledger.Read(PersonChanges.Stream)[^2..].Select(e => e.Kind));
        Assert.True(await Opens("operator", await portal.Services.Accept(link)));
    }

    [Fact]
    public async Task Nobody_gets_a_link_for_themselves_and_nobody_who_is_kept_out_gets_one()
    {
        Assert.Contains("Your own password", Assert.IsType<Reply<string>.Refused>(await Desk.NewPassword(Admin, Admin, OldPassword.StaysUntilThen)).Why, StringComparison.Ordinal);
        await Desk.SetStanding(Admin, Named("operator").Id, Standing.Deactivated);
        Assert.Contains("is deactivated", Assert.IsType<Reply<string>.Refused>(await Desk.NewPassword(Admin, Named("operator").Id, OldPassword.StaysUntilThen)).Why, StringComparison.Ordinal);
        Assert.IsType<Reply<string>.Refused>(await Desk.NewPassword(Named("operator").Id, Admin, OldPassword.StopsNow));
        Assert.IsType<Reply<string>.Refused>(await Desk.Withdraw(Named("operator").Id, Admin));
        Assert.IsType<Reply<string>.Refused>(await Desk.SignOut(Named("operator").Id, Admin));
        Assert.True(await Opens("second.admin", portal.PasswordOf("second.admin")));
        Assert.Equal(5, portal.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("OPERATOR")]
    public async Task A_name_that_is_empty_or_taken_makes_nobody(string name)
    {
        var before = portal.Services.GetRequiredService<IPeople>().All().Length;

        Assert.IsType<Reply<string>.Refused>(await Desk.Create(Admin, name, Viewer));

        Assert.Equal(before, portal.Services.GetRequiredService<IPeople>().All().Length);
    }

    private async Task<bool> Opens(string name, string password)
    {
        using var scope = portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await users.CheckPasswordAsync((await users.FindByNameAsync(name))!, password);
    }
}
