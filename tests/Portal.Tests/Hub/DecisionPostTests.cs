using System.Net;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Tests.Hub;

public sealed class DecisionPostTests(PatchedDemo demo) : IClassFixture<PatchedDemo>
{
    private static readonly Uri Decide = new("/approvals/decide", UriKind.Relative);

    private static async Task<HttpResponseMessage> Post(HttpClient browser, Dictionary<string, string> fields, params (string Name, string Value)[] more)
    {
        var all = new Dictionary<string, string>(fields);
        foreach (var (name, value) in more) all[name] = value;
        using var content = new FormUrlEncodedContent(all);
        return await browser.PostAsync(Decide, content);
    }

    [Fact]
    public async Task A_decision_is_posted_with_the_token_of_the_page_and_for_what_was_shown()
    {
        const string pair = "orders-db-04";
        var run = await demo.Requested(pair);
        await demo.Get<Portal.Runs.IRunDesk>().Ask(demo.IdOf("operator"), run, by => new RunCommand.Start(by), default);
        var asked = (await demo.UntilAsked(pair)).Run!.State.Asked!;
        var page = $"/approvals/{run}/{asked.Step}";
        using var second = await demo.SignedIn("second.admin");
        var fields = await PatchedDemo.HiddenFields(second, page);
        Assert.Equal((run.Value, asked.Step.Value, asked.Digest), (fields["run"], fields["step"], fields["digest"]));

        var forged = await Post(second, fields, ("decision", "approve"), ("reason", "Fine."), ("__RequestVerificationToken", "none"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        var stale = await Post(second, fields, ("decision", "approve"), ("reason", "Looked."), ("digest", new string('0', 64)));
        var shown = WebUtility.HtmlDecode(await second.GetStringAsync(stale.Headers.Location));
        Assert.Contains("What you saw is not what is asked now.", shown, StringComparison.Ordinal);
        Assert.Contains(">Looked.</textarea>", shown, StringComparison.Ordinal);
        Assert.NotNull(demo.Get<Portal.Live.IPairFeed>().Find(new PairId(pair))!.Run!.State.Asked);

        var decided = await Post(second, fields, ("decision", "approve"), ("reason", "Looked at both."));

        Assert.Equal(page, decided.Headers.Location!.OriginalString);
        var twice = await Post(second, fields, ("decision", "approve"), ("reason", "Looked at both."));
        Assert.Equal(page, twice.Headers.Location!.OriginalString);
        var approved = await demo.Until(pair, v => v.Run!.State.Steps[asked.Step].ApprovedBy is not null);
        Assert.Equal(demo.IdOf("second.admin"), approved.Run!.State.Steps[asked.Step].ApprovedBy);
        Assert.Contains("Looked at both.", WebUtility.HtmlDecode(await second.GetStringAsync(new Uri(page, UriKind.Relative))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_decides_without_a_sign_in()
    {
        using var stranger = demo.Stranger();

        var answer = await Post(stranger, [], ("decision", "approve"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
