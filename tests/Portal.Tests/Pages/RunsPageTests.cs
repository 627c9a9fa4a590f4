using Bunit;
using Portal.Components.Pages;
using Portal.Components.Runs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Tests.Pages;

public sealed class RunsPageTests
{
    private static string[] Pairs(IRenderedComponent<RunsPage> page) => [.. page.FindAll("tbody .pair a").Select(a => a.TextContent)];

    /// <summary>One that completed, then one under way, then one that failed, then one that an approver ended: the newest last.</summary>
    private static Story[] Four()
    {
        var done = Story.Planned(id: "a-done").Start().Until(s => s.Ended, Story.Adam);
        var runs = Story.Planned(id: "b-runs", time: done.Time).Start().UntilStep("B1", StepStatus.Started);
        var held = Story.Planned(id: "c-held", time: done.Time).Start().UntilStep("B1", StepStatus.Started).Do(new RunCommand.Report(EffectReport.Failed("No.", "Mend it.")));
        var gone = Story.Planned(id: "d-gone", time: done.Time).Do(new RunCommand.Abort(Story.Adam, "Not today."));
        return [done, runs, held, gone];
    }

    [Fact]
    public async Task What_waits_for_people_comes_first_then_what_is_under_way_then_the_newest()
    {
        await using var stage = new PageStage(Story.Olga, Four());
        var page = stage.Context.Render<RunsPage>();

        Assert.Equal(["c-held", "b-runs", "d-gone", "a-done"], Pairs(page));
        Assert.Contains("2 runs are open", page.Markup);
        Assert.Matches(@"^\d+ min \d\d s", page.FindAll("td.took")[3].TextContent.Trim());
    }

    [Theory]
    [InlineData("?show=open", "c-held,b-runs")]
    [InlineData("?show=needs", "c-held")]
    [InlineData("?show=aborted", "d-gone")]
    [InlineData("?show=ended&pair=a-done", "a-done")]
    [InlineData("?person=u-adam", "a-done")]
    [InlineData("?days=1", "c-held,b-runs,d-gone,a-done")]
    [InlineData("?show=exceptions", "")]
    [InlineData("?show=nonsense&days=-3", "c-held,b-runs,d-gone,a-done")]
    public async Task The_address_says_which_are_shown(string query, string pairs)
    {
        await using var stage = new PageStage(Story.Olga, Four());
        stage.Navigation.NavigateTo($"/runs{query}");
        var page = stage.Context.Render<RunsPage>();

        Assert.Equal(pairs.Split(',', StringSplitOptions.RemoveEmptyEntries), Pairs(page));
        if (pairs.Length == 0) Assert.Contains("No run is like this", page.Markup);
    }

    [Fact]
    public async Task A_choice_goes_into_the_address_beside_what_stands_there()
    {
        await using var stage = new PageStage(Story.Olga, Four());
        stage.Navigation.NavigateTo("/runs?show=ended");
        var page = stage.Context.Render<RunsPage>();

        page.FindAll(".filters select")[0].Change("a-done");

        Assert.EndsWith("/runs?show=ended&pair=a-done", stage.Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(["a-done"], Pairs(page));
    }

    [Fact]
    public async Task The_page_of_older_runs_begins_behind_the_last_one_and_has_no_open_ones()
    {
        var four = Four();
        await using var stage = new PageStage(Story.Olga, four);
        stage.Navigation.NavigateTo(new RunFilter("all", "", "", 0).Address(four[3].State.Id));
        var page = stage.Context.Render<RunsPage>();

        Assert.Equal(["a-done"], Pairs(page));
    }
}
