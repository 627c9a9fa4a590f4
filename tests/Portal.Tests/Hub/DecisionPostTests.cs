using System.Net;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Tests.Hub;

public sealed class DecisionPostTests(PatchedDemo demo) : IClassFixture<PatchedDemo>
{
    private static Task<HttpResponseMessage> Post(HttpClient browser, Dictionary<string, string> fields, params (string Name, string Value)[] more) => PatchedDemo.Post(browser, fields, more);

    private (string, string) Password => ("password", demo.PasswordOf("second.admin"));

    private async Task<(RunId Run, ApprovalRequest Asked, string Page)> AskedOn(string pair)
    {
        var run = await demo.Requested(pair);
        await demo.Get<Portal.Runs.IRunDesk>().Ask(demo.IdOf("operator"), run, by => new RunCommand.Start(by), default);
        var asked = (await demo.UntilAsked(pair)).Run!.State.Asked!;
        return (run, asked, $"/approvals/{run}/{asked.Step}");
    }

    [Fact]
    public async Task A_decision_is_posted_with_the_token_of_the_page_and_for_what_was_shown()
    {
        const string pair = "orders-db-04";
        var (run, asked, page) = await AskedOn(pair);
        using var second = await demo.SignedIn("second.admin");
        var fields = await PatchedDemo.HiddenFields(second, page);
        Assert.Equal((run.Value, asked.Step.Value, asked.Digest), (fields["run"], fields["step"], fields["digest"]));

        var forged = await Post(second, fields, ("decision", "approve"), ("reason", "Fine."), Password, ("__RequestVerificationToken", "none"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        var stale = await Post(second, fields, ("decision", "approve"), ("reason", "Looked."), Password, ("digest", new string('0', 64)));
        var shown = WebUtility.HtmlDecode(await second.GetStringAsync(stale.Headers.Location));
        Assert.Contains("made for something else", shown, StringComparison.Ordinal);
        Assert.Contains(">Looked.</textarea>", shown, StringComparison.Ordinal);
        Assert.NotNull(demo.Get<Portal.Live.IPairFeed>().Find(new PairId(pair))!.Run!.State.Asked);

        fields = await PatchedDemo.HiddenFields(second, page);
        var decided = await Post(second, fields, ("decision", "approve"), ("reason", "Looked at both."), Password);

        Assert.Equal(page, decided.Headers.Location!.OriginalString);
        var twice = await Post(second, fields, ("decision", "approve"), ("reason", "Looked at both."), Password);
        Assert.Equal(page, twice.Headers.Location!.OriginalString);
        var approved = await demo.Until(pair, v => v.Run!.State.Steps[asked.Step].ApprovedBy is not null);
        Assert.Equal(demo.IdOf("second.admin"), approved.Run!.State.Steps[asked.Step].ApprovedBy);
        Assert.Contains("Looked at both.", WebUtility.HtmlDecode(await second.GetStringAsync(new Uri(page, UriKind.Relative))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_takes_a_fresh_credential_and_a_challenge_that_nobody_used()
    {
        const string pair = "build-cache-01";
        var (run, asked, page) = await AskedOn(pair);
        using var second = await demo.SignedIn("second.admin");
        var spare = await PatchedDemo.HiddenFields(second, page);
        var fields = await PatchedDemo.HiddenFields(second, page);

        async Task<string> Refused(Dictionary<string, string> form, params (string, string)[] more)
        {
            var answer = await Post(second, form, [("decision", "approve"), ("reason", "Kept words."), .. more]);
            Assert.Contains("answer=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
            return WebUtility.HtmlDecode(await second.GetStringAsync(answer.Headers.Location));
        }

        Assert.Contains("used already", await Refused(fields, Password, ("challenge", "")), StringComparison.Ordinal);
        Assert.Contains("used already", await Refused(fields, Password, ("challenge", new string('0', 32))), StringComparison.Ordinal);
        var wrong = await Refused(fields, ("password", "not my password"));
        Assert.Contains("The password is wrong.", wrong, StringComparison.Ordinal);
        Assert.Contains(">Kept words.</textarea>", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("not my password", wrong, StringComparison.Ordinal);
        Assert.Contains("used already", await Refused(fields, Password), StringComparison.Ordinal);
        Assert.Contains("The password is missing.", await Refused(spare), StringComparison.Ordinal);
        Assert.Null(demo.Get<Portal.Live.IPairFeed>().Find(new PairId(pair))!.Run!.State.Granted);

        Assert.DoesNotContain("answer=", (await demo.Decide(second, page, ("decision", "reject"), ("reason", "Not tonight."), Password)).Headers.Location!.OriginalString, StringComparison.Ordinal);

        var entries = demo.Get<ILedger>().All().ToArray();
        Assert.Equal(5, entries.Count(e => e.Kind == "action.refused" && e.Data.Contains($"run.approve {run} {asked.Step}", StringComparison.Ordinal)));
        Assert.Equal("password", Assert.IsType<RunEvent.Rejected>(Streams.Read(entries.Single(e => e.Kind == "approval.rejected" && e.Stream == Streams.Of(run))).Event).Proof);
        Assert.DoesNotContain(entries, e => e.Body.Contains("not my password", StringComparison.Ordinal) || e.Body.Contains(Password.Item2, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_decides_without_a_sign_in()
    {
        using var stranger = demo.Stranger();

        var answer = await Post(stranger, [], ("decision", "approve"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
