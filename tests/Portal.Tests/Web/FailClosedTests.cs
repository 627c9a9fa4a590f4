using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live.Hub;
using Portal.Runs;
using Portal.Storage;
using Portal.Storage.Health;
using Portal.Storage.Ledger;
using Portal.Tests.Hub;

namespace Portal.Tests.Web;

/// <summary>The whole portal while its disk is full: what people, programs and monitoring are told.</summary>
public sealed class FailClosedTests(PatchedDemo demo) : IClassFixture<PatchedDemo>
{
    private const string Banner = "The portal cannot record anything, so it begins nothing";

    private SqliteLedger Ledger => (SqliteLedger)demo.Get<ILedger>();

    private StorageHealth Health => demo.Get<StorageHealth>();

    private void Break() => Ledger.BeforeCommit = () => throw new SqliteException("full", 13, 13);

    private async Task Mend()
    {
        Ledger.BeforeCommit = () => { };
        var over = new TaskCompletionSource();
        void Look() { if (Health.Now is null) over.TrySetResult(); }
        Health.Changed += Look;
        Look();
        // By itself, by the trial that runs every 2 s.
        await over.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Health.Changed -= Look;
    }

    [Fact]
    public async Task A_decision_is_answered_on_its_page_and_counts_when_it_is_sent_again()
    {
        const string pair = "orders-db-04";
        var run = await demo.Requested(pair);
        await demo.Get<IRunDesk>().Ask(demo.IdOf("operator"), run, by => new RunCommand.Start(by), default);
        var asked = (await demo.UntilAsked(pair)).Run!.State.Asked!;
        var page = $"/approvals/{run}/{asked.Step}";
        using var second = await demo.SignedIn("second.admin");
        var password = ("password", demo.PasswordOf("second.admin"));
        var fields = await PatchedDemo.HiddenFields(second, page);
        var before = Ledger.Head.Seq;

        Break();
        // It meets the fault itself, whichever write is first.
        var first = await PatchedDemo.Post(second, fields, ("decision", "approve"), ("reason", "Looked at both."), password);
        var shown = WebUtility.HtmlDecode(await second.GetStringAsync(first.Headers.Location));
        Assert.Contains("the disk is full", shown, StringComparison.Ordinal);
        Assert.Contains("Press again", shown, StringComparison.Ordinal);
        Assert.Contains(Banner, shown, StringComparison.Ordinal);
        Assert.Contains(">Looked at both.</textarea>", shown, StringComparison.Ordinal);

        // It is known by now: nothing is used up.
        var again = await PatchedDemo.Post(second, await PatchedDemo.HiddenFields(second, page), ("decision", "approve"), ("reason", "Looked at both."), password);
        Assert.Contains("was not used up", WebUtility.HtmlDecode(await second.GetStringAsync(again.Headers.Location)), StringComparison.Ordinal);
        Assert.Equal(before, Ledger.Head.Seq);

        await Mend();
        Assert.DoesNotContain(Banner, await second.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
        var decided = await demo.Decide(second, page, ("decision", "approve"), ("reason", "Looked at both."), password);
        Assert.Equal(page, decided.Headers.Location!.OriginalString);
        Assert.Single(Ledger.Read(Streams.Of(run)), e => e.Kind == "approval.granted");
    }

    [Fact]
    public async Task Every_form_with_a_credential_is_answered_on_its_page_and_uses_nothing_up()
    {
        using var second = await demo.SignedIn("second.admin");
        var password = demo.PasswordOf("second.admin");
        var key = await PatchedDemo.HiddenFields(second, "/audit/key", "/audit/key/rotate");
        var before = Ledger.Head.Seq;
        Break();
        Health.Failed(new StorageFault("the disk is full", "Free space."));

        // The same gate stands before all of them; a form of its own each, with the token of any page.
        foreach (var (action, page, more) in new[]
        {
            ("/audit/key/rotate", "/audit/key", new[] { ("reason", "A new year.") }),
            ("/approvals/review", "/approvals/20261122-NONE/review/abc", [("run", "20261122-NONE"), ("digest", "abc"), ("finding", "right"), ("reason", "It was.")]),
            ("/settings/policy/answer", "/settings/policy", [("digest", "abc"), ("answer", "accept"), ("reason", "Fine.")]),
            ("/people/confirm", $"/people/{demo.IdOf("operator")}/confirm", [("person", demo.IdOf("operator").Value), ("changes", "999"), ("reason", "Spoke.")]),
        })
        {
            var fields = new Dictionary<string, string>(key) { ["password"] = password };
            foreach (var (name, value) in more) fields[name] = value;
            using var content = new FormUrlEncodedContent(fields);
            var answer = await second.PostAsync(new Uri(action, UriKind.Relative), content);
            Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{action}: {answer.StatusCode}");
            Assert.StartsWith(page, answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
            Assert.Contains(Banner, WebUtility.HtmlDecode(await second.GetStringAsync(answer.Headers.Location)), StringComparison.Ordinal);
        }
        Assert.Equal(before, Ledger.Head.Seq);

        await Mend();
        // The very form that was refused still counts: its challenge was not used up.
        using var again = new FormUrlEncodedContent(new Dictionary<string, string>(key) { ["password"] = password, ["reason"] = "A new year." });
        var made = await second.PostAsync(new Uri("/audit/key/rotate", UriKind.Relative), again);
        Assert.Equal("/audit/key", made.Headers.Location!.OriginalString);
        Assert.Single(Ledger.All(), e => e.Kind == "audit.key-rotated");
    }

    [Fact]
    public async Task Everybody_is_told_whatever_they_ask()
    {
        using var @operator = await demo.SignedIn("operator");
        await using var hub = demo.With(PatchedDemo.CookieOf(await @operator.SignIn("operator", demo.PasswordOf("operator"))));
        await hub.StartAsync(TestContext.Current.CancellationToken);
        using var stranger = demo.Stranger();
        Assert.Equal("ok", (await stranger.GetFromJsonAsync<HealthMessage>(new Uri("/health", UriKind.Relative)))!.Status);

        Break();
        var reply = await hub.InvokeAsync<ReplyMessage>("PauseWatching", "build-cache-01", "Work on the network.");
        Assert.False(reply.Done);
        Assert.Contains("the disk is full", reply.Why, StringComparison.Ordinal);
        Assert.Equal("failing", (await hub.InvokeAsync<HealthMessage>("Health")).Status);

        var health = await stranger.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        var message = await health.Content.ReadFromJsonAsync<HealthMessage>();
        Assert.Equal(("failing", false), (message!.Status, message.Restart!.Value));
        Assert.DoesNotContain(".db", message.What, StringComparison.Ordinal);

        foreach (var page in new[] { "/", "/pairs/orders-db-04", "/runs", "/approvals", "/people", "/audit", "/settings/policy", "/settings/notifications", "/help", "/account/security", "/nothing-here" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            request.Headers.Accept.ParseAdd("text/html");
            Assert.True((await (await @operator.SendAsync(request)).Text()).Contains(Banner, StringComparison.Ordinal), page);
        }
        var form = await stranger.SignIn("operator", demo.PasswordOf("operator"));
        var text = await form.Text();
        Assert.Contains("nobody is let in", text, StringComparison.Ordinal);
        Assert.Contains(Banner, text, StringComparison.Ordinal);
        Assert.DoesNotContain("set-cookie: portal=", $"{form.Headers}", StringComparison.OrdinalIgnoreCase);

        await Mend();
        Assert.True((await hub.InvokeAsync<ReplyMessage>("PauseWatching", "build-cache-01", "Work on the network.")).Done);
        Assert.True((await hub.InvokeAsync<ReplyMessage>("ResumeWatching", "build-cache-01", "Done.")).Done);
    }

    [Fact]
    public async Task Every_call_of_the_gate_answers_with_a_refusal_and_never_with_a_fault()
    {
        var (desk, by) = (demo.Get<IRunDesk>(), demo.IdOf("operator"));
        var run = await demo.Requested("dwh-stage-02");
        Break();
        var wish = PlanWish.For(new PairId("dwh-stage-02"), ProcedureKind.B);

        Assert.Contains("the disk is full", Assert.IsType<Reply.Refused>(await desk.Ask(by, run, person => new RunCommand.Start(person), default)).Why, StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await desk.Scan(by, new PairId("dwh-stage-02"), default));
        Assert.IsType<Reply.Refused>(await desk.Ask(by, run, person => new RunCommand.Abort(person, "Enough."), default));
        Assert.IsType<Reply<RunId>.Refused>(await desk.Request(by, wish, "x", "November.", default));
        // Who is refused for another reason cannot be recorded either.
        Assert.IsType<Reply.Refused>(await desk.Decide(by, run, new StepId("B3"), "x", Answer.Approve, "Fine.", null, default));
        Assert.Equal(RunStatus.Planned, demo.Get<IRunArchive>().Find(run)!.State.Status);

        await Mend();
        Assert.IsType<Reply.Done>(await desk.Ask(by, run, person => new RunCommand.Start(person), default));
    }
}
