using System.Net;
using Portal.Core.Audit;
using Portal.Security.SignIn;

namespace Portal.Tests.Web;

public sealed class SignInTests(DemoUnderTest portal) : IClassFixture<DemoUnderTest>
{
    private const string Wrong = "The name or the password is wrong, or the account is locked";

    [Fact]
    public async Task Without_a_sign_in_every_page_leads_to_the_form_and_back()
    {
        using var browser = portal.Browser();

        var answer = await browser.GetAsync(new Uri("/runs/20261122-K7F4Q?tab=output", UriKind.Relative));
        var page = await browser.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal("/account/sign-in?returnUrl=%2Fruns%2F20261122-K7F4Q%3Ftab%3Doutput", answer.Headers.Location!.PathAndQuery);
        Assert.Equal("/account/sign-in?returnUrl=%2F", page.Headers.Location!.PathAndQuery);
    }

    [Fact]
    public async Task A_name_and_its_password_open_the_portal_and_are_recorded()
    {
        using var browser = portal.Browser();

        var answer = await browser.SignIn("operator", portal.PasswordOf("operator"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("portal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("operator", await browser.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal("sign-in.succeeded", Last().Kind);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike_and_recorded()
    {
        using var browser = portal.Browser();

        Assert.Contains(Wrong, await (await browser.SignIn("operator", "not the password")).Text(), StringComparison.Ordinal);
        Assert.Contains("The password is wrong.", Last().Data, StringComparison.Ordinal);
        Assert.Contains(Wrong, await (await browser.SignIn("nobody", "not the password")).Text(), StringComparison.Ordinal);
        Assert.Contains("There is nobody of this name.", Last().Data, StringComparison.Ordinal);
        Assert.DoesNotContain("not the password", Last().Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/runs?open=1", "/runs?open=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/account/sign-out", "/")]
    [InlineData(null, "/")]
    public void A_sign_in_leads_only_to_pages_of_the_portal(string? asked, string led) => Assert.Equal(led, ReturnPath.Of(asked));

    [Fact]
    public async Task A_sign_out_needs_the_portals_own_form()
    {
        using var browser = portal.Browser();
        await browser.SignIn("operator", portal.PasswordOf("operator"));

        using var forged = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(new Uri("/account/sign-out", UriKind.Relative), forged)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);

        var html = await browser.GetStringAsync(new Uri("/", UriKind.Relative));
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var own = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(new Uri("/account/sign-out", UriKind.Relative), own)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Equal("sign-out", Last().Kind);
    }

    private LedgerEntry Last() => portal.Ledger.Query(new LedgerQuery(StreamPrefix: "security", Take: 1))[0];
}
