using Portal.Runs;
using Portal.Security.Sessions;
using Portal.Security.Stores;

namespace Portal.Tests.Security.Sessions;

public sealed class SessionDeskTests : IDisposable
{
    private readonly TestPeople test = new();

    public void Dispose() => test.Dispose();

    private SessionDesk Desk => new(test.Sessions, test.People, test.Journal);

    [Fact]
    public async Task One_session_is_ended_and_the_others_stay()
    {
        var first = await test.Create("first");
        var (here, there) = (Begin(first, "Chrome on Linux"), Begin(first, "Safari on iPhone"));

        Assert.Equal(1, Assert.IsType<Reply<int>.Done>(Desk.End(first.UserId, there.Number)).Value);

        Assert.Equal(here.Number, Assert.Single(Desk.Of(first.UserId)).Number);
        Assert.Equal("first signed themselves out at one place: Safari on iPhone.", test.Last(SecurityJournal.Stream));
    }

    [Fact]
    public async Task Everywhere_else_is_everywhere_but_here()
    {
        var first = await test.Create("first");
        var here = Begin(first, "Chrome on Linux");
        for (var i = 0; i < 3; i++) Begin(first, "Safari on iPhone");
        var stranger = Begin(await test.Create("second"), "Edge on Windows");

        Assert.Equal(3, Assert.IsType<Reply<int>.Done>(Desk.EndOthers(first.UserId, here.Number)).Value);

        Assert.Equal(here.Number, Assert.Single(Desk.Of(first.UserId)).Number);
        Assert.Equal(stranger.Number, Assert.Single(Desk.Of(stranger.Person)).Number);
        Assert.Equal("first signed themselves out at 3 places: Safari on iPhone.", test.Last(SecurityJournal.Stream));
        Assert.IsType<Reply<int>.Refused>(Desk.EndOthers(first.UserId, here.Number));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else_and_the_try_is_on_record()
    {
        var (first, second) = (await test.Create("first"), await test.Create("second"));
        var theirs = Begin(second, "Edge on Windows");

        var refused = Assert.IsType<Reply<int>.Refused>(Desk.End(first.UserId, theirs.Number));

        Assert.Contains("is not yours", refused.Why, StringComparison.Ordinal);
        Assert.Single(Desk.Of(second.UserId));
        var entry = test.Ledger.Read(SecurityJournal.Stream)[^1];
        Assert.Equal(("action.refused", first.UserId), (entry.Kind, entry.Actor));
    }

    [Fact]
    public async Task A_session_whose_end_cannot_be_recorded_goes_on()
    {
        var first = await test.Create("first");
        var one = Begin(first, "Chrome on Linux");
        test.Ledger.BeforeCommit = () => throw new Microsoft.Data.Sqlite.SqliteException("full", 13, 13);

        Assert.Contains("goes on", Assert.IsType<Reply<int>.Refused>(Desk.End(first.UserId, one.Number)).Why, StringComparison.Ordinal);

        Assert.Single(Desk.Of(first.UserId));
    }

    private Session Begin(PortalUser person, string browser) => test.Sessions.Find(test.Sessions.Begin(person, browser, "10.0.0.7"))!;
}
