using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Policies;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Hub;

/// <summary>P4: every entry, tried by everybody, with everything but the right: exactly those who may have approved in the end.</summary>
public sealed partial class EveryEntryTests : IDisposable
{
    private const string Pair = "orders-db-04";
    private readonly PatchedDemo _demo = new();
    private readonly Dictionary<string, (UserId Id, string Password)> _cast = [];
    private UserId _settled;
    private string? _cookie;

    // Who they are, what they hold, and whether they may approve; who may tries one entry, which their name tells.
    private static readonly (string Name, PortalRole[] Roles, bool May)[] Everybody =
    [
        ("requester", [PortalRole.Operator, PortalRole.Approver, PortalRole.Admin], false),
        ("executor", [PortalRole.Operator, PortalRole.Approver], false),
        ("editor", [PortalRole.Operator, PortalRole.Approver], false),
        ("super.admin", [PortalRole.Admin, PortalRole.Operator, PortalRole.Auditor, PortalRole.Viewer], false),
        ("viewer", [PortalRole.Viewer], false),
        ("nothing", [], false),
        ("deactivated", [PortalRole.Approver], false),
        ("demoted", [PortalRole.Approver, PortalRole.Viewer], false),
        ("by.page", [PortalRole.Approver], true),
        ("by.second.session", [PortalRole.Approver], true),
        ("by.desk", [PortalRole.Approver], true),
        ("to.be.renamed", [PortalRole.Approver], true),
        ("made.by.one.admin", [PortalRole.Approver], false),
    ];

    public void Dispose() => _demo.Dispose();

    [Fact]
    public async Task Exactly_those_who_may_approve_have_approved_whatever_everybody_tried()
    {
        var desk = _demo.Get<IRunDesk>();
        _settled = await _demo.Get<IServiceProvider>().Settled("settled.admin", PortalRole.Admin);
        foreach (var (name, roles, _) in Everybody) await Create(name, roles);
        Govern();
        var run = await Requested();
        Assert.IsType<Reply.Done>(await desk.Ask(_cast["executor"].Id, run, by => new RunCommand.Start(by), default));
        var asked = await Edited(run, (await _demo.UntilAsked(Pair)).Run!.State);
        Assert.Equal(5, asked.Approvers);
        await Rename("requester", "somebody.else");
        await Rename("to.be.renamed", "was.renamed");
        // Signed in while they still could; another spelling of the name is the same person. One address lets ten in within a minute.
        var sessions = Everybody.ToDictionary(e => e.Name, _ => new List<HttpClient>());
        foreach (var (name, typed) in new[]
        {
            ("requester", "somebody.else"), ("requester", "SomeBody.Else"), ("executor", "executor"), ("editor", "editor"), ("super.admin", "super.admin"), ("deactivated", "deactivated"), ("demoted", "demoted"),
            ("by.page", "by.page"), ("by.second.session", "By.Second.Session"), ("to.be.renamed", "was.renamed"),
        })
            sessions[name].Add(await SignedIn(name, typed));
        await using var program = _demo.With(_cookie);
        var people = _demo.Get<PeopleDesk>();
        await people.SetStanding(_demo.IdOf("second.admin"), _cast["deactivated"].Id, Standing.Deactivated);
        await people.SetRoles(_demo.IdOf("second.admin"), _cast["demoted"].Id, [PortalRole.Viewer]);

        foreach (var (name, _, may) in Everybody)
        {
            var id = _cast[name].Id;
            foreach (var browser in sessions[name]) await Post(browser, name, run, asked);
            if (!may || name == "by.desk") await desk.Decide(id, run, asked.Step, asked.Digest, Answer.Approve, "Looked at both.", new FreshProof(id, Purpose.Decision(run, asked.Step, asked.Digest), ProofKind.Password, TimeProvider.System), default);
            // Nobody decides without a credential, whoever they are, nor as somebody else.
            Assert.IsType<Reply.Refused>(await desk.Ask(id, run, by => new RunCommand.Approve(by, asked.Step, asked.Digest, "Looked at both.", "password"), default));
            Assert.IsType<Reply.Refused>(await desk.Ask(id, run, _ => new RunCommand.Approve(_demo.Get<IPeople>().Find(_cast["by.desk"].Id)!, asked.Step, asked.Digest, "Looked at both."), default));
            Assert.IsType<Reply.Refused>(await desk.Decide(id, run, asked.Step, asked.Digest, Answer.Approve, "Looked at both.", new FreshProof(new UserId("nobody"), Purpose.Decision(run, asked.Step, asked.Digest), ProofKind.Password, TimeProvider.System), default));
        }
        await program.StartAsync();
        foreach (var method in new[] { "Approve", "Reject", "Decide", "BreakGlass" })
            await Assert.ThrowsAsync<HubException>(() => program.InvokeAsync<object>(method, run.Value, asked.Step.Value, asked.Digest, "Fine."));

        var record = _demo.Get<IRunArchive>().Find(run)!;
        Assert.Equal(
            Everybody.Where(e => e.May).Select(e => _cast[e.Name].Id.Value).Order(StringComparer.Ordinal),
            record.Events.Where(e => e.Event is RunEvent.Approved).Select(e => e.Actor.Value).Order(StringComparer.Ordinal));
        Assert.Null(record.State.Granted);
        Assert.DoesNotContain(record.Events, e => e.Event is RunEvent.Rejected or RunEvent.GlassBroken or RunEvent.StepStarted { ApprovalDigest: not null });
        var refused = _demo.Get<ILedger>().Read(SecurityJournal.Stream).Where(e => e.Kind == "action.refused").ToLookup(e => e.Actor, e => e.Data);
        Assert.All(Everybody, e => Assert.NotEmpty(refused[_cast[e.Name].Id]));
        Assert.Equal(3, refused[_cast["requester"].Id].Count(why => why.Contains("requested this run", StringComparison.Ordinal)));
        foreach (var (name, why) in new[] { ("executor", "set this run going"), ("editor", "edited this plan"), ("super.admin", "does not hold the Approver role"), ("demoted", "does not hold the Approver role"), ("deactivated", "is deactivated"), ("made.by.one.admin", "counts once a second Admin") })
            Assert.Contains(refused[_cast[name].Id], said => said.Contains(why, StringComparison.Ordinal));
        foreach (var browser in sessions.Values.SelectMany(s => s)) browser.Dispose();
    }

    /// <summary>Sends the form of the decision with all that it takes, also for who is not shown one.</summary>
    private async Task Post(HttpClient browser, string name, RunId run, ApprovalRequest asked)
    {
        using var page = await browser.GetAsync(new Uri("/runs", UriKind.Relative));
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups["token"].Value;
        var challenge = _demo.Get<Challenges>().Begin(_cast[name].Id, run, asked.Step, asked.Digest);
        using var answer = await PatchedDemo.Post(browser, new Dictionary<string, string>
        {
            ["run"] = run.Value, ["step"] = asked.Step.Value, ["digest"] = asked.Digest, ["challenge"] = challenge, ["decision"] = "approve", ["reason"] = "Looked at both.",
            ["password"] = _cast[name].Password, ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token),
        });
        // Whoever is still in got as far as the gate; who was deactivated or lost a role is signed out by that.
        Assert.Equal(name is "deactivated" or "demoted" ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task Create(string name, PortalRole[] roles)
    {
        var link = Assert.IsType<Reply<string>.Done>(await _demo.Get<PeopleDesk>().Create(_demo.IdOf("second.admin"), name, [.. roles])).Value;
        _cast[name] = (_demo.IdOf(name), await _demo.Get<IServiceProvider>().Accept(link));
        // One more Admin than made them has seen everybody but one.
        if (name != "made.by.one.admin") Assert.IsType<Reply.Done>(_demo.Get<IServiceProvider>().Confirm(_settled, _demo.IdOf(name)));
    }

    // More approvers than there are: nobody's approval makes the step run, so that all of them can be counted.
    private void Govern()
    {
        var policies = _demo.Get<PolicyDesk>();
        Assert.IsType<Reply.Done>(policies.Propose(_demo.IdOf("second.admin"), new ApprovalPolicy(0, [new(null, null, [], ApprovalTerms.Usual with { Approvers = 5 })]), "For the test."));
        Assert.IsType<Reply.Done>(policies.Accept(_cast["requester"].Id, policies.Read().Proposed!.Digest, "For the test.", TwoAdmins.Proof(_cast["requester"].Id, Purpose.Policy(policies.Read().Proposed!.Digest))));
    }

    private async Task<RunId> Requested()
    {
        var (desk, by, pair) = (_demo.Get<IRunDesk>(), _cast["requester"].Id, new PairId(Pair));
        await _demo.Until(Pair, v => v.Snapshot.Active is not null && Identities.Both.All(i => v.Snapshot[i].Reach.Is(Reachability.Reachable)));
        Assert.IsType<Reply.Done>(await desk.Scan(by, pair, default));
        await _demo.Until(Pair, v => Identities.Both.All(i => v.Snapshot[i].Updates.IsKnown));
        var wish = PlanWish.For(pair, ProcedureKind.B);
        var draft = Assert.IsType<Reply<Plan>.Done>(await desk.Draft(by, wish, default)).Value;
        return Assert.IsType<Reply<RunId>.Done>(await desk.Request(by, wish, PlanDrafts.Compare(draft), "November security updates.", default)).Value;
    }

    /// <summary>Somebody takes a further round into the plan, as another process at this database would write it, and the executor sets the run going again.</summary>
    private async Task<ApprovalRequest> Edited(RunId run, RunState s)
    {
        var amended = new RunEvent.Amended(new StepId("B4s"), Identity.Secondary, [], s.Plan.Version + 1, "One more round.");
        Assert.IsType<Appended.Done>(_demo.Get<ILedger>().Append([new StreamAppend(Streams.Of(run), s.Events, [Streams.Entry(amended, _cast["editor"].Id)])]));
        var desk = _demo.Get<IRunDesk>();
        Assert.IsType<Reply.Done>(await desk.Ask(_cast["executor"].Id, run, by => new RunCommand.Pause(by), default));
        await _demo.Until(Pair, v => v.Run?.State.Status == RunStatus.Paused);
        Assert.IsType<Reply.Done>(await desk.Ask(_cast["executor"].Id, run, by => new RunCommand.Resume(by), default));
        var now = (await _demo.Until(Pair, v => v.Run?.State is { Status: RunStatus.Running, Asked: { } asked, Granted: null } && asked.Digest != s.Asked!.Digest)).Run!.State;
        Assert.Contains(_cast["editor"].Id, now.Editors);
        return now.Asked!;
    }

    private async Task<HttpClient> SignedIn(string who, string typed)
    {
        var browser = _demo.Stranger();
        using var answer = await browser.SignIn(typed, _cast[who].Password);
        Assert.True(answer.Headers.Contains("Set-Cookie"), $"{typed} was not let in.");
        if (who == "by.page") _cookie = PatchedDemo.CookieOf(answer);
        return browser;
    }

    private async Task Rename(string who, string name)
    {
        await using var scope = _demo.Get<IServiceScopeFactory>().CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await users.SetUserNameAsync((await users.FindByIdAsync(_cast[who].Id.Value))!, name)).Succeeded);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
