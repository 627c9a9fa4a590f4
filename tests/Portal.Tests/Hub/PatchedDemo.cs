using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Live.Hub;
using Portal.Runs;
using Portal.Tests.Web;

namespace Portal.Tests.Hub;

/// <summary>The demo with simulated pairs, as programs and browsers reach it.</summary>
public sealed partial class PatchedDemo : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly DemoUnderTest _portal = new();

    public T Get<T>() where T : notnull => _portal.Services.GetRequiredService<T>();

    public UserId IdOf(string name) => Get<IPeople>().All().Single(p => p.Name == name).Id;

    /// <summary>A browser that nobody signed in with.</summary>
    public HttpClient Stranger() => _portal.Browser();

    public async Task<HttpClient> SignedIn(string name)
    {
        var browser = _portal.Browser();
        await browser.SignIn(name, _portal.PasswordOf(name));
        return browser;
    }

    /// <summary>A program with the person's cookie; nobody's when the name is null.</summary>
    public async Task<HubConnection> Connect(string? name, string? origin = null) => With(name is null ? null : await Cookie(name), origin);

    /// <summary>A program with a cookie that somebody has already: another sign-in would be one too many for one address.</summary>
    public HubConnection With(string? cookie, string? origin = null)
    {
        return new HubConnectionBuilder().WithUrl(new Uri(_portal.Server.BaseAddress, PairsHub.Path), options =>
        {
            options.Transports = HttpTransportType.LongPolling;
            options.HttpMessageHandlerFactory = _ => _portal.Server.CreateHandler();
            if (cookie is not null) options.Headers["Cookie"] = cookie;
            if (origin is not null) options.Headers["Origin"] = origin;
        }).Build();
    }

    /// <summary>A program with the person's cookie on one connection that stays: no further request of HTTP is looked at.</summary>
    public async Task<HubConnection> ConnectOnce(string name)
    {
        var cookie = await Cookie(name);
        return new HubConnectionBuilder().WithUrl(new Uri(_portal.Server.BaseAddress, PairsHub.Path), options =>
        {
            (options.Transports, options.SkipNegotiation) = (HttpTransportType.WebSockets, true);
            options.WebSocketFactory = async (context, stop) =>
            {
                var socket = _portal.Server.CreateWebSocketClient();
                socket.ConfigureRequest = request => request.Headers.Cookie = cookie;
                return await socket.ConnectAsync(context.Uri, stop);
            };
        }).Build();
    }

    /// <summary>A run that the operator requested, on a pair of its own.</summary>
    public async Task<RunId> Requested(string pair)
    {
        await Until(pair, v => v.Snapshot.Active is not null && Identities.Both.All(i => v.Snapshot[i].Reach.Is(Reachability.Reachable)));
        var (desk, by) = (Get<IRunDesk>(), IdOf("operator"));
        Assert.IsType<Reply.Done>(await desk.Scan(by, new PairId(pair), default));
        var wish = PlanWish.For(new PairId(pair), ProcedureKind.B);
        await Until(pair, v => Identities.Both.All(i => v.Snapshot[i].Updates.IsKnown));
        var draft = Assert.IsType<Reply<Plan>.Done>(await desk.Draft(by, wish, default)).Value;
        return Assert.IsType<Reply<RunId>.Done>(await desk.Request(by, wish, PlanDrafts.Compare(draft), "November security updates.", default)).Value;
    }

    /// <summary>The first view of a pair that is so.</summary>
    public async Task<PairView> Until(string pair, Func<PairView, bool> there)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var view in Get<IPairFeed>().Watch(new PairId(pair), limit.Token))
            if (there(view)) return view;
        throw new TimeoutException($"Within {Limit} '{pair}' did not become as it should.");
    }

    public Task<PairView> UntilAsked(string pair) => Until(pair, v => v.Run?.State is { Asked: not null, Granted: null });

    /// <summary>The hidden fields of the form of a page, by name.</summary>
    /// <param name="action">Where the form is sent.</param>
    public static async Task<Dictionary<string, string>> HiddenFields(HttpClient browser, string page, string action = "/approvals/decide")
    {
        var html = await browser.GetStringAsync(new Uri(page, UriKind.Relative));
        var form = html[html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal)..];
        return Hidden().Matches(form[..form.IndexOf("</form>", StringComparison.Ordinal)]).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
    }

    public string PasswordOf(string name) => _portal.PasswordOf(name);

    /// <summary>Opens the page of a question, and sends its form with the given fields and its own hidden ones.</summary>
    public async Task<HttpResponseMessage> Decide(HttpClient browser, string page, params (string Name, string Value)[] fields) =>
        await Post(browser, await HiddenFields(browser, page), fields);

    /// <summary>Sends the form of a decision; the later one of two fields of a name counts.</summary>
    public static async Task<HttpResponseMessage> Post(HttpClient browser, Dictionary<string, string> fields, params (string Name, string Value)[] more)
    {
        var all = new Dictionary<string, string>(fields);
        foreach (var (name, value) in more) all[name] = value;
        using var content = new FormUrlEncodedContent(all);
        return await browser.PostAsync(new Uri("/approvals/decide", UriKind.Relative), content);
    }

    public void Dispose() => _portal.Dispose();

    private async Task<string> Cookie(string name)
    {
        using var browser = _portal.Browser();
        var answer = await browser.SignIn(name, _portal.PasswordOf(name));
        return CookieOf(answer);
    }

    /// <summary>The cookie that a sign-in gave.</summary>
    public static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("portal=", StringComparison.Ordinal)).Split(';')[0];

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
