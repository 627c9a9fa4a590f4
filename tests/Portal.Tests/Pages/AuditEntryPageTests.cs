using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Components.Pages;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage.Ledger;
using Portal.Tests.Keeping.Archiving;
using Portal.Tests.Storage;

namespace Portal.Tests.Pages;

public sealed class AuditEntryPageTests : IDisposable
{
    private static readonly Person Ada = new(new UserId("u-ada"), "Ada Auditor", Standing.Active, [PortalRole.Auditor]);
    private readonly TestLedger test = new();

    public AuditEntryPageTests()
    {
        test.Append(Streams.Of(new PairId("erp-db-01")), 0, PairLock.Entry(PairLock.Opened, new RunId("20261122-K7F4Q"), Ada.Id));
        test.Append(TestLedger.Run, 0, new NewEntry("run.noted", Ada.Id, """{"text":"x"}"""));
        test.Append(new StreamId("people"), 0, new NewEntry("person.unlocked", Ada.Id, """{"person":"u-ben"}"""));
    }

    public void Dispose() => test.Dispose();

    private PageStage Stage(Person viewer)
    {
        var store = new CheckpointStore(test.Database, test.Ledger);
        var stage = new PageStage(viewer, services => services.AddSingleton<ILedger>(test.Ledger).AddSingleton(new LedgerExplorer(test.Database)).AddSingleton(store).AddSingleton<EntryProofs>());
        stage.People.Everybody.Add(Ada);
        return stage;
    }

    private static IRenderedComponent<AuditEntryPage> Show(PageStage stage, string place) => stage.Context.Render<AuditEntryPage>(p => p.Add(page => page.Place, place));

    [Fact]
    public async Task An_entry_says_who_when_and_about_what_and_leads_on()
    {
        await using var stage = Stage(Ada);
        var page = Show(stage, "2");

        Assert.Contains("Ada Auditor recorded 'run.noted'", page.Find(".says").TextContent);
        string?[] links = [.. page.FindAll("a").Select(a => a.GetAttribute("href"))];
        foreach (var link in (string[])["/audit/entries/1", "/audit/entries/3", "/runs/20261122-K7F4Q", "/pairs/erp-db-01", "/audit?run=20261122-K7F4Q", "/audit?pair=erp-db-01", "/audit?person=u-ada", "/audit?kind=run.noted", "/audit/export.jsonl?entry=2"])
            Assert.Contains(link, links);
        Assert.Contains("2026-11-22 14:00:00 UTC", page.Markup);
        Assert.Equal(3, page.FindAll(".chip").Count(c => c.TextContent.Contains("fits", StringComparison.Ordinal)));
        Assert.Contains("not signed yet", page.Markup);
        Assert.Contains(test.Ledger.Read(TestLedger.Run)[0].Body, page.Find("pre.raw").TextContent);
        Assert.Contains("u-ben", Show(stage, "3").Markup);
    }

    [Fact]
    public async Task An_altered_entry_is_shown_as_it_stands_and_said_not_to_fit()
    {
        test.Tamper("DROP TRIGGER ledger_refuses_update; UPDATE ledger SET body = CAST(x'7b22ff3c7363726970743e' AS TEXT) || char(8238) WHERE seq = 2");
        await using var stage = Stage(Ada);
        var page = Show(stage, "2");

        Assert.Equal(2, page.FindAll(".chip").Count(c => c.TextContent.Contains("does NOT fit", StringComparison.Ordinal)));
        Assert.Contains("""{"\xff<script>\u202e""", page.Find("pre.raw").TextContent);
        Assert.Empty(page.FindAll("script"));
        Assert.Contains("cannot be laid out", page.Markup);
    }

    [Fact]
    public async Task A_huge_entry_is_cut_on_the_page_and_said_so()
    {
        test.Append(new StreamId("huge"), 0, TestLedger.Entry(data: $$"""{"text":"{{new string('x', 5_000_000)}}"}"""));
        await using var stage = Stage(Ada);
        var page = Show(stage, "4");

        Assert.InRange(page.Markup.Length, 200_000, 300_000);
        Assert.Contains("Shown up to 100,000 bytes", page.Markup);
        Assert.DoesNotContain("does NOT fit", page.Markup);
    }

    [Theory]
    [InlineData("4", "The ledger ends with entry 3")]
    [InlineData("999999999999999999", "The ledger ends with entry 3")]
    [InlineData("0", "names no entry")]
    [InlineData("02", "names no entry")]
    [InlineData("-1", "names no entry")]
    [InlineData("2 OR 1=1", "names no entry")]
    [InlineData("99999999999999999999999", "names no entry")]
    [InlineData("٣", "names no entry")]
    public async Task What_is_no_entry_is_said_to_be_none(string place, string why)
    {
        await using var stage = Stage(Ada);
        var page = Show(stage, place);

        Assert.Contains("There is no such entry", page.Markup);
        Assert.Contains(why, page.Markup);
        Assert.Empty(page.FindAll("pre, nav a"));
    }

    [Fact]
    public async Task An_entry_that_was_taken_out_is_said_to_be_missing()
    {
        test.Tamper("DROP TRIGGER ledger_refuses_delete; DELETE FROM ledger WHERE seq = 2");
        await using var stage = Stage(Ada);

        Assert.Contains("somebody took it out", Show(stage, "2").Markup);
    }

    [Fact]
    public async Task An_archived_entry_is_said_to_stand_in_its_file()
    {
        using var life = new ArchivedLife();
        life.Live();
        await life.Archive();
        var archive = life.Test.Ledger.Archived!;
        await using var stage = new PageStage(Ada, services => services.AddSingleton<ILedger>(life.Test.Ledger).AddSingleton(new LedgerExplorer(life.Test.Database)).AddSingleton(life.Store).AddSingleton<EntryProofs>());
        stage.People.Everybody.Add(Ada);

        var page = Show(stage, "3");
        Assert.Contains($"Entry 3 stands in the archive {archive.Name} (SHA-256 {archive.Digest})", page.Markup);
        Assert.Contains("were archived in", Show(stage, $"{archive.Next}").Markup);
    }

    [Fact]
    public async Task Who_is_no_auditor_sees_why_and_nothing_of_the_entry()
    {
        await using var stage = Stage(Story.Olga);
        var page = Show(stage, "2");

        Assert.Contains(AuditReaders.WhyNot, page.Markup);
        Assert.Empty(page.FindAll("pre, a[download], nav"));
        Assert.DoesNotContain("run.noted", page.Markup);
    }
}
