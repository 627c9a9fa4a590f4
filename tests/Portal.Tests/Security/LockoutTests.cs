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
        var first = await test.Create("first");
        for (var wrong = 1; wrong <= 4; wrong++) TestPeople.Succeeded(await test.Users.AccessFailedAsync(first));
        Assert.False(await test.Users.IsLockedOutAsync(first));

        TestPeople.Succeeded(await test.Users.AccessFailedAsync(first));

        var found = (await test.Users.FindByNameAsync("first"))!;
        Assert.True(await test.Users.IsLockedOutAsync(found));
        Assert.Equal(["person.created", "person.locked-out"], test.Kinds(PersonChanges.Stream));

        TestPeople.Succeeded(await test.Users.SetLockoutEndDateAsync(found, null));
        Assert.False(await test.Users.IsLockedOutAsync((await test.Users.FindByNameAsync("first"))!));
    }

    [Fact]
    public async Task A_right_password_starts_the_count_anew()
    {
        var first = await test.Create("first");
        for (var wrong = 1; wrong <= 4; wrong++) await test.Users.AccessFailedAsync(first);
        TestPeople.Succeeded(await test.Users.ResetAccessFailedCountAsync(first));
        for (var wrong = 1; wrong <= 4; wrong++) await test.Users.AccessFailedAsync(first);

        Assert.False(await test.Users.IsLockedOutAsync((await test.Users.FindByNameAsync("first"))!));
    }

    [Fact]
    public async Task Wrong_passwords_in_many_browsers_at_once_are_each_counted()
    {
        var first = await test.Create("first");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => test.Elsewhere(async users =>
            await users.AccessFailedAsync((await users.FindByIdAsync(first.Id))!)))));

        Assert.Equal(4, (await test.Users.FindByIdAsync(first.Id))!.AccessFailedCount);
    }

    [Fact]
    public async Task A_sign_in_of_an_unknown_name_keeps_nothing_of_what_was_typed()
    {
        test.Journal.SignInFailed("My-Secret-Password", known: null, "The name is unknown.", "10.0.0.7");
        test.Journal.SignInFailed("my-secret-password", known: null, "The name is unknown.", "10.0.0.7");
        test.Journal.SignInFailed("another", known: null, "The name is unknown.", "10.0.0.7");
        var first = await test.Create("first");
        test.Journal.SignInFailed("FIRST", first, "The password is wrong.", "10.0.0.7");

        var entries = test.Ledger.Read(SecurityJournal.Stream);

        Assert.DoesNotContain(entries, e => e.Body.Contains("secret", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(entries[0].Data, entries[1].Data);
        Assert.NotEqual(entries[0].Data, entries[2].Data);
        Assert.Equal($$"""{"from":"10.0.0.7","name":"FIRST","person":"{{first.Id}}","why":"The password is wrong."}""", entries[3].Data);
    }

    [Fact]
    public async Task Everything_about_signing_in_and_out_has_its_kind_and_its_cap()
    {
        var first = await test.Create("first");

        var secret = test.Sessions.Begin(first, "Firefox on Windows", new string('x', 1000));
        test.Journal.LockedOut(first, "10.0.0.7");
        test.Sessions.SignOut(test.Sessions.Find(secret)!);
        test.Journal.Refused(first.UserId, "run.approve \ud800 \u0000\u001b[2J", string.Concat(Enumerable.Repeat("😀", 400)));

        var entries = test.Ledger.Read(SecurityJournal.Stream);
        Assert.Equal(["sign-in.succeeded", "sign-in.locked-out", "sign-out", "action.refused"], entries.Select(e => e.Kind));
        Assert.Equal(["first", "portal", "first", "first"], entries.Select(e => e.Actor.Value == first.Id ? "first" : e.Actor.Value));
        Assert.All(entries, e => Assert.InRange(e.Data.Length, 1, 1500));
        Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify());
    }

    [Fact]
    public async Task Nobody_comes_in_unrecorded()
    {
        var first = await test.Create("first");
        test.Ledger.BeforeCommit = () => throw new Microsoft.Data.Sqlite.SqliteException("full", 13, 13);

        Assert.Throws<LedgerUnavailableException>(() => test.Sessions.Begin(first, "Firefox on Windows", "10.0.0.7"));

        test.Ledger.BeforeCommit = () => { };
        Assert.Empty(test.Sessions.Of(first.UserId));
    }
}
