using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Hub;

/// <summary>The people of an emergency and their run, in the whole portal.</summary>
internal sealed partial class GlassCast(PatchedDemo demo)
{
    public const string Why = "The site is down and nobody answers the phone.";
    private readonly Dictionary<string, string> _passwords = [];

    public UserId this[string name] => demo.IdOf(name);

    public IRunDesk Desk => demo.Get<IRunDesk>();

    public string PasswordOf(string name) => _passwords[name];

    public RunRecord Of(RunId run) => demo.Get<IRunArchive>().Find(run)!;

    public async Task Create(string name, params PortalRole[] roles)
    {
        await using var scope = demo.Get<IServiceScopeFactory>().CreateAsyncScope();
        _passwords[name] = $"quiet-night-{Guid.NewGuid():N}";
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(new PortalUser { UserName = name, Roles = [.. roles] }, _passwords[name]);
        Assert.True(made.Succeeded, string.Join(' ', made.Errors.Select(e => e.Description)));
    }

    public async Task Change(string name, Action<PortalUser> change)
    {
        await using var scope = demo.Get<IServiceScopeFactory>().CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByIdAsync(this[name].Value))!;
        change(user);
        Assert.True((await users.UpdateAsync(user)).Succeeded);
    }

    public async Task<HttpClient> SignedIn(string name)
    {
        var browser = demo.Stranger();
        using var answer = await browser.SignIn(name, _passwords[name]);
        Assert.True(answer.Headers.Contains("Set-Cookie"), $"{name} was not let in.");
        return browser;
    }

    /// <summary>A switchover that somebody requested and started, and that asks now.</summary>
    public async Task<(RunId Run, ApprovalRequest Asked)> Asking(string by, string pair)
    {
        await demo.Until(pair, v => v.Run is null && v.Snapshot.Active is not null && v.Snapshot.Service.IsKnown && Identities.Both.All(i => v.Snapshot[i].Reach.Is(Reachability.Reachable)));
        var wish = PlanWish.For(new PairId(pair), ProcedureKind.Switchover);
        var draft = Assert.IsType<Reply<Plan>.Done>(await Desk.Draft(this[by], wish, default)).Value;
        var run = Assert.IsType<Reply<RunId>.Done>(await Desk.Request(this[by], wish, PlanDrafts.Compare(draft), "A drill.", default)).Value;
        Assert.IsType<Reply.Done>(await Desk.Ask(this[by], run, p => new RunCommand.Start(p), default));
        return (run, (await demo.Until(pair, v => v.Run?.State is { Asked: not null, Granted: null } s && s.Id == run)).Run!.State.Asked!);
    }

    public FreshProof Proof(string of, Purpose purpose, TimeProvider? clock = null) => new(this[of], purpose, ProofKind.Password, clock ?? TimeProvider.System);

    public Task<Reply> Break(string by, RunId run, ApprovalRequest asked, FreshProof? proof, string why = Why) => Desk.Decide(this[by], run, asked.Step, asked.Digest, Answer.BreakGlass, why, proof, default);

    public Task<Reply> Break(string by, RunId run, ApprovalRequest asked) => Break(by, run, asked, Proof(by, Purpose.BreakGlass(run, asked.Step, asked.Digest)));

    public Task<Reply> Review(string by, RunId run, string digest, Finding finding = Finding.Right) => Desk.Review(this[by], run, digest, finding, "Looked at the log.", Proof(by, Purpose.Review(run, digest)), default);

    /// <summary>Ends the run at once.</summary>
    public async Task Abort(string by, RunId run, string pair)
    {
        Assert.IsType<Reply.Done>(await Desk.Ask(this[by], run, p => new RunCommand.Abort(p, "Over."), default));
        await demo.Until(pair, v => v.Run is null);
    }

    /// <summary>Sends a form as a browser would, with a challenge of the right purpose and the right password, also for who is not shown one.</summary>
    public async Task<HttpResponseMessage> Post(HttpClient browser, string name, string path, Purpose purpose, Dictionary<string, string> fields)
    {
        using var page = await browser.GetAsync(new Uri("/runs", UriKind.Relative));
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups["token"].Value;
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(fields)
        {
            ["challenge"] = demo.Get<Challenges>().Begin(this[name], purpose), ["password"] = _passwords[name], ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token),
        });
        return await browser.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
