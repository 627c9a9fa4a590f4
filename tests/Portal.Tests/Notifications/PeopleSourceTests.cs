using Microsoft.Extensions.DependencyInjection;
using Portal.Core.People;
using Portal.Notifications;
using Portal.Runs;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Notifications;

/// <summary>Who is told that one Admin alone changed an account.</summary>
public sealed class PeopleSourceTests : IDisposable
{
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private PeopleDesk Desk => portal.Services.GetRequiredService<PeopleDesk>();

    private IPeople People => portal.Services.GetRequiredService<IPeople>();

    private UserId Named(string name) => People.All().Single(p => p.Name == name).Id;

    private Told[] Last()
    {
        var entry = portal.Ledger.Read(PersonChanges.Stream)[^1];
        var source = new PeopleSource(People);
        return source.Tells(entry.Kind) ? [.. source.Of(entry)] : [];
    }

    [Fact]
    public async Task Every_admin_who_may_confirm_is_told_and_the_maker_is_not()
    {
        var (maker, other) = (Named("second.admin"), await portal.Services.Settled("third.admin", PortalRole.Admin));
        Assert.IsType<Reply<string>.Done>(await Desk.SetRoles(maker, Named("operator"), [PortalRole.Operator, PortalRole.Approver]));
        var told = Assert.Single(Last());
        Assert.Equal([other], told.People);
        Assert.Equal((NoticeKind.Alert, $"/people/{Named("operator")}/confirm"), (told.Notice.Kind, told.Notice.Path));
        Assert.Contains("second.admin gave the role Approver", told.Notice.Lines[0], StringComparison.Ordinal);

        Assert.IsType<Reply.Done>(portal.Services.Confirm(other, Named("operator")));
        Assert.Empty(Last());
    }

    [Fact]
    public async Task Whoever_got_another_password_is_told_so_themselves_and_no_message_holds_it()
    {
        await portal.Services.Settled("third.admin", PortalRole.Admin);
        var link = Assert.IsType<Reply<string>.Done>(await Desk.NewPassword(Named("second.admin"), Named("operator"), OldPassword.StaysUntilThen)).Value;
        var warned = Assert.Single(Last());
        Assert.Equal([Named("operator")], warned.People);
        Assert.Contains("second.admin made a link", warned.Notice.Lines[0], StringComparison.Ordinal);
        var password = await portal.Services.Accept(link);
        var told = Last();
        Assert.Equal(2, told.Length);
        Assert.Equal([Named("operator")], told[1].People);
        Assert.All([warned, .. told], one => Assert.DoesNotContain(password, one.Notice.Write(), StringComparison.Ordinal));
        Assert.All([warned, .. told], one => Assert.DoesNotContain(link.Split('/')[^1], one.Notice.Write(), StringComparison.Ordinal));
        Assert.Equal(2, told.Select(one => one.Notice.Key).Distinct().Count());
    }

    [Fact]
    public async Task What_gives_nobody_anything_is_told_to_nobody()
    {
        await Desk.SetRoles(Named("second.admin"), Named("operator"), [PortalRole.Viewer]);
        Assert.Empty(Last());
        await Desk.SetStanding(Named("second.admin"), Named("operator"), Standing.Deactivated);
        Assert.Empty(Last());
    }
}
