using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Core.People;
using Portal.Notifications;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class NotificationPagesTests : IAsyncDisposable
{
    private readonly NotifyStage _stage = new(Story.Planned());
    private readonly NotificationDesk _desk;
    private PageStage? _page;

    public NotificationPagesTests() => _desk = _stage.Desk();

    public async ValueTask DisposeAsync()
    {
        if (_page is not null) await _page.DisposeAsync();
        _desk.Dispose();
        _stage.Dispose();
    }

    private PageStage As(Person viewer, NotificationSettings? settings = null) => _page = new PageStage(viewer, services =>
    {
        services.AddSingleton(_desk);
        services.AddSingleton(settings ?? _stage.Settings);
        services.AddSingleton<IPeople>(_stage.People);
    }, _stage.Story);

    [Fact]
    public void A_person_sets_an_address_and_wishes_and_tries_it()
    {
        var page = As(Story.Adam).Context.Render<NotificationsPage>();
        Assert.True(page.Find("button.pri").HasAttribute("disabled"));

        page.Find("#mail-address").Input("adam@example.com");
        page.FindAll("input[type=checkbox]")[1].Change(false);
        page.Find("button.pri").Click();

        Assert.Contains("Saved.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        var reach = _stage.Reaches.Of(Story.Adam.Id);
        Assert.Equal("adam@example.com", reach.Address);
        Assert.Equal([NoticeWish.Approvals, NoticeWish.Ends], reach.Wishes.Order());
        page.FindAll("button").Single(b => b.TextContent == "Send me a test message").Click();
        Assert.Equal(("test", Story.Adam.Id.Value), (_stage.All[0].Kind, _stage.All[0].Recipient));
    }

    [Fact]
    public void A_refused_address_stays_in_the_field_with_what_to_do()
    {
        var page = As(Story.Adam).Context.Render<NotificationsPage>();

        page.Find("#mail-address").Input("adam at example");
        page.Find("button.pri").Click();

        Assert.Contains("no mail address that can be used", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("adam at example", page.Find("#mail-address").GetAttribute("value"));
    }

    [Fact]
    public void Without_a_mail_server_the_page_says_so()
    {
        var page = As(Story.Adam, NotificationSettings.None).Context.Render<NotificationsPage>();

        Assert.Contains("sends no mail yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_admin_sees_what_failed_and_what_waits_and_tries_the_mail_server()
    {
        _stage.Reachable(NotifyStage.Ada, Story.Adam);
        _desk.TestMail(Story.Adam.Id);
        _stage.Outbox.GiveUp(_stage.Outbox.Claim(OutboxRow.Mail, "c")!, "c", "Why.", "The mail server refused the recipient (550). It said: <b>no</b>");
        _desk.TestMail(NotifyStage.Ada.Id);
        var page = As(NotifyStage.Ada).Context.Render<DeliveryPage>();

        Assert.Contains("the last message failed", page.Find(".channels").TextContent, StringComparison.Ordinal);
        Assert.Contains("test to Adam Approver, given up", page.Markup.ReplaceLineEndings(" ").Replace("<b>", "", StringComparison.Ordinal).Replace("</b>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll(".rows b"), b => b.TextContent == "no");
        page.FindAll("button").Single(b => b.TextContent == "Send me a test message").Click();
        Assert.Equal(2, _stage.All.Count(row => row.Recipient == NotifyStage.Ada.Id.Value));
    }

    [Fact]
    public void An_admin_sets_the_address_of_somebody_who_has_none()
    {
        var page = As(NotifyStage.Ada).Context.Render<DeliveryPage>();
        Assert.Contains("not reached by mail: Ada Admin, Adam Approver", page.Markup, StringComparison.Ordinal);

        page.Find("#whom").Change(Story.Adam.Id.Value);
        page.Find("#their-address").Input("adam@example.com");
        page.FindAll("button").Single(b => b.TextContent == "Save address").Click();

        Assert.Equal("adam@example.com", _stage.Reaches.Of(Story.Adam.Id).Address);
        Assert.DoesNotContain("by mail: Ada Admin, Adam Approver", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_no_admin_sees_no_delivery()
    {
        _stage.Reachable(Story.Adam);
        _desk.TestMail(Story.Adam.Id);

        var page = As(Story.Olga).Context.Render<DeliveryPage>();

        Assert.Contains("Only an Admin sees", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("ul.rows, ul.channels"));
    }

    [Fact]
    public void A_webhook_is_shown_by_its_name_and_never_by_its_address()
    {
        var hook = new WebhookSettings("ops-chat", WebhookFormat.Teams, new Secret("https://hooks.example.com/T0KEN"), new Secret("key"), [], [], null, TimeSpan.FromSeconds(10));
        using var other = new NotifyStage(Story.Planned(), NotificationSettings.None with { Webhooks = [hook] });
        using var desk = other.Desk();
        _page = new PageStage(NotifyStage.Ada, services =>
        {
            services.AddSingleton(desk);
            services.AddSingleton(other.Settings);
            services.AddSingleton<IPeople>(other.People);
        }, other.Story);

        var page = _page.Context.Render<DeliveryPage>();

        Assert.Contains("ops-chat", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("T0KEN", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Messages hold no link", page.Markup, StringComparison.Ordinal);
        page.FindAll("button").Single(b => b.TextContent == "Send a test message to ops-chat").Click();
        Assert.Equal("webhook:ops-chat", Assert.Single(other.All).Lane);
    }
}
