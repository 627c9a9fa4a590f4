using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Portal.Security.Headers;

namespace Portal.Tests.Web;

public sealed class HeaderTests(DemoUnderTest portal) : IClassFixture<DemoUnderTest>
{
    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/css/tokens.css")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_foreign_scripts_and_frames(string path)
    {
        using var browser = portal.Browser();

        var headers = (await browser.GetAsync(new Uri(path, UriKind.Relative))).Headers;

        var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Pages_hold_no_script_of_their_own_ask_nobody_else_and_stay_in_no_cache()
    {
        using var browser = portal.Browser();
        await browser.SignIn("operator", portal.PasswordOf("operator"));

        var answer = await browser.GetAsync(new Uri("/", UriKind.Relative));
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.DoesNotMatch(new Regex("<script(?![^>]*\\ssrc=)", RegexOptions.IgnoreCase), html);
        Assert.DoesNotMatch(new Regex("\\son[a-z]+=\"", RegexOptions.IgnoreCase), html);
        Assert.DoesNotMatch(new Regex("(src|href)=\"(https?:)?//", RegexOptions.IgnoreCase), html);
    }

    [Fact]
    public async Task A_live_connection_from_another_sites_page_is_refused()
    {
        using var browser = portal.Browser();
        await browser.SignIn("operator", portal.PasswordOf("operator"));

        Assert.Equal(HttpStatusCode.OK, await Negotiate(browser, "http://localhost"));
        Assert.Equal(HttpStatusCode.Forbidden, await Negotiate(browser, "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await Negotiate(browser, "https://localhost"));
        Assert.Equal(HttpStatusCode.Forbidden, await Negotiate(browser, "null"));
    }

    [Fact]
    public async Task A_live_connection_needs_a_sign_in()
    {
        using var browser = portal.Browser();

        Assert.Equal(HttpStatusCode.Unauthorized, await Negotiate(browser, "http://localhost"));
    }

    [Fact]
    public async Task A_live_connection_ends_with_the_sign_in_that_it_rests_on()
    {
        var time = new FakeTimeProvider();
        var connection = new DefaultHttpContext();
        var aborted = new TaskCompletionSource();
        connection.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime(aborted));

        var served = SessionEnd.Until(time.GetUtcNow().AddHours(1), connection, _ => aborted.Task, time);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(served.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));

        await served.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task<HttpStatusCode> Negotiate(HttpClient browser, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        return (await browser.SendAsync(request)).StatusCode;
    }

    private sealed class Lifetime(TaskCompletionSource aborted) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort() => aborted.SetResult();
    }
}
