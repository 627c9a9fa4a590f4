using Microsoft.Data.Sqlite;
using Portal.Core.People;
using Portal.Security;
using Portal.Security.Invitations;
using Portal.Security.Stores;

namespace Portal.Tests.Security.Invitations;

/// <summary>One-time links: who gets in with them, how often and how long.</summary>
public sealed class InvitationTests : IDisposable
{
    private const string Chosen = "violet anchor teapot", From = "10.0.0.7";
    private static readonly UserId Admin = new("admin");
    private readonly TestPeople test = new();

    public void Dispose() => test.Dispose();

    private InvitationBook Book => new(test.Storage, test.Ledger, new AccountSettings(TimeSpan.FromHours(72)), test.Clock);

    [Fact]
    public async Task Whoever_has_the_link_chooses_the_password_once()
    {
        var (person, secret) = await Invited("carla");

        Assert.IsType<InvitationReply.Taken>(await Choose(secret, Chosen));

        Assert.True(await test.Users.CheckPasswordAsync((await test.Users.FindByIdAsync(person.Id))!, Chosen));
        Assert.IsType<InvitationReply.Gone>(await Choose(secret, "another teapot anchor"));
        Assert.True(await test.Users.CheckPasswordAsync((await test.Users.FindByIdAsync(person.Id))!, Chosen));
        Assert.Equal(["person.created", "person.invited", "person.invitation-used", "person.password-changed"], test.Kinds(PersonChanges.Stream));
        Assert.Equal(person.UserId, test.Ledger.Read(PersonChanges.Stream)[^1].Actor);
        Assert.Contains("somebody with a link failed from 10.0.0.7", test.Last(SecurityJournal.Stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_exactly_one_chooses()
    {
        var (person, secret) = await Invited("carla");
        using var gate = new Barrier(8);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            InvitationReply? reply = null;
            await test.Elsewhere(async users =>
            {
                gate.SignalAndWait(TimeSpan.FromSeconds(30));
                reply = await new InvitationDoor(Book, users, new CurrentActor(), test.Journal).Choose(secret, $"{Chosen} {i}", From);
            });
            return (i, reply);
        })));

        var taken = Assert.Single(replies, r => r.reply is InvitationReply.Taken);
        Assert.Equal(7, replies.Count(r => r.reply is InvitationReply.Gone));
        Assert.True(await test.Users.CheckPasswordAsync((await test.Users.FindByIdAsync(person.Id))!, $"{Chosen} {taken.i}"));
        Assert.Single(test.Kinds(PersonChanges.Stream), kind => kind == "person.invitation-used");
    }

    [Fact]
    public async Task A_link_that_was_withdrawn_while_the_password_was_on_its_way_sets_none()
    {
        var (person, secret) = await Invited("carla");
        var late = (await test.Users.FindByIdAsync(person.Id))!;
        Assert.True(Book.Withdraw(person.UserId, Admin));

        (late.PasswordHash, late.Redeems) = ("anything", Secret128.Hash(secret));
        TestPeople.Refused("LinkGone", await test.Users.UpdateAsync(late));

        Assert.Contains(person.UserId, Book.WithoutPassword());
    }

    [Fact]
    public async Task An_invitation_counts_72_hours_and_a_link_to_another_password_24()
    {
        var (_, invitation) = await Invited("carla");
        var reset = Book.Make((await test.Create("first")).UserId, InvitationKind.ResetLink, Admin).Split('/')[^1];
        test.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.NotNull(Book.Find(reset));
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Book.Find(reset));
        Assert.NotNull(Book.Find(invitation));

        test.Clock.Advance(TimeSpan.FromHours(48));

        Assert.Null(Book.Find(invitation));
        Assert.IsType<InvitationReply.Gone>(await Choose(invitation, Chosen));
        Assert.Equal(2, Book.All().Count);
    }

    [Fact]
    public async Task A_new_link_a_withdrawal_and_a_deactivation_void_the_one_before()
    {
        var (person, first) = await Invited("carla");
        var second = Make(person);
        Assert.Null(Book.Find(first));
        Assert.NotNull(Book.Find(second));

        Assert.True(Book.Withdraw(person.UserId, Admin));
        Assert.Null(Book.Find(second));
        Assert.False(Book.Withdraw(person.UserId, Admin));

        var third = Make(person);
        person.Standing = Standing.Deactivated;
        TestPeople.Succeeded(await test.Users.UpdateAsync(person));
        Assert.Null(Book.Find(third));
        person.Standing = Standing.Active;
        TestPeople.Succeeded(await test.Users.UpdateAsync(person));
        Assert.Null(Book.Find(third));
        Assert.Equal(2, test.Kinds(PersonChanges.Stream).Count(kind => kind == "person.invitation-withdrawn"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password1234")]
    [InlineData("carla carla carla")]
    [InlineData("")]
    public async Task A_password_that_is_no_good_leaves_the_link_as_it_was(string password)
    {
        var (_, secret) = await Invited("carla");

        Assert.IsType<InvitationReply.Wrong>(await Choose(secret, password));

        Assert.IsType<InvitationReply.Taken>(await Choose(secret, Chosen));
    }

    [Fact]
    public async Task What_the_ledger_cannot_take_changes_nothing_and_the_link_stays()
    {
        var (person, secret) = await Invited("carla");
        test.Ledger.BeforeCommit = () => throw new SqliteException("full", 13, 13);
        Assert.Contains("was not taken", Assert.IsType<InvitationReply.Wrong>(await Choose(secret, Chosen)).Why, StringComparison.Ordinal);
        test.Ledger.BeforeCommit = () => { };

        Assert.Contains(person.UserId, Book.WithoutPassword());
        Assert.IsType<InvitationReply.Taken>(await Choose(secret, Chosen));
        Assert.DoesNotContain(person.UserId, Book.WithoutPassword());
    }

    [Fact]
    public async Task A_link_to_another_password_ends_a_lockout_and_every_session()
    {
        var person = await test.Create("first");
        await test.Users.SetLockoutEndDateAsync(person, test.Clock.GetUtcNow().AddMinutes(15));
        var session = test.Sessions.Begin(person, "Firefox on Windows", From);
        var secret = Book.Make(person.UserId, InvitationKind.ResetLink, Admin).Split('/')[^1];
        Assert.NotNull(test.Sessions.Open(session));

        Assert.IsType<InvitationReply.Taken>(await Choose(secret, Chosen));

        Assert.False(await test.Users.IsLockedOutAsync((await test.Users.FindByIdAsync(person.Id))!));
        Assert.Null(test.Sessions.Open(session));
    }

    [Fact]
    public async Task Neither_the_database_nor_the_ledger_knows_the_link()
    {
        var (_, secret) = await Invited("carla");
        await Choose(secret, "short");
        await Choose(secret, Chosen);

        Assert.Equal(32, secret.Length);
        Assert.DoesNotContain(test.Ledger.All(), e => e.Body.Contains(secret, StringComparison.OrdinalIgnoreCase) || e.Body.Contains(Chosen, StringComparison.Ordinal));
        test.Storage.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(test.Database)!))
            Assert.DoesNotContain(secret, File.ReadAllText(file, System.Text.Encoding.Latin1), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<(PortalUser Person, string Secret)> Invited(string name)
    {
        var person = new PortalUser { UserName = name, Roles = [PortalRole.Viewer] };
        TestPeople.Succeeded(await test.Users.CreateAsync(person));
        return (person, Make(person));
    }

    private string Make(PortalUser person) => Book.Make(person.UserId, InvitationKind.Invitation, Admin).Split('/')[^1];

    private Task<InvitationReply> Choose(string secret, string password) => new InvitationDoor(Book, test.Users, test.Actor, test.Journal).Choose(secret, password, From);
}
