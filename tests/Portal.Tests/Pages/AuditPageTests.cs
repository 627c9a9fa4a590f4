using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Components.Pages;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Storage.Ledger;
using Portal.Tests.Keeping.Archiving;
using Portal.Tests.Storage;

namespace Portal.Tests.Pages;

public sealed class AuditPageTests : IDisposable
{
    private static readonly Person Ada = new(new UserId("u-ada"), "Ada Auditor", Standing.Active, [PortalRole.Auditor]);
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task Entries_stand_newest_first_in_sentences_with_the_raw_entry_behind()
    {
        Sign(2);
        await using var stage = Stage(Ada);
        var page = await stage.Shown<AuditPage>("li");

        Assert.Equal(["Ada Auditor signed in from 10.0.0.2.", "Ada Auditor signed in from 10.0.0.1."], page.FindAll("li .says").Select(s => s.TextContent.Trim()));
        await page.Find("li button").ClickAsync(new());
        Assert.Contains("sign-in.succeeded", page.Find("li .raw").TextContent);
        Assert.Contains(Convert.ToHexStringLower(test.Ledger.Head.Hash.AsSpan()), page.Find("li .raw").TextContent);
    }

    [Fact]
    public async Task Who_is_no_auditor_sees_why_and_nothing_else()
    {
        Sign(1);
        await using var stage = Stage(Story.Olga);
        var page = stage.Context.Render<AuditPage>();

        Assert.Contains(AuditReaders.WhyNot, page.Markup);
        Assert.Empty(page.FindAll("li, a[download]"));
    }

    [Fact]
    public async Task A_run_is_asked_for_by_its_id_however_it_is_typed_and_its_filter_is_taken_out_again()
    {
        Sign(1);
        test.Append(TestLedger.Run, 0, TestLedger.Entry());
        await using var stage = Stage(Ada);
        var page = await stage.Shown<AuditPage>("li");
        await page.Find("input[placeholder='20261122-K7F4Q']").ChangeAsync(new() { Value = " 20261122-k7f4q " });
        Assert.EndsWith("/audit?run=20261122-K7F4Q", stage.Navigation.Uri, StringComparison.Ordinal);
        await stage.Soon(() => Assert.Single(page.FindAll("li .says")));
        await page.Find("input[placeholder='20261122-K7F4Q']").ChangeAsync(new() { Value = "" });
        Assert.EndsWith("/audit", stage.Navigation.Uri, StringComparison.Ordinal);
        await stage.Soon(() => Assert.Equal(2, page.FindAll("li .says").Count));
    }

    [Fact]
    public async Task What_comes_in_is_counted_and_moves_nothing()
    {
        Sign(1);
        await using var stage = Stage(Ada);
        stage.Navigation.NavigateTo("/audit?kind=sign-");
        var page = await stage.Shown<AuditPage>("li");

        test.Append(TestLedger.Run, 0, TestLedger.Entry());
        Sign(2, from: 1);

        await stage.Soon(() => Assert.Contains("1 new entry", page.Find(".newer").TextContent));
        Assert.Single(page.FindAll("li"));
        await page.Find(".newer button").ClickAsync(new());
        await stage.Soon(() => Assert.Equal(2, page.FindAll("li").Count));
        Assert.Empty(page.FindAll(".newer"));
    }

    [Fact]
    public async Task Pages_are_turned_by_address_in_both_directions_and_the_filter_stays()
    {
        Sign(120);
        await using var stage = Stage(Ada);
        async Task<IRenderedComponent<AuditPage>> Turn(string address)
        {
            stage.Navigation.NavigateTo(address);
            return await stage.Shown<AuditPage>("li");
        }

        var page = await Turn("/audit?person=u-ada");
        Assert.Equal(50, page.FindAll("li").Count);
        Assert.Equal(["/audit?person=u-ada&before=71", "/audit?person=u-ada&after=0"], Links(page));
        Assert.Equal("120 entries fit", page.Find(".count").TextContent);
        Assert.All(page.FindAll("a[download]"), a => Assert.EndsWith("?person=u-ada", a.GetAttribute("href"), StringComparison.Ordinal));

        page = await Turn("/audit?person=u-ada&before=71");
        Assert.Equal(["/audit?person=u-ada", "/audit?person=u-ada&after=70", "/audit?person=u-ada&before=21", "/audit?person=u-ada&after=0"], Links(page));

        page = await Turn("/audit?person=u-ada&after=0");
        Assert.Equal(["50", "1"], Ends(page));
        Assert.Equal(["/audit?person=u-ada", "/audit?person=u-ada&after=50"], Links(page));

        page = await Turn("/audit?person=u-ada&after=50");
        Assert.Equal(["100", "51"], Ends(page));

        // Nearer to the top than a page: the newest page.
        page = await Turn("/audit?person=u-ada&after=100");
        Assert.Equal(["120", "71"], Ends(page));
        Assert.DoesNotContain(page.FindAll(".pages a"), a => a.TextContent == "Newer");

        page = await Turn("/audit?person=u-ada&before=rubbish&after=-3");
        Assert.Equal(["120", "71"], Ends(page));
    }

    [Fact]
    public async Task Each_entry_leads_to_its_own_page_and_hostile_text_is_visible()
    {
        test.Append(new StreamId("security"), 0, new NewEntry("sign-in.failed", UserId.Portal, """{"name":"<script>alert(1)</script>\u202enimda\u001b[2J","why":""}"""));
        await using var stage = Stage(Ada);
        var page = await stage.Shown<AuditPage>("li");

        Assert.Equal("/audit/entries/1", page.Find("li .more a").GetAttribute("href"));
        Assert.Contains(@"<script>alert(1)</script>\u202enimda\u001b[2J", page.Find("li .says").TextContent);
        Assert.Empty(page.FindAll("li script"));
        await page.Find("li button").ClickAsync(new());
        Assert.Contains(@"\u202enimda\u001b[2J", page.Find("li pre").TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_search_that_looked_at_enough_says_so_and_goes_on()
    {
        test.Append(new StreamId("security"), 0, [.. Enumerable.Range(0, LedgerExplorer.MostLookedAt + 10).Select(i => new NewEntry("sign-in.failed", UserId.Portal, i == 4 ? """{"name":"needle"}""" : "{}"))]);
        await using var stage = Stage(Ada);
        stage.Navigation.NavigateTo("/audit?q=needle");
        var page = await stage.Shown<AuditPage>(".empty a");

        Assert.Contains("5,000 entries were searched for the text, down to entry 11.", page.Find(".empty").TextContent);
        Assert.Equal("/audit?q=needle&before=11", page.Find(".empty a").GetAttribute("href"));
        stage.Navigation.NavigateTo("/audit?q=needle&before=11");
        Assert.Equal("#5", (await stage.Shown<AuditPage>("li")).Find("li .more a").TextContent);
    }

    [Fact]
    public async Task Verify_says_that_the_chain_is_whole_or_where_it_is_broken()
    {
        Sign(5);
        await using var stage = Stage(Ada);
        var page = await stage.Shown<AuditPage>("li");

        await page.Find(".chain button").ClickAsync(new());
        await stage.Soon(() => Assert.Contains("5 entries verified", page.Find(".chain").TextContent));
        Assert.Contains("No anchor outside is configured", page.Find(".chain").TextContent);

        test.Tamper("DROP TRIGGER ledger_refuses_update; UPDATE ledger SET actor = 'u2' WHERE seq = 3");
        await page.Find(".chain button").ClickAsync(new());
        await stage.Soon(() => Assert.Contains("chain is broken", page.Find(".chain").TextContent));
    }

    [Fact]
    public async Task A_list_that_ends_at_an_archive_says_what_stands_in_it()
    {
        using var life = new ArchivedLife();
        life.Live();
        await life.Archive();
        var archive = life.Test.Ledger.Archived!;
        await using var stage = Stage(Ada, life.Test);

        var page = await stage.Shown<AuditPage>("li");
        Assert.Contains($"What happened up to entry {archive.Head.Seq} is archived, the last of it in {archive.Name}.", page.Find("nav.pages").TextContent, StringComparison.Ordinal);
        stage.Navigation.NavigateTo("/audit?kind=approval.");
        page = await stage.Shown<AuditPage>(".empty");
        Assert.Contains(archive.Name, page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    private static string[] Links(IRenderedComponent<AuditPage> page) => [.. page.FindAll(".pages a").Select(a => a.GetAttribute("href")!)];

    private static string[] Ends(IRenderedComponent<AuditPage> page) => [.. new[] { page.FindAll("li .more a")[0], page.FindAll("li .more a")[^1] }.Select(a => a.TextContent.TrimStart('#'))];

    private PageStage Stage(Person viewer, TestLedger? of = null)
    {
        var shown = of ?? test;
        _ = shown.Ledger;
        var stage = new PageStage(viewer, services => services.AddSingleton<ILedger>(shown.Ledger).AddSingleton(shown.Watch).AddSingleton<LedgerProof>().AddSingleton(new LedgerExplorer(shown.Database)));
        stage.People.Everybody.Add(Ada);
        return stage;
    }

    private void Sign(int until, int from = 0)
    {
        for (var i = from; i < until; i++)
            Assert.IsType<Appended.Done>(test.Append(new StreamId("security"), i, new NewEntry("sign-in.succeeded", Ada.Id, $$"""{"from":"10.0.0.{{i + 1}}","person":"u-ada"}""")));
    }
}
