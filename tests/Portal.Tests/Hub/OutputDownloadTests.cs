using System.Net;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Tests.Hub;

public sealed class OutputDownloadTests(PatchedDemo demo) : IClassFixture<PatchedDemo>
{
    private async Task<RunId> Scanned(string pair)
    {
        var run = await demo.Requested(pair);
        Assert.IsType<Reply.Done>(await demo.Get<IRunDesk>().Ask(demo.IdOf("operator"), run, p => new RunCommand.Start(p), default));
        await demo.UntilAsked(pair);
        return run;
    }

    private static Uri Address(RunId run, string step, int attempt) => new($"/runs/{run}/steps/{step}/output?attempt={attempt}", UriKind.Relative);

    [Fact]
    public async Task Whoever_may_see_runs_gets_the_output_of_an_attempt_as_a_text_file_with_its_name()
    {
        var run = await Scanned("erp-db-01");
        demo.Get<IRunOutput>().Write(new EffectKey(run, new StepId("B1"), 1), new OutputLine(DateTimeOffset.UtcNow, "\e[31mred\u202E"));
        using var browser = await demo.SignedIn("operator");

        using var answer = await browser.GetAsync(Address(run, "B1", 1));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal($"{run}-B1-attempt-1.txt", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal($"Run {run} on erp-db-01, step 2 (B1) 'Scan Secondary for updates', attempt 1. Times are UTC.", lines[0]);
        Assert.Contains(lines, l => l.EndsWith("  Reading package lists...", StringComparison.Ordinal));
        Assert.EndsWith("  red", lines[^2], StringComparison.Ordinal);

        // What is not there, or is no id at all, is not found; nothing else is told.
        foreach (var wrong in new[] { Address(run, "B1", 2), Address(run, "B1", 0), Address(run, "..", 1), Address(run, "B99", 1), Address(new RunId("20200101-XXXXX"), "B1", 1), Address(new RunId("..%2F.."), "B1", 1) })
        {
            using var nothing = await browser.GetAsync(wrong);
            Assert.True(nothing.StatusCode is HttpStatusCode.NotFound, $"{wrong}: {nothing.StatusCode}");
        }
    }

    [Fact]
    public async Task Nobody_gets_output_without_a_sign_in()
    {
        using var stranger = demo.Stranger();

        using var answer = await stranger.GetAsync(Address(new RunId("20261122-K7F4Q"), "B1", 1));

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("attempt", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
