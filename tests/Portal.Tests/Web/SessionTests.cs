using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Live.Hub;
using Portal.Runs;
using Portal.Security.People;
using Portal.Security.Sessions;
using Portal.Security.Stores;
using Portal.Tests.Hub;

namespace Portal.Tests.Web;

/// <summary>Sessions with real cookies: who ends one, and what it means for the browser that has it.</summary>
public sealed class SessionTests : IDisposable
{
    private const string Security = "/account/security", Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0";
    private readonly DemoUnderTest _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task A_person_sees_two_browsers_and_signs_the_other_one_out()
    {
        using var here = await SignedIn("operator");
        using var there = await SignedIn("operator", Firefox);
        var list = await here.GetStringAsync(new Uri(Security, UriKind.Relative));
        Assert.Equal(1, list.Split("this one").Length - 1);
        Assert.Contains("Firefox on Windows</b>", list, StringComparison.Ordinal);
        var other = Open("operator").Single(s => s.Browser == "Firefox on Windows");

        var answer = await (await here.SendForm(Security, "sessions", ("Ended.Which", $"{other.Number}"))).Text();

        Assert.Contains("Signed out there.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Firefox on Windows", answer, StringComparison.Ordinal);
        Assert.True(await IsOut(there));
        Assert.False(await IsOut(here));
        Assert.Equal(HttpStatusCode.Unauthorized, (await there.GetAsync(new Uri("/account/alive", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Everywhere_else_leaves_this_browser_and_other_people_in()
    {
        using var here = await SignedIn("operator");
        using var there = await SignedIn("operator");
        using var third = await SignedIn("operator");
        using var stranger = await SignedIn("second.admin");

        Assert.Contains("Signed out at 2 places.", await (await here.SendForm(Security, "sessions", ("Ended.Which", "others"))).Text(), StringComparison.Ordinal);

        Assert.True(await IsOut(there) && await IsOut(third));
        Assert.False(await IsOut(here) || await IsOut(stranger));
    }

    [Fact]
    public async Task The_number_of_somebody_elses_session_ends_nothing()
    {
        using var here = await SignedIn("operator");
        using var stranger = await SignedIn("second.admin");

        Assert.Contains("is not yours", await (await here.SendForm(Security, "sessions", ("Ended.Which", $"{Open("second.admin").Single().Number}"))).Text(), StringComparison.Ordinal);

        Assert.False(await IsOut(stranger));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_opens_nothing_after_the_sign_out()
    {
        using var browser = _portal.Browser();
        using var signIn = await browser.SignIn("operator", _portal.PasswordOf("operator"));
        var cookie = signIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("portal=", StringComparison.Ordinal)).Split(';')[0];
        using var thief = _portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.False(await IsOut(thief));

        var html = await browser.GetStringAsync(new Uri("/", UriKind.Relative));
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        await browser.PostAsync(new Uri("/account/sign-out", UriKind.Relative), form);

        Assert.True(await IsOut(thief));
    }

    [Fact]
    public async Task Another_sign_in_at_the_same_browser_takes_the_place_of_the_session_before_it()
    {
        using var browser = await SignedIn("operator");
        var before = Open("operator").Single().Number;

        using var answer = await browser.SignIn("second.admin", _portal.PasswordOf("second.admin"));

        Assert.Empty(Open("operator"));
        Assert.True(Open("second.admin").Single().Number > before);
        Assert.Equal(["sign-in.succeeded", "sign-out", "sign-in.succeeded"], _portal.Ledger.Read(SecurityJournal.Stream).Select(e => e.Kind));
    }

    [Fact]
    public async Task An_admin_signs_somebody_out_everywhere_and_they_may_come_again()
    {
        using var browser = await SignedIn("operator");
        var (desk, admin) = (_portal.Services.GetRequiredService<PeopleDesk>(), IdOf("second.admin"));

        Assert.IsType<Reply<string>.Done>(await desk.SignOut(admin, IdOf("operator")));

        Assert.True(await IsOut(browser));
        Assert.Equal(("session.ended", admin), (_portal.Ledger.Read(SecurityJournal.Stream)[^1].Kind, _portal.Ledger.Read(SecurityJournal.Stream)[^1].Actor));
        Assert.IsType<Reply<string>.Refused>(await desk.SignOut(admin, IdOf("operator")));
        using var again = await SignedIn("operator");
        Assert.False(await IsOut(again));
    }

    [Fact]
    public async Task Another_password_keeps_this_browser_in_and_ends_the_others()
    {
        const string Chosen = "violet anchor teapot", Page = "/account/password";
        using var here = await SignedIn("operator");
        using var there = await SignedIn("operator");
        var old = _portal.PasswordOf("operator");

        Assert.Contains("The password is wrong.", await (await here.SendForm(Page, "password", ("Form.Password", "not the password"), ("Form.New", Chosen), ("Form.Again", Chosen))).Text(), StringComparison.Ordinal);
        Assert.Contains("are not the same", await (await here.SendForm(Page, "password", ("Form.Password", old), ("Form.New", Chosen), ("Form.Again", "other"))).Text(), StringComparison.Ordinal);
        Assert.Contains("it needs at least 12", await (await here.SendForm(Page, "password", ("Form.Password", old), ("Form.New", "short"), ("Form.Again", "short"))).Text(), StringComparison.Ordinal);
        Assert.Contains("the password that you have", await (await here.SendForm(Page, "password", ("Form.Password", old), ("Form.New", old), ("Form.Again", old))).Text(), StringComparison.Ordinal);
        Assert.False(await IsOut(there));
        Assert.Contains("counts from now on", await (await here.SendForm(Page, "password", ("Form.Password", old), ("Form.New", Chosen), ("Form.Again", Chosen))).Text(), StringComparison.Ordinal);

        Assert.True(await IsOut(there));
        Assert.False(await IsOut(here));
        Assert.Contains("The name or the password is wrong", await (await there.SignIn("operator", old)).Text(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await there.SignIn("operator", Chosen)).StatusCode);
    }

    private async Task<HttpClient> SignedIn(string name, string? agent = null)
    {
        var browser = _portal.Browser();
        if (agent is not null) browser.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignIn(name, _portal.PasswordOf(name))).StatusCode);
        return browser;
    }

    private static async Task<bool> IsOut(HttpClient browser)
    {
        using var answer = await browser.GetAsync(new Uri("/runs", UriKind.Relative));
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect);
        return answer.StatusCode == HttpStatusCode.Redirect;
    }

    private IReadOnlyList<Session> Open(string name) => _portal.Services.GetRequiredService<SessionBook>().Of(IdOf(name));

    private UserId IdOf(string name) => _portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name).Id;
}

/// <summary>A session ends under a program at the hub.</summary>
public sealed class EndedProgramTests : IDisposable
{
    private readonly PatchedDemo _demo = new();

    public void Dispose() => _demo.Dispose();

    [Fact]
    public async Task A_program_whose_session_ended_is_refused_with_its_next_call_and_told_nothing_more()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var program = await _demo.ConnectOnce("operator");
        var closed = new TaskCompletionSource();
        program.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await program.StartAsync(limit.Token);
        Assert.True((await program.InvokeAsync<ReplyMessage>(nameof(PairsHub.PauseWatching), "erp-db-01", "Cables are moved.", limit.Token)).Done);

        Assert.Equal(1, _demo.Get<SessionBook>().End(_demo.IdOf("operator"), _demo.IdOf("second.admin"), _ => true));

        await Assert.ThrowsAnyAsync<Exception>(() => program.InvokeAsync<ReplyMessage>(nameof(PairsHub.ResumeWatching), "erp-db-01", "Done.", limit.Token));
        var refused = _demo.Get<ILedger>().Read(SecurityJournal.Stream)[^1];
        Assert.Equal(("action.refused", _demo.IdOf("operator")), (refused.Kind, refused.Actor));
        Assert.Contains("pair.resume-watching", refused.Data, StringComparison.Ordinal);
        await closed.Task.WaitAsync(limit.Token);
        Assert.NotNull((await _demo.Until("erp-db-01", _ => true)).Paused);
    }
}
