using System.Globalization;
using Portal.Core.People;
using Portal.Runs;
using Portal.Tests.Security;
using Portal.Views;

namespace Portal.Tests.Views;

public sealed class ViewDeskTests : IDisposable
{
    private readonly TestPeople _test = new();
    private readonly ViewDesk _desk;

    public ViewDeskTests() => _desk = new ViewDesk(_test.Storage, _test.People, _test.Clock);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Everybody_has_views_of_their_own_by_name()
    {
        var (one, other) = (await Person("one"), await Person("other"));
        Done(_desk.Save(one, " Night watch ", "/?need=you"));
        Done(_desk.Save(one, "Graz", "/?tag=Graz"));
        Done(_desk.Save(other, "Graz", "/?q=graz"));

        Assert.Equal([new SavedView("Graz", "/?tag=Graz"), new SavedView("Night watch", "/?need=you")], _desk.Of(one));
        Assert.Equal([new SavedView("Graz", "/?q=graz")], _desk.Of(other));
        Assert.Empty(_desk.Of(new UserId("nobody")));
    }

    [Fact]
    public async Task A_view_is_renamed_and_deleted_and_no_other()
    {
        var (one, other) = (await Person("one"), await Person("other"));
        foreach (var by in new[] { one, other }) Done(_desk.Save(by, "Graz", "/?tag=Graz"));
        Done(_desk.Rename(one, "graz", "GRAZ"));
        Assert.Equal(["GRAZ"], _desk.Of(one).Select(v => v.Name));

        Done(_desk.Delete(one, "Graz"));
        Assert.Empty(_desk.Of(one));
        Assert.Single(_desk.Of(other));
        Assert.Contains("no view called", Refused(_desk.Delete(one, "Graz")).Why);
        Assert.Contains("no view called", Refused(_desk.Rename(one, "Graz", "Linz")).Why);
    }

    [Theory]
    [InlineData("", "/?need=you", "1 to 40 characters")]
    [InlineData("a\tb", "/?need=you", "1 to 40 characters")]
    [InlineData("12345678901234567890123456789012345678901", "/?need=you", "1 to 40 characters")]
    [InlineData("GRAZ", "/?need=you", "called 'Graz' already")]
    [InlineData("New", "/", "no view of the list")]
    [InlineData("New", "//elsewhere?need=you", "no view of the list")]
    [InlineData("New", "javascript:alert(1)", "no view of the list")]
    public async Task What_is_no_view_is_refused_and_changes_nothing(string name, string address, string why)
    {
        var by = await Person("one");
        Done(_desk.Save(by, "Graz", "/?tag=Graz"));

        Assert.Contains(why, Refused(_desk.Save(by, name, address)).Why);
        Assert.Equal([new SavedView("Graz", "/?tag=Graz")], _desk.Of(by));
    }

    [Fact]
    public async Task There_is_a_limit_and_a_name_cannot_be_taken_twice_by_renaming()
    {
        var by = await Person("one");
        for (var i = 0; i < ViewDesk.Most; i++) Done(_desk.Save(by, i.ToString(CultureInfo.InvariantCulture), $"/?q={i}"));

        Assert.Contains("30 views", Refused(_desk.Save(by, "one more", "/?need=you")).Why);
        Assert.Contains("called '1' already", Refused(_desk.Rename(by, "0", "1")).Why);
    }

    [Fact]
    public async Task Who_may_not_be_in_keeps_nothing()
    {
        var by = await Person("one");
        Done(_desk.Save(by, "Graz", "/?tag=Graz"));
        await _test.Elsewhere(async users =>
        {
            var user = (await users.FindByIdAsync(by.Value))!;
            user.Standing = Standing.Deactivated;
            Assert.True((await users.UpdateAsync(user)).Succeeded);
        });

        Assert.Contains("may not be in", Refused(_desk.Save(by, "Linz", "/?tag=Linz")).Why);
        Assert.Empty(_desk.Of(by));
    }

    private async Task<UserId> Person(string name) => new((await _test.Create(name, PortalRole.Viewer)).Id);

    private static void Done(Reply reply) => Assert.IsType<Reply.Done>(reply);

    private static Reply.Refused Refused(Reply reply) => Assert.IsType<Reply.Refused>(reply);
}
