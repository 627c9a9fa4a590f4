using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Components.Pages;
using Portal.Core.Audit;
using Portal.Core.People;
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
        var page = stage.Context.Render<AuditPage>();

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
    public async Task What_comes_in_is_counted_and_moves_nothing()
    {
        Sign(1);
        await using var stage = Stage(Ada);
        stage.Navigation.NavigateTo("/audit?kind=sign-");
        var page = stage.Context.Render<AuditPage>();

        test.Append(TestLedger.Run, 0, TestLedger.Entry());
        Sign(2, from: 1);

        await stage.Soon(() => Assert.Contains("1 new entry", page.Find(".newer").TextContent));
        Assert.Single(page.FindAll("li"));
        await page.Find(".newer button").ClickAsync(new());
        Assert.Equal(2, page.FindAll("li").Count);
        Assert.Empty(page.FindAll(".newer"));
    }

    [Fact]
    public async Task Pages_are_turned_by_address_and_the_filter_stays()
    {
        Sign(60);
        await using var stage = Stage(Ada);
        stage.Navigation.NavigateTo("/audit?person=u-ada");
        var page = stage.Context.Render<AuditPage>();

        Assert.Equal(50, page.FindAll("li").Count);
        var older = page.FindAll(".pages a").Single(a => a.TextContent == "Older").GetAttribute("href")!;
        Assert.Equal("/audit?person=u-ada&before=11", older);
        stage.Navigation.NavigateTo(older);
        page = stage.Context.Render<AuditPage>();
        Assert.Equal(10, page.FindAll("li").Count);
        Assert.Equal("/audit?person=u-ada", page.Find(".pages a").GetAttribute("href"));
        Assert.All(page.FindAll("a[download]"), a => Assert.EndsWith("?person=u-ada", a.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_says_that_the_chain_is_whole_or_where_it_is_broken()
    {
        Sign(5);
        await using var stage = Stage(Ada);
        var page = stage.Context.Render<AuditPage>();

        await page.Find(".chain button").ClickAsync(new());
        await stage.Soon(() => Assert.Contains("5 entries verified", page.Find(".chain").TextContent));
        Assert.Contains("No anchor outside is configured", page.Find(".chain").TextContent);

        test.Tamper("DROP TRIGGER ledger_refuses_update; UPDATE ledger SET actor = 'u2' WHERE seq = 3");
        await page.Find(".chain button").ClickAsync(new());
        await stage.Soon(() => Assert.Contains("chain is broken", page.Find(".chain").TextContent));
    }

    private PageStage Stage(Person viewer)
    {
        var stage = new PageStage(viewer, services => services.AddSingleton<ILedger>(test.Ledger).AddSingleton(test.Watch).AddSingleton<LedgerProof>());
        stage.People.Everybody.Add(Ada);
        return stage;
    }

    private void Sign(int until, int from = 0)
    {
        for (var i = from; i < until; i++)
            Assert.IsType<Appended.Done>(test.Append(new StreamId("security"), i, new NewEntry("sign-in.succeeded", Ada.Id, $$"""{"from":"10.0.0.{{i + 1}}","person":"u-ada"}""")));
    }
}
