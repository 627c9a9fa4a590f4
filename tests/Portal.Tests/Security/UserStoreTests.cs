using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;

namespace Portal.Tests.Security;

public sealed class UserStoreTests : IDisposable
{
    private readonly TestPeople test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task A_created_person_is_found_by_any_spelling_of_the_name_and_by_the_id()
    {
        var created = await test.Create("First.Admin", PortalRole.Operator, PortalRole.Approver);

        Assert.Matches("^[0-9a-f]{32}$", created.Id);
        foreach (var name in (string[])["First.Admin", "first.admin", "FIRST.ADMIN"])
            Assert.Equal(created.Id, (await test.Users.FindByNameAsync(name))!.Id);
        var found = (await test.Users.FindByIdAsync(created.Id))!;
        Assert.True(await test.Users.CheckPasswordAsync(found, TestPeople.Password));
        Assert.False(await test.Users.CheckPasswordAsync(found, "wrong"));
        Assert.Equal(["Operator", "Approver"], await test.Users.GetRolesAsync(found));
        Assert.Equal(created.SecurityStamp, found.SecurityStamp);
    }

    [Fact]
    public async Task A_name_in_another_spelling_is_taken()
    {
        await test.Create("first");

        TestPeople.Refused("DuplicateUserName", await test.Users.CreateAsync(new PortalUser { UserName = "FIRST" }, TestPeople.Password));
        Assert.Single(test.People.All());
    }

    [Fact]
    public async Task Two_who_take_one_name_at_once_do_not_both_get_it()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var succeeded = false;
            await test.Elsewhere(async users => succeeded = (await users.CreateAsync(new PortalUser { UserName = "first" }, TestPeople.Password)).Succeeded);
            return succeeded;
        })));

        Assert.Single(results, succeeded => succeeded);
        Assert.Equal(["person.created"], test.Kinds(PersonChanges.Stream));
    }

    [Fact]
    public async Task Of_many_first_administrators_exactly_one_is_created()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var succeeded = false;
            await test.Elsewhere(async users => succeeded = (await users.CreateAsync(new PortalUser { UserName = $"first{n}", OnlyAsFirst = true }, TestPeople.Password)).Succeeded);
            return succeeded;
        })));

        Assert.Single(results, succeeded => succeeded);
        Assert.Single(test.People.All());
    }

    [Fact]
    public async Task Roles_given_wait_for_a_second_admin_and_roles_taken_are_gone_at_the_next_question()
    {
        await test.Create("root", PortalRole.Admin);
        var first = await test.Create("first", PortalRole.Viewer);
        test.Actor.Id = new UserId("0123456789abcdef0123456789abcdef");

        TestPeople.Succeeded(await test.Users.AddToRoleAsync(first, "approver"));
        Assert.True(test.People.Find(first.UserId)!.Waits(PortalRole.Approver));
        Assert.True(await test.Users.IsInRoleAsync(first, "Approver"));
        Assert.Equal("first", Assert.Single(await test.Users.GetUsersInRoleAsync("Approver")).UserName);

        TestPeople.Succeeded(await test.Users.RemoveFromRoleAsync(first, "Approver"));
        Assert.DoesNotContain(PortalRole.Approver, test.People.Find(first.UserId)!.Roles);

        var entry = test.Ledger.Read(PersonChanges.Stream)[^1];
        Assert.Equal("person.roles-changed", entry.Kind);
        Assert.Equal(test.Actor.Id, entry.Actor);
        Assert.Equal($$"""{"from":["Approver","Viewer"],"name":"first","person":"{{first.Id}}","to":["Viewer"]}""", entry.Data);
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Users.AddToRoleAsync(first, "Overlord"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Users.AddToRoleAsync(first, "4"));
    }

    [Fact]
    public async Task Rights_that_change_give_a_new_security_stamp_even_if_nobody_asks_for_one()
    {
        await test.Create("root", PortalRole.Admin);
        var first = await test.Create("first");
        var stamps = new List<string> { first.SecurityStamp };

        first.Roles = [PortalRole.Operator];
        TestPeople.Succeeded(await test.Users.UpdateAsync(first));
        stamps.Add(first.SecurityStamp);
        first.Standing = Standing.Deactivated;
        TestPeople.Succeeded(await test.Users.UpdateAsync(first));
        stamps.Add(first.SecurityStamp);
        TestPeople.Succeeded(await test.Users.UpdateSecurityStampAsync(first));
        stamps.Add(first.SecurityStamp);

        Assert.Equal(4, stamps.Distinct().Count());
        Assert.Equal(first.SecurityStamp, (await test.Users.FindByIdAsync(first.Id))!.SecurityStamp);
    }

    [Fact]
    public async Task A_deactivated_person_may_nothing_and_no_password_fits()
    {
        var first = await test.Create("first", PortalRole.Operator);
        first.Standing = Standing.Deactivated;
        TestPeople.Succeeded(await test.Users.UpdateAsync(first));

        Assert.False(test.People.Find(first.UserId)!.Has(PortalRole.Operator));
        Assert.False(await test.Users.CheckPasswordAsync((await test.Users.FindByIdAsync(first.Id))!, TestPeople.Password));
        first.Standing = Standing.Active;
        TestPeople.Succeeded(await test.Users.UpdateAsync(first));
        Assert.True(await test.Users.CheckPasswordAsync((await test.Users.FindByIdAsync(first.Id))!, TestPeople.Password));
        Assert.Equal(["person.created", "person.deactivated", "person.reactivated"], test.Kinds(PersonChanges.Stream));
    }

    [Fact]
    public async Task A_rename_keeps_the_id_and_a_new_password_is_recorded_without_it()
    {
        var first = await test.Create("first");

        TestPeople.Succeeded(await test.Users.SetUserNameAsync(first, "first.admin"));
        TestPeople.Succeeded(await test.Users.ChangePasswordAsync(first, TestPeople.Password, "another Secret 2!"));

        Assert.Equal("first.admin", test.People.Find(first.UserId)!.Name);
        Assert.Equal(["person.created", "person.renamed", "person.password-changed"], test.Kinds(PersonChanges.Stream));
        Assert.DoesNotContain(test.Ledger.All(), e => e.Body.Contains("ecret", StringComparison.Ordinal) || e.Body.Contains(first.PasswordHash!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_who_change_one_person_the_second_is_told_to_look_again()
    {
        var first = await test.Create("first");
        await test.Elsewhere(async users =>
        {
            var same = (await users.FindByIdAsync(first.Id))!;
            TestPeople.Succeeded(await users.AddToRoleAsync(same, "Operator"));
        });

        TestPeople.Refused("ConcurrencyFailure", await test.Users.AddToRoleAsync(first, "Admin"));
        Assert.Equal([PortalRole.Operator], test.People.Find(first.UserId)!.Roles);
    }

    [Fact]
    public async Task The_last_active_administrator_stays_one()
    {
        var root = await test.Create("root", PortalRole.Admin);
        root.Roles = [];
        TestPeople.Refused("LastAdmin", await test.Users.UpdateAsync(root));
        root = (await test.Users.FindByIdAsync(root.Id))!;
        root.Standing = Standing.Deactivated;
        TestPeople.Refused("LastAdmin", await test.Users.UpdateAsync(root));

        await test.Create("first", PortalRole.Admin);
        TestPeople.Succeeded(await test.Users.UpdateAsync(root));
    }

    [Fact]
    public async Task Nobody_is_ever_removed()
    {
        var first = await test.Create("first");

        TestPeople.Refused("NeverRemoved", await test.Users.DeleteAsync(first));
        using var intruder = new SqliteConnection($"Data Source={test.Database};Pooling=False");
        intruder.Open();
        Assert.Throws<SqliteException>(() => intruder.Execute("DELETE FROM people"));
        Assert.Throws<SqliteException>(() => intruder.Execute("UPDATE people SET id = 'ffffffffffffffffffffffffffffffff'"));
    }

    [Fact]
    public async Task A_change_that_the_ledger_cannot_take_is_not_made()
    {
        var first = await test.Create("first");
        test.Ledger.BeforeCommit = () => throw new SqliteException("full", 13, 13);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => test.Users.AddToRoleAsync(first, "Admin"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => test.Create("second"));

        test.Ledger.BeforeCommit = () => { };
        Assert.Empty(test.People.Find(first.UserId)!.Roles);
        Assert.Single(test.People.All());
        Assert.Equal(["person.created"], test.Kinds(PersonChanges.Stream));
    }

    [Fact]
    public async Task Everybody_is_listed_by_name_and_an_unknown_id_is_nobody()
    {
        await test.Create("second", PortalRole.Auditor);
        await test.Create("First");

        Assert.Equal(["First", "second"], test.People.All().Select(p => p.Name));
        Assert.Null(test.People.Find(new UserId("nobody")));
        Assert.Null(test.People.Find(UserId.Portal));
    }
}
