using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.People;

namespace Portal.Tests.Web;

public sealed class SetUpTests : IDisposable
{
    private readonly PortalUnderTest _portal = new();
    private readonly HttpClient _browser;

    public SetUpTests() => _browser = _portal.Browser();

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
    }

    private string Link => Regex.Match(_portal.Console, @"/setup\?token=[0-9a-f]{32}").Value;

    [Theory]
    [InlineData("/")]
    [InlineData("/account/sign-in")]
    public async Task With_nobody_every_page_leads_to_the_one_that_says_where_the_link_is(string page)
    {
        var answer = await _browser.GetAsync(new Uri(page, UriKind.Relative));

        Assert.Equal("/setup/waiting", answer.Headers.Location!.OriginalString);
        Assert.Contains("printed a link", await _browser.GetStringAsync(answer.Headers.Location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_makes_two_administrators_once()
    {
        var answer = await Send(Link, "first", "horse staple battery", "second", "yellow train window");

        Assert.Equal("/account/sign-in?ready=1", new Uri(new Uri("http://localhost"), answer.Headers.Location!).PathAndQuery);
        var people = _portal.Services.GetRequiredService<IPeople>().All();
        Assert.Equal(["first", "second"], people.Select(person => person.Name));
        Assert.All(people, person => Assert.Equal([PortalRole.Viewer, PortalRole.Operator, PortalRole.Admin], person.Roles.Order()));
        Assert.Contains("This link is not valid", await _browser.GetStringAsync(new Uri(Link, UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.SignIn("first", "horse staple battery")).StatusCode);
    }

    [Theory]
    [InlineData("/setup")]
    [InlineData("/setup?token=")]
    [InlineData("/setup?token=00000000000000000000000000000000")]
    public async Task Another_link_shows_no_form(string link) =>
        Assert.DoesNotContain("<form", await _browser.GetStringAsync(new Uri(link, UriKind.Relative)), StringComparison.Ordinal);

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nobody_is_created()
    {
        var answer = await Send(Link, "first", "short", "FIRST", "Passwort2026!!");

        var text = await answer.Text();
        Assert.Contains("First person: The password has 5 characters; it needs at least 12.", text, StringComparison.Ordinal);
        Assert.Contains("Second person: The password is one of those that everybody tries.", text, StringComparison.Ordinal);
        Assert.Contains("Four eyes need two different people.", text, StringComparison.Ordinal);
        Assert.Empty(_portal.Services.GetRequiredService<IPeople>().All());
    }

    private Task<HttpResponseMessage> Send(string page, string first, string firstPassword, string second, string secondPassword) => _browser.Send(
        page,
        ("Form.First.Name", first), ("Form.First.Password", firstPassword), ("Form.First.Operator", "true"),
        ("Form.Second.Name", second), ("Form.Second.Password", secondPassword), ("Form.Second.Operator", "true"));
}
