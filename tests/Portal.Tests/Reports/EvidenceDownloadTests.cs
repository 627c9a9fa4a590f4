using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Reports.Runs;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Reports;

public sealed class EvidenceDownloadTests(DemoUnderTest portal) : IClassFixture<DemoUnderTest>
{
    private static readonly string[] Endings = ["pdf", "html", "csv", "jsonl", "zip"];

    private RunId Told()
    {
        var story = Evidences.Whole();
        Evidences.Write(portal.Ledger, story);
        var output = portal.Services.GetRequiredService<IRunOutput>();
        output.Write(new EffectKey(story.State.Id, new StepId("B1i"), 1), new OutputLine(DateTimeOffset.UtcNow, "Setting up libssl3 ..."));
        return story.State.Id;
    }

    private async Task<HttpClient> SignedIn(string name)
    {
        var browser = portal.Browser();
        await browser.SignIn(name, portal.PasswordOf(name));
        return browser;
    }

    private static Uri Address(RunId run, string ending) => new(RunEndpoints.Address(run, ending), UriKind.Relative);

    private LedgerEntry Made() => portal.Ledger.Read(Streams.Exports)[^1];

    [Fact]
    public async Task Each_report_leaves_with_its_digest_in_the_ledger()
    {
        var run = Told();
        using var auditor = await SignedIn("second.admin");

        foreach (var (ending, type, begins) in new[] { ("pdf", "application/pdf", "%PDF-1.7"), ("html", "text/html", "<!DOCTYPE html>"), ("csv", "text/csv", "\uFEFFEvidence of a run") })
        {
            using var answer = await auditor.GetAsync(Address(run, ending));
            var file = await answer.Content.ReadAsByteArrayAsync();

            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.Equal($"attachment; filename=run-{run}.{ending}", answer.Content.Headers.ContentDisposition!.ToString());
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.StartsWith(begins, Encoding.UTF8.GetString(file), StringComparison.Ordinal);
            Assert.Equal(("export.made", true), (Made().Kind, Made().Data.Contains(Convert.ToHexStringLower(SHA256.HashData(file)), StringComparison.Ordinal)));
            Assert.Contains($"as evidence in {ending.ToUpperInvariant()} (run {run})", AuditSentences.Of(Made(), AuditNames.Keys), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_lines_hold_this_run_in_full_and_everything_else_as_digests_and_both_verifiers_accept_them()
    {
        var (run, other) = (Told(), Told());
        using var auditor = await SignedIn("second.admin");

        var file = await auditor.GetByteArrayAsync(Address(run, "jsonl"));

        var verdict = AuditVerifier.Verify(new MemoryStream(file), AuditTrust.None);
        Assert.IsType<ChainCheck.Whole>(verdict.Result);
        var lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(portal.Ledger.Read(Streams.Of(run)).Length, lines.Count(line => line.Contains("\"body\":", StringComparison.Ordinal)));
        Assert.DoesNotContain(other.Value, Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("{\"checkpoint\":", StringComparison.Ordinal));
        Assert.StartsWith("whole ", OtherVerifier(file), StringComparison.Ordinal);

        // A verifier that accepts everything would accept this, too.
        var altered = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file).Replace("Payroll", "payroll", StringComparison.Ordinal));
        Assert.IsType<ChainCheck.Broken>(AuditVerifier.Verify(new MemoryStream(altered), AuditTrust.None).Result);
        Assert.StartsWith("wrong ", OtherVerifier(altered), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_in_one_holds_every_format_the_outputs_and_digests_that_fit()
    {
        var run = Told();
        using var auditor = await SignedIn("second.admin");

        using var zip = new ZipArchive(new MemoryStream(await auditor.GetByteArrayAsync(Address(run, "zip"))));

        byte[] Read(string name)
        {
            using var from = zip.GetEntry(name)!.Open();
            using var to = new MemoryStream();
            from.CopyTo(to);
            return to.ToArray();
        }

        var sums = Encoding.UTF8.GetString(Read("SHA256SUMS")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(line => line[66..], line => line[..64]);
        Assert.Equal([$"run-{run}.pdf", $"run-{run}.html", $"run-{run}.csv", $"run-{run}.jsonl", $"output/{run}-B1i-attempt-1.txt"], sums.Keys);
        Assert.All(sums, sum => Assert.Equal(sum.Value, Convert.ToHexStringLower(SHA256.HashData(Read(sum.Key)))));
        Assert.IsType<ChainCheck.Whole>(AuditVerifier.Verify(new MemoryStream(Read($"run-{run}.jsonl")), AuditTrust.None).Result);
        // The report names the digest of what the portal gives at the step, byte for byte.
        using var output = await auditor.GetAsync(new Uri($"/runs/{run}/steps/B1i/output?attempt=1", UriKind.Relative));
        Assert.Equal(Read($"output/{run}-B1i-attempt-1.txt"), await output.Content.ReadAsByteArrayAsync());
        Assert.Contains(sums[$"output/{run}-B1i-attempt-1.txt"], Encoding.UTF8.GetString(Read($"run-{run}.csv")), StringComparison.Ordinal);
        Assert.Contains(sums[$"run-{run}.pdf"], Encoding.UTF8.GetString(Read("README.txt")), StringComparison.Ordinal);
        Assert.Contains(sums[$"run-{run}.pdf"], Made().Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_read_the_trail_gets_no_evidence_and_is_on_record()
    {
        var run = Told();
        using var other = await SignedIn("operator");
        var made = portal.Ledger.Read(Streams.Exports).Length;

        foreach (var ending in Endings)
        {
            using var answer = await other.GetAsync(Address(run, ending));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains(portal.Ledger.Read(SecurityJournal.Stream), e => e.Kind == "action.refused" && e.Data.Contains($"run.evidence {ending}", StringComparison.Ordinal));
        }
        Assert.Equal(made, portal.Ledger.Read(Streams.Exports).Length);
    }

    [Fact]
    public async Task Nobody_gets_evidence_without_a_sign_in()
    {
        var run = Told();
        using var stranger = portal.Browser();

        foreach (var ending in Endings)
        {
            using var answer = await stranger.GetAsync(Address(run, ending));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Of_a_run_that_does_not_exist_nothing_is_exported()
    {
        using var auditor = await SignedIn("second.admin");
        var made = portal.Ledger.Read(Streams.Exports).Length;

        foreach (var run in new[] { "20200101-XXXXX", "..", new string('x', 500), "a b", "<script>" })
            foreach (var ending in Endings)
            {
                using var answer = await auditor.GetAsync(Address(new RunId(run), ending));
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        Assert.Equal(made, portal.Ledger.Read(Streams.Exports).Length);
    }

    [Fact]
    public async Task A_run_that_another_release_wrote_is_refused_with_a_sentence()
    {
        var run = Told();
        portal.Ledger.Note(Streams.Of(run), new NewEntry("run.beamed-up", UserId.Portal, """{"event":"run.beamed-up"}"""));
        using var auditor = await SignedIn("second.admin");

        using var answer = await auditor.GetAsync(Address(run, "pdf"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("another release", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string OtherVerifier(byte[] file)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            using var python = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Repository.TopLevel, "tests", "verify.py"), path]) { RedirectStandardOutput = true })!;
            var said = python.StandardOutput.ReadToEnd();
            Assert.True(python.WaitForExit(TimeSpan.FromMinutes(1)), "verify.py did not end.");
            return said;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
