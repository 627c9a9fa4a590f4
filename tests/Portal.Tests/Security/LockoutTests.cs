using Portal.Core.Audit;
using Portal.Security.Stores;

namespace Portal.Tests.Security;

public sealed class LockoutTests : IDisposable
{
    private readonly TestPeople test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task Five_wrong_passwords_lock_a_person_out_and_it_is_recorded()
    {
        var anna = await test.Create("anna");
        for (var wrong = 1; wrong <= 4; wrong++) TestPeople.Succeeded(await test.Users.AccessFailedAsync(anna));
        Assert.False(await test.Users.IsLockedOutAsync(anna));

        TestPeople.Succeeded(await test.Users.AccessFailedAsync(anna));

        var found = (await test.Users.FindByNameAsync("anna"))!;
        Assert.True(await test.Users.IsLockedOutAsync(found));
        Assert.Equal(["person.created", "person.locked-out"], test.Kinds(PersonChanges.Stream));

        TestPeople.Succeeded(await test.Users.SetLockoutEndDateAsync(found, null));
        Assert.False(await test.Users.IsLockedOutAsync((await test.Users.FindByNameAsync("anna"))!));
    }

    [Fact]
    public async Task A_right_password_starts_the_count_anew()
    {
        var anna = await test.Create("anna");
        for (var wrong = 1; wrong <= 4; wrong++) await test.Users.AccessFailedAsync(anna);
        TestPeople.Succeeded(await test.Users.ResetAccessFailedCountAsync(anna));
        for (var wrong = 1; wrong <= 4; wrong++) await test.Users.AccessFailedAsync(anna);

        Assert.False(await test.Users.IsLockedOutAsync((await test.Users.FindByNameAsync("anna"))!));
    }

    [Fact]
    public async Task Wrong_passwords_in_many_browsers_at_once_are_each_counted()
    {
        var anna = await test.Create("anna");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => test.Elsewhere(async users =>
            await users.AccessFailedAsync((await users.FindByIdAsync(anna.Id))!)))));

        Assert.Equal(4, (await test.Users.FindByIdAsync(anna.Id))!.AccessFailedCount);
    }

    [Fact]
    public async Task A_sign_in_of_an_unknown_name_keeps_nothing_of_what_was_typed()
    {
        test.Journal.SignInFailed("My-Secret-Password", known: null, "The name is unknown.", "10.0.0.7");
        test.Journal.SignInFailed("my-secret-password", known: null, "The name is unknown.", "10.0.0.7");
        test.Journal.SignInFailed("another", known: null, "The name is unknown.", "10.0.0.7");
        var anna = await test.Create("anna");
        test.Journal.SignInFailed("ANNA", anna, "The password is wrong.", "10.0.0.7");

        var entries = test.Ledger.Read(SecurityJournal.Stream);

        Assert.DoesNotContain(entries, e => e.Body.Contains("secret", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(entries[0].Data, entries[1].Data);
        Assert.NotEqual(entries[0].Data, entries[2].Data);
        Assert.Equal($$"""{"from":"10.0.0.7","name":"ANNA","person":"{{anna.Id}}","why":"The password is wrong."}""", entries[3].Data);
    }

    [Fact]
    public async Task Everything_about_signing_in_and_out_has_its_kind_and_its_cap()
    {
        var anna = await test.Create("anna");

        test.Journal.SignedIn(anna, new string('x', 1000));
        test.Journal.LockedOut(anna, "10.0.0.7");
        test.Journal.SignedOut(anna.UserId);
        test.Journal.Refused(anna.UserId, "run.approve \ud800 \u0000\u001b[2J", string.Concat(Enumerable.Repeat("😀", 400)));

        var entries = test.Ledger.Read(SecurityJournal.Stream);
        Assert.Equal(["sign-in.succeeded", "sign-in.locked-out", "sign-out", "action.refused"], entries.Select(e => e.Kind));
        Assert.Equal(["anna", "portal", "anna", "anna"], entries.Select(e => e.Actor.Value == anna.Id ? "anna" : e.Actor.Value));
        Assert.All(entries, e => Assert.InRange(e.Data.Length, 1, 1500));
        Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify());
    }

    [Fact]
    public async Task Nobody_comes_in_unrecorded()
    {
        var anna = await test.Create("anna");
        test.Ledger.BeforeCommit = () => throw new Microsoft.Data.Sqlite.SqliteException("full", 13, 13);

        Assert.Throws<LedgerUnavailableException>(() => test.Journal.SignedIn(anna, "10.0.0.7"));
    }
}
