using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.Evidence;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Reports;
using Portal.Reports.Periods;
using Portal.Security.Stores;
using Portal.Tests.Pages;
using Portal.Tests.Web;

namespace Portal.Tests.Reports;

public sealed class PeriodReportTests(DemoUnderTest portal) : IClassFixture<DemoUnderTest>
{
    private static readonly string[] Endings = ["pdf", "html", "csv"];

    private static Period Today => Period.Read(null, null, DateOnly.FromDateTime(DateTime.UtcNow));

    private static Uri Address(string ending, Period? period = null) => new(PeriodEndpoints.Address(period ?? Today, ending), UriKind.Relative);

    private async Task<HttpClient> SignedIn(string name)
    {
        var browser = portal.Browser();
        await browser.SignIn(name, portal.PasswordOf(name));
        return browser;
    }

    private PeriodSource Read(Period period) => portal.Services.GetRequiredService<PeriodSources>().Read(period, "Ada", TestContext.Current.CancellationToken);

    [Fact]
    public async Task Each_format_tells_the_runs_of_the_time_and_is_on_record_with_its_digest()
    {
        var story = Evidences.Whole();
        Evidences.Write(portal.Ledger, story);
        using var auditor = await SignedIn("second.admin");

        foreach (var ending in Endings)
        {
            using var answer = await auditor.GetAsync(Address(ending));
            var file = await answer.Content.ReadAsByteArrayAsync();

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal($"attachment; filename=patching-{Period.Text(Today.From)}-to-{Period.Text(Today.To)}.{ending}", answer.Content.Headers.ContentDisposition!.ToString());
            var text = ending == "pdf" ? string.Join(' ', PdfPages.Of(file)) : Encoding.UTF8.GetString(file);
            Assert.All([story.State.Id.Value, "completed", "rejected", "5. Exceptions"], said => Assert.Contains(said, text, StringComparison.Ordinal));
            var made = portal.Ledger.Read(Streams.Exports)[^1];
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(file)), made.Data, StringComparison.Ordinal);
            Assert.Contains($"exported a period report in {ending.ToUpperInvariant()} ({Today})", AuditSentences.Of(made, AuditNames.Keys), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_time_in_which_nothing_happened_says_so_in_each_part()
    {
        var report = PeriodReport.Of(Read(new Period(new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 31))));
        var text = Encoding.UTF8.GetString(ReportFormat.Csv.Render(report, null, default));

        Assert.Equal("No run did anything in this time", report.Standing.Text);
        Assert.All(["Choose a longer one, or plan a run.", "Nothing was asked in this time.", "None was measured in this time.", "None: no glass was broken"], said => Assert.Contains(said, text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_emergency_without_a_review_is_the_first_thing_that_is_told()
    {
        Evidences.Write(portal.Ledger, GlassStory.Broken().UntilStep("B2", StepStatus.Done));

        var report = PeriodReport.Of(Read(Today));

        Assert.Equal(Portal.Reports.Documents.Tone.Bad, report.Standing.Tone);
        Assert.Matches("emergenc(y|ies) not reviewed yet", report.Standing.Text);
        Assert.Contains("The site is down and nobody answers the phone.", Encoding.UTF8.GetString(ReportFormat.Csv.Render(report, null, default)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_went_past_the_second_admin_is_told()
    {
        portal.Ledger.Note(new StreamId("people"), new NewEntry("person.confirmed", UserId.Portal, """{"name":"Anna","person":"u-anna","reason":"Asked for in the configuration when the portal was started.","changes":[]}"""));
        portal.Ledger.Note(new StreamId("people"), new NewEntry("person.confirmed", new UserId("u-x"), """{"name":"Berta","person":"u-b","reason":"We know her.","changes":[]}"""));

        var others = Read(Today).Others;

        Assert.Contains(others, o => o.Sentence.Contains("Anna", StringComparison.Ordinal));
        Assert.DoesNotContain(others, o => o.Sentence.Contains("Berta", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_read_the_trail_gets_no_report_and_is_on_record()
    {
        using var other = await SignedIn("operator");
        using var stranger = portal.Browser();

        foreach (var ending in Endings)
        {
            using var answer = await other.GetAsync(Address(ending));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains(portal.Ledger.Read(SecurityJournal.Stream), e => e.Kind == "action.refused" && e.Data.Contains($"period.report {ending}", StringComparison.Ordinal));
            using var nothing = await stranger.GetAsync(Address(ending));
            Assert.Equal(HttpStatusCode.Unauthorized, nothing.StatusCode);
        }
    }

    [Fact]
    public async Task Rubbish_in_the_address_is_the_last_30_days()
    {
        using var auditor = await SignedIn("second.admin");

        using var answer = await auditor.GetAsync(new Uri("/reports/period.csv?from=%3Cscript%3E&to=9999-99-99", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("script", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
