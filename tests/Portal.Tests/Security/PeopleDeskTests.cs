using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.People;
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
    public async Task A_person_is_created_with_a_password_that_opens_and_the_admin_is_on_record()
    {
        var password = Assert.IsType<Reply<string>.Done>(await Desk.Create(Admin, "carla", Viewer)).Value;

        using var scope = portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True(await users.CheckPasswordAsync((await users.FindByNameAsync("carla"))!, password));
        var entry = portal.Ledger.Read(PersonChanges.Stream)[^1];
        Assert.Equal(("person.created", Admin), (entry.Kind, entry.Actor));
        Assert.DoesNotContain(portal.Ledger.All(), e => e.Body.Contains(password, StringComparison.Ordinal));
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
    public async Task A_new_password_takes_the_place_of_the_old_one()
    {
        var old = portal.PasswordOf("operator");

        var fresh = Assert.IsType<Reply<string>.Done>(await Desk.NewPassword(Admin, Named("operator").Id)).Value;

        using var scope = portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByNameAsync("operator"))!;
        Assert.True(await users.CheckPasswordAsync(user, fresh));
        Assert.False(await users.CheckPasswordAsync(user, old));
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
}
