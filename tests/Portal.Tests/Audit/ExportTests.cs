using System.Net;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Security.Stores;
using Portal.Tests.Web;

namespace Portal.Tests.Audit;

public sealed class ExportTests(DemoUnderTest portal) : IClassFixture<DemoUnderTest>
{
    private static ChainCheck Verify(IEnumerable<string> lines)
    {
        using var export = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return AuditVerifier.Verify(export, AuditTrust.None).Result;
    }

    [Fact]
    public async Task A_whole_export_verifies_offline_and_stands_in_the_ledger()
    {
        using var browser = await SignedIn("second.admin");

        var lines = await Lines(browser, "/audit/export.jsonl");

        var whole = Assert.IsType<ChainCheck.Whole>(Verify(lines));
        var made = portal.Ledger.Read(Streams.Exports)[^1];
        Assert.Equal("export.made", made.Kind);
        Assert.Equal(IdOf("second.admin"), made.Actor);
        Assert.Contains($"\"entries\":{whole.Head.Seq}", made.Data, StringComparison.Ordinal);
        Assert.Contains($"\"head\":{whole.Head.Seq}", made.Data, StringComparison.Ordinal);
        Assert.True(made.Seq > whole.Head.Seq);
    }

    [Fact]
    public async Task A_filtered_export_leaves_only_hashes_of_the_rest_and_verifies()
    {
        using var browser = await SignedIn("second.admin");

        var lines = await Lines(browser, "/audit/export.jsonl?kind=person.");

        Assert.IsType<ChainCheck.Whole>(Verify(lines));
        Assert.Contains(lines, l => l.Contains("person.created", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("sign-in.succeeded", StringComparison.Ordinal));
        Assert.Contains("kind person.", portal.Ledger.Read(Streams.Exports)[^1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spreadsheet_gets_sentences_and_no_formulas()
    {
        portal.Ledger.Note(new StreamId("settings"), new NewEntry("settings.named", UserId.Portal, """{"name":"=cmd|' /C calc'!A0"}"""));
        using (var scope = portal.Services.CreateScope())
            await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(new PortalUser { UserName = "@sum" }, "Correct horse battery 1!");
        using var browser = await SignedIn("second.admin");

        var answer = await browser.GetAsync(new Uri("/audit/export.csv", UriKind.Relative));
        var rows = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("attachment; filename=audit-", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Equal("seq,at,stream,version,kind,actor,person,sentence,data,previous_hash,hash", rows[0]);
        Assert.Contains(rows, r => r.Contains("The portal created second.admin", StringComparison.Ordinal));
        Assert.All(rows, r => Assert.DoesNotMatch("(^|,)\"?[=+@\\t-]", r));
    }

    [Fact]
    public async Task Who_may_not_read_the_trail_gets_no_export_and_is_on_record()
    {
        using var browser = await SignedIn("operator");

        foreach (var address in (string[])["/audit/export.csv", "/audit/export.jsonl"])
        {
            var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
        var refused = portal.Ledger.Read(SecurityJournal.Stream).Where(e => e.Kind == "action.refused" && e.Actor == IdOf("operator"));
        Assert.Contains(refused, e => e.Data.Contains("audit.export csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_exports_without_a_sign_in()
    {
        using var browser = portal.Browser();

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(new Uri("/audit/export.csv", UriKind.Relative))).StatusCode);
    }

    private async Task<HttpClient> SignedIn(string name)
    {
        var browser = portal.Browser();
        await browser.SignIn(name, portal.PasswordOf(name));
        return browser;
    }

    private static async Task<string[]> Lines(HttpClient browser, string address) =>
        (await browser.GetStringAsync(new Uri(address, UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private UserId IdOf(string name) => portal.Services.GetRequiredService<IPeople>().All().Single(p => p.Name == name).Id;
}
