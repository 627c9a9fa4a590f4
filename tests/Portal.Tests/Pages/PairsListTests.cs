using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Components.Pages;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Tests.Pages;

/// <summary>Tags, groups, order, and whose turn it is.</summary>
public sealed class PairsListTests
{
    [Fact]
    public async Task A_tag_in_a_row_leads_to_the_pairs_that_have_it()
    {
        await using var stage = Stage(Story.Vera);
        var page = stage.Context.Render<PairsPage>();
        Assert.Equal("/?tag=Graz", page.Find("tbody .tag[href*=Graz]").GetAttribute("href"));

        stage.Navigation.NavigateTo("/?tag=Graz&tag=prod");
        Assert.Equal(["app-01"], Names(page));
        Assert.Equal(["/?tag=prod", "/?tag=Graz"], page.FindAll(".tools .tag").Select(t => t.GetAttribute("href")));
        Assert.Contains("1 of 3 pairs", page.Markup);
    }

    [Fact]
    public async Task The_tags_to_choose_from_have_their_numbers_and_lead_on()
    {
        await using var stage = Stage(Story.Vera);
        var page = stage.Context.Render<PairsPage>();
        var field = page.Find(".tools select");
        Assert.Equal(["Tag…", "Graz (2)", "prod (2)"], field.QuerySelectorAll("option").Select(o => o.TextContent));

        await field.ChangeAsync(new ChangeEventArgs { Value = "prod" });
        Assert.EndsWith("/?tag=prod", stage.Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(["app-01", "badge-02"], Names(page));
    }

    [Fact]
    public async Task Groups_tell_how_many_and_the_worst_and_fold()
    {
        await using var stage = Stage(Story.Vera, ("app-01", PairNeed.OutOfSync));
        stage.Navigation.NavigateTo("/?group=tag&sort=name");
        var page = stage.Context.Render<PairsPage>();

        Assert.Equal(["Graz", "prod"], page.FindAll(".group b").Select(b => b.TextContent));
        Assert.Equal(["app-01", "crm-db-03", "app-01", "badge-02"], Names(page));
        Assert.Contains("2 pairs", page.Find(".group").TextContent);
        Assert.Contains("worst:out of sync", page.Find(".group").TextContent);

        await page.Find(".group button").ClickAsync(new MouseEventArgs());
        Assert.EndsWith("/?group=tag&sort=name&closed=Graz", stage.Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(["app-01", "badge-02"], Names(page));
        Assert.Equal("false", page.Find(".group button").GetAttribute("aria-expanded"));
    }

    [Fact]
    public async Task The_group_with_the_worst_pair_stands_first()
    {
        await using var stage = Stage(Story.Vera, ("badge-02", PairNeed.You));
        stage.Navigation.NavigateTo("/?group=tag");

        Assert.Equal(["prod", "Graz"], stage.Context.Render<PairsPage>().FindAll(".group b").Select(b => b.TextContent));
    }

    [Fact]
    public async Task Sorting_by_last_patched_puts_first_what_never_was()
    {
        await using var stage = Stage(Story.Vera);
        var now = stage.Time.GetUtcNow();
        foreach (var (id, days) in new[] { ("app-01", 2), ("crm-db-03", 40) })
            stage.Feed.Publish(stage.Feed.Find(new(id))! with { LastPatched = now - TimeSpan.FromDays(days) });
        stage.Navigation.NavigateTo("/?sort=patched");
        var page = stage.Context.Render<PairsPage>();

        Assert.Equal(["badge-02", "crm-db-03", "app-01"], Names(page));
        Assert.Equal("Run, last patched ▾", page.Find("th[aria-sort]").TextContent.Trim());
    }

    [Theory]
    [InlineData("approver", "waits for your approval", "1")]
    [InlineData("operator", "waits for a second admin", "0")]
    public async Task A_question_needs_only_who_may_answer_it(string who, string words, string needing)
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(who == "approver" ? Story.Adam : Story.Olga, story);
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        stage.Feed.Publish(story.View(PairNeed.You));
        var page = stage.Context.Render<PairsPage>();

        Assert.Contains(words, page.Find(".needs").TextContent);
        Assert.Equal(needing, page.Find(".tile b").TextContent);
        Assert.Equal(who == "approver" ? [$"/approvals/{story.State.Id}/B2"] : [], page.FindAll(".decide").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task A_held_run_says_why_in_its_row()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        story.Do(new Core.Runs.RunCommand.Reject(Story.Adam, story.State.Asked!.Step, story.State.Asked.Digest, "Payroll runs until six."));
        await using var stage = new PageStage(Story.Vera, story);
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        stage.Feed.Publish(story.View(PairNeed.You));
        var needs = stage.Context.Render<PairsPage>().Find(".needs").TextContent;

        Assert.Contains("run held: rejected", needs);
        Assert.Contains("Payroll runs until six.", needs);
    }

    [Fact]
    public async Task Tab_stops_at_one_row_and_that_is_where_the_focus_was()
    {
        await using var stage = Stage(Story.Vera);
        var page = stage.Context.Render<PairsPage>();
        Assert.Equal(["0", "-1", "-1"], page.FindAll("tbody [data-at]").Select(a => a.GetAttribute("tabindex")));

        await page.FindAll("tbody [data-at]")[2].FocusAsync(new FocusEventArgs());
        await stage.Soon(() => Assert.Equal(["-1", "-1", "0"], page.FindAll("tbody [data-at]").Select(a => a.GetAttribute("tabindex"))));
        Assert.Equal(["2", "3", "4"], page.FindAll("tbody tr[aria-rowindex]").Select(r => r.GetAttribute("aria-rowindex")));
    }

    [Fact]
    public async Task Nothing_moves_while_the_focus_goes_from_row_to_row()
    {
        await using var stage = Stage(Story.Vera);
        var page = stage.Context.Render<PairsPage>();
        var list = page.Find(".list");
        await list.TriggerEventAsync("onfocusin", new FocusEventArgs());
        stage.Feed.Publish(stage.Feed.Find(new("crm-db-03"))! with { Need = PairNeed.You });
        await stage.Soon(() => Assert.Equal("1", page.Find(".tile b").TextContent));

        await list.TriggerEventAsync("onfocusout", new FocusEventArgs());
        await list.TriggerEventAsync("onfocusin", new FocusEventArgs());
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["app-01", "badge-02", "crm-db-03"], Names(page));

        await page.Find(".tools button").ClickAsync(new MouseEventArgs());
        Assert.Equal(["crm-db-03", "app-01", "badge-02"], Names(page));
        stage.Feed.Publish(stage.Feed.Find(new("badge-02"))! with { Need = PairNeed.You });
        await list.TriggerEventAsync("onfocusout", new FocusEventArgs());
        await stage.Soon(() => Assert.Equal(["badge-02", "crm-db-03", "app-01"], Names(page)));
    }

    [Fact]
    public async Task A_pair_that_nobody_watches_on_purpose_says_so_and_is_not_counted_as_unreachable()
    {
        await using var stage = Stage(Story.Vera);
        var view = stage.Feed.Find(new("crm-db-03"))!;
        stage.Feed.Publish(view with
        {
            Need = PairNeed.NotWatched, Paused = new WatchPause(Story.Olga.Id, stage.Time.GetUtcNow(), "The rack is moved."),
            Snapshot = PairSnapshot.Unknown(view.Pair.Id, "Watching is paused: The rack is moved.", stage.Time.GetUtcNow(), "portal"),
        });
        var page = stage.Context.Render<PairsPage>();

        Assert.Equal("crm-db-03", Names(page).First());
        Assert.Contains("watching paused", page.Find("tbody tr:has(a)").TextContent, StringComparison.Ordinal);
        Assert.Equal("The rack is moved.", page.Find("tbody tr:has(a) .why").TextContent);
        Assert.Contains("0unreachable", page.Find(".tiles").TextContent, StringComparison.Ordinal);
    }

    private static PageStage Stage(Person viewer, params (string Id, PairNeed Need)[] needs)
    {
        var first = Story.Planned(id: "app-01");
        Story[] stories = [first, Story.Planned(id: "badge-02", time: first.Time), Story.Planned(id: "crm-db-03", time: first.Time)];
        var tags = new Dictionary<string, string[]> { ["app-01"] = ["prod", "Graz"], ["badge-02"] = ["prod"], ["crm-db-03"] = ["Graz"] };
        foreach (var story in stories) story.Pair = story.Pair with { Tags = [.. tags[story.Pair.Id.Value]] };
        var stage = new PageStage(viewer, stories);
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        foreach (var story in stories)
            stage.Feed.Publish(story.View(needs.FirstOrDefault(n => n.Id == story.Pair.Id.Value) is { Id: not null } told ? told.Need : PairNeed.Updates) with { Run = null });
        return stage;
    }

    private static IEnumerable<string> Names(IRenderedComponent<PairsPage> page) => page.FindAll("tbody a[data-at]").Select(a => a.TextContent);
}
