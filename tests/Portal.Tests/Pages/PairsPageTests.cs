using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Pages;
using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Tests.Pages;

public sealed class PairsPageTests
{
    [Fact]
    public async Task Problems_stand_first_then_names()
    {
        await using var stage = Stage(out var stories);
        stage.Feed.Publish(Calm(stories[2], PairNeed.You));
        var page = stage.Context.Render<PairsPage>();

        Assert.Equal(["crm-db-03", "app-01", "badge-02"], Names(page));
        Assert.Contains("live · 3 pairs", page.Markup);
        Assert.Equal("/pairs/crm-db-03", page.Find("tbody a[data-at]").GetAttribute("href"));
    }

    [Fact]
    public async Task Nothing_moves_while_the_pointer_is_over_the_list()
    {
        await using var stage = Stage(out var stories);
        var page = stage.Context.Render<PairsPage>();
        await page.Find(".list").TriggerEventAsync("onpointerenter", new Microsoft.AspNetCore.Components.Web.PointerEventArgs());

        stage.Feed.Publish(Calm(stories[2], PairNeed.You));
        await stage.Soon(() => Assert.Equal("1", page.Find(".tile b").TextContent));
        Assert.Equal(["app-01", "badge-02", "crm-db-03"], Names(page));
        Assert.Contains("wait-row", page.FindAll("tbody tr").Single(r => r.TextContent.Contains("crm-db-03", StringComparison.Ordinal)).ClassList);
        Assert.Contains("rows are held", page.Markup);

        await page.Find(".list").TriggerEventAsync("onpointerleave", new Microsoft.AspNetCore.Components.Web.PointerEventArgs());
        Assert.Equal(["crm-db-03", "app-01", "badge-02"], Names(page));
    }

    [Fact]
    public async Task A_tile_filters_by_address_and_counts_all_pairs()
    {
        await using var stage = Stage(out var stories);
        stage.Feed.Publish(Calm(stories[1], PairNeed.You));
        stage.Navigation.NavigateTo("/?need=you");
        var page = stage.Context.Render<PairsPage>();

        Assert.Equal(["badge-02"], Names(page));
        Assert.Equal(["1", "0", "0", "3", "0"], page.FindAll(".tile b").Select(b => b.TextContent));
        Assert.Equal("/", page.Find(".tile[aria-current]").GetAttribute("href"));
        Assert.Contains("/?need=updates", page.FindAll(".tile").Select(t => t.GetAttribute("href")));
    }

    [Theory]
    [InlineData("/?q=erp-db-01a%20APP", "app-01")]
    [InlineData("/?q=libssl3%20crm", "crm-db-03")]
    [InlineData("/?q=10.20.4.12%20erp%20badge", "badge-02")]
    public async Task Search_looks_at_names_servers_tags_and_packages(string address, string found)
    {
        await using var stage = Stage(out _);
        stage.Navigation.NavigateTo(address);

        Assert.Equal([found], Names(stage.Context.Render<PairsPage>()));
    }

    [Fact]
    public async Task A_search_without_result_says_so_and_leads_back()
    {
        await using var stage = Stage(out _);
        stage.Navigation.NavigateTo("/?q=nowhere");
        var page = stage.Context.Render<PairsPage>();

        Assert.Contains("No pair has 'nowhere'", page.Markup);
        Assert.Equal("Show all 3 pairs", page.Find(".empty a").TextContent);
    }

    [Fact]
    public async Task What_is_typed_becomes_the_address_after_a_moment()
    {
        await using var stage = Stage(out _);
        var page = stage.Context.Render<PairsPage>();

        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = "badge" });
        await stage.Soon(() => Assert.EndsWith("/?q=badge", stage.Navigation.Uri, StringComparison.Ordinal));
        // The field is the browser's: what was typed meanwhile is not taken back by a render from here.
        Assert.Equal("", page.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public async Task A_row_tells_roles_sync_and_drift_in_words()
    {
        await using var stage = Stage(out var stories);
        var view = Calm(stories[0], PairNeed.You);
        var now = stories[0].Time.GetUtcNow();
        view = view with
        {
            Snapshot = view.Snapshot.With(view.Snapshot.Secondary with { Role = Reading.Known(Role.Active, now, "test"), Updates = Reading.Known(view.Snapshot.Secondary.Updates.Value.RemoveAt(0), now, "test") }) with
            {
                Sync = [new SyncReading("Registry Status", Reading.Known(SyncStatus.OutOfSync, now, "test"), Reading.Known(2048L, now, "test"))],
            },
        };
        stage.Feed.Publish(view);
        var row = stage.Context.Render<PairsPage>().Find("tbody tr:has(td.pair)");

        Assert.Contains("Primary active, Secondary active. Both are active.", row.TextContent);
        Assert.Contains("Registry:out of sync", row.TextContent);
        Assert.Contains("2 KB", row.TextContent);
        Assert.Contains("1 differs between the two servers", row.TextContent);
        Assert.Contains("two actives", row.QuerySelector(".needs")!.TextContent);
        Assert.Equal(["1", "0", "1", "3", "0"], stage.Context.Render<PairsPage>().FindAll(".tile b").Select(b => b.TextContent));
    }

    [Fact]
    public async Task A_run_shows_its_step_and_who_is_awaited()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Vera, story);
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        stage.Feed.Publish(story.View(PairNeed.You));
        var row = stage.Context.Render<PairsPage>().Find("tbody tr:has(td.pair)");

        Assert.Contains("Suspend engine, applications left running", row.QuerySelector(".run")!.TextContent);
        Assert.Contains("waits for a second admin", row.QuerySelector(".needs")!.TextContent);
        Assert.Contains($"step {story.State.Plan.NumberOf(story.State.Current!.Id)} of {story.State.Plan.Procedure.Steps.Length}", row.TextContent);
        Assert.Equal(story.State.Plan.Procedure.Steps.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), row.QuerySelector("progress")!.GetAttribute("max"));
    }

    [Fact]
    public async Task Without_pairs_it_says_where_they_are_declared()
    {
        await using var stage = new PageStage(Story.Vera);

        Assert.Contains("No pairs are declared", stage.Context.Render<PairsPage>().Markup);
    }

    private static PageStage Stage(out Story[] stories)
    {
        var first = Story.Planned(id: "app-01");
        stories = [first, Story.Planned(id: "badge-02", time: first.Time), Story.Planned(id: "crm-db-03", time: first.Time)];
        var stage = new PageStage(Story.Vera, stories);
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        foreach (var story in stories) stage.Feed.Publish(Calm(story, PairNeed.Updates));
        return stage;
    }

    private static PairView Calm(Story story, PairNeed need) => story.View(need) with { Run = null };

    private static IEnumerable<string> Names(IRenderedComponent<PairsPage> page) => page.FindAll("tbody a[data-at]").Select(a => a.TextContent);
}
