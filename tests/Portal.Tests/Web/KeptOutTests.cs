using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;

namespace Portal.Tests.Web;

/// <summary>Each leaves the portal as no other test could use it.</summary>
public sealed class KeptOutTests : IDisposable
{
    private readonly DemoUnderTest _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        using var browser = _portal.Browser();
        for (var i = 0; i < 5; i++) await browser.SignIn("operator", "not the password");

        var answer = await browser.SignIn("operator", _portal.PasswordOf("operator"));

        Assert.Contains("The name or the password is wrong", await answer.Text(), StringComparison.Ordinal);
        Assert.Contains("The account is locked.", Last().Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_may_try_ten_passwords_a_minute()
    {
        using var browser = _portal.Browser();
        for (var i = 0; i < 10; i++) await browser.SignIn($"nobody-{i}", "not the password");

        var answer = await browser.SignIn("operator", _portal.PasswordOf("operator"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("Nothing was checked.", await answer.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deactivated")]
    [InlineData("a role less")]
    public async Task Whose_standing_or_roles_changed_is_out_with_the_next_request(string change)
    {
        using var browser = _portal.Browser();
        await browser.SignIn("operator", _portal.PasswordOf("operator"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);

        await using (var scope = _portal.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var person = (await users.FindByNameAsync("operator"))!;
            if (change == "deactivated") person.Standing = Standing.Deactivated;
            else person.Roles = [PortalRole.Viewer];
            Assert.True((await users.UpdateAsync(person)).Succeeded);
        }

        Assert.Equal("/account/sign-in", (await browser.GetAsync(new Uri("/", UriKind.Relative))).Headers.Location!.AbsolutePath);
    }

    private LedgerEntry Last() => _portal.Ledger.Query(new LedgerQuery(StreamPrefix: "security", Take: 1))[0];
}
