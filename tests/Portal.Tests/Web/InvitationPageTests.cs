using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Invitations;
using Portal.Security.People;
using Portal.Tests.Notifications;

namespace Portal.Tests.Web;

/// <summary>The page behind a one-time link, for people who are not signed in.</summary>
public sealed class InvitationPageTests : IDisposable
{
    private const string Chosen = "violet anchor teapot", Gone = "This link counts no more";
    private readonly DemoUnderTest _portal = new() { Log = new NotedLog() };
    private readonly HttpClient _browser;

    public InvitationPageTests() => _browser = _portal.Browser();

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task Whoever_is_invited_chooses_a_password_and_signs_in_with_it()
    {
        var link = await Invite("carla");
        var page = WebUtility.HtmlDecode(await _browser.GetStringAsync(new Uri(link, UriKind.Relative)));
        Assert.Contains(">carla</b>.", page, StringComparison.Ordinal);
        Assert.Contains(">localhost</b>", page, StringComparison.Ordinal);

        using var answer = await Send(link, Chosen, Chosen);

        Assert.Equal("/account/sign-in?chosen=1", new Uri(new Uri("http://localhost"), answer.Headers.Location!).PathAndQuery);
        Assert.Contains("Your password is set.", await _browser.GetStringAsync(new Uri("/account/sign-in?chosen=1", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignIn("carla", Chosen)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("short", "short", "it needs at least 12")]
    [InlineData("violet anchor teapot", "violet anchor teapots", "The two are not the same.")]
    [InlineData("violet anchor teapot", "", "The two are not the same.")]
    public async Task What_is_wrong_is_said_and_the_link_still_counts(string password, string again, string said)
    {
        var link = await Invite("carla");

        var page = await (await Send(link, password, again)).Text();

        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains("The link still counts", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"violet", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await Send(link, Chosen, Chosen)).StatusCode);
    }

    [Fact]
    public async Task A_link_that_was_used_withdrawn_or_never_made_gives_the_same_page()
    {
        var (used, withdrawn) = (await Invite("carla"), await Invite("david"));
        await Send(used, Chosen, Chosen);
        await Desk.Withdraw(Admin, IdOf("david"));

        var pages = new List<string>();
        foreach (var link in new[] { used, withdrawn, $"{InvitationBook.Path}/{new string('0', 32)}", $"{InvitationBook.Path}/<script>" })
            pages.Add(await _browser.GetStringAsync(new Uri(link, UriKind.Relative)));

        Assert.All(pages, page => Assert.Contains(Gone, page, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.DoesNotContain("carla", page, StringComparison.Ordinal));
        Assert.Single(pages.Select(page => page.Split("<main")[1].Split("</main>")[0]).Distinct());
    }

    [Fact]
    public async Task A_password_needs_the_portals_own_form()
    {
        var link = await Invite("carla");

        using var forged = new FormUrlEncodedContent([new("_handler", "choose"), new("Form.Password", Chosen), new("Form.Again", Chosen)]);

        Assert.Equal(HttpStatusCode.BadRequest, (await _browser.PostAsync(new Uri(link, UriKind.Relative), forged)).StatusCode);
        Assert.Contains(IdOf("carla"), _portal.Services.GetRequiredService<InvitationBook>().WithoutPassword());
    }

    [Fact]
    public async Task One_address_may_send_ten_passwords_a_minute()
    {
        var link = await Invite("carla");
        for (var i = 0; i < 10; i++) await Send(link, "short", "short");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Send(link, Chosen, Chosen)).StatusCode);
    }

    [Fact]
    public async Task Whoever_has_no_password_yet_is_answered_like_anybody()
    {
        await Invite("carla");

        Assert.Contains("The name or the password is wrong", await (await _browser.SignIn("carla", Chosen)).Text(), StringComparison.Ordinal);

        Assert.Contains("no password yet", _portal.Ledger.Query(new LedgerQuery(StreamPrefix: "security", Take: 1))[0].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_line_of_the_web_server_tells_a_link()
    {
        var (link, lines) = (await Invite("carla"), _portal.Log!.Lines);

        await Send(link, "short", "short");
        await Send(link, Chosen, Chosen);
        await Send($"{link[..^1]}x", Chosen, Chosen);

        Assert.Contains(lines, line => line.Contains("Microsoft", StringComparison.Ordinal) || line.Contains("Executing endpoint", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(link.Split('/')[^1], StringComparison.OrdinalIgnoreCase) || line.Contains(Chosen, StringComparison.Ordinal));
    }

    private PeopleDesk Desk => _portal.Services.GetRequiredService<PeopleDesk>();

    private UserId Admin => IdOf("second.admin");

    private UserId IdOf(string name) => _portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name).Id;

    private async Task<string> Invite(string name) => Assert.IsType<Reply<string>.Done>(await Desk.Create(Admin, name, [PortalRole.Viewer])).Value;

    private async Task<HttpResponseMessage> Send(string link, string password, string again) =>
        await _browser.GetStringAsync(new Uri(link, UriKind.Relative)) is var page && page.Contains(Gone, StringComparison.Ordinal)
            ? await _browser.GetAsync(new Uri(link, UriKind.Relative))
            : await _browser.Send(link, ("Form.Password", password), ("Form.Again", again));
}
