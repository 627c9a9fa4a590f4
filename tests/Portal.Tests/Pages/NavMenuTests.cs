using Bunit;
using Portal.Components.Layout;
using Portal.Core.People;

namespace Portal.Tests.Pages;

public sealed class NavMenuTests
{
    [Fact]
    public async Task Runs_under_way_and_what_the_viewer_can_decide_are_counted_live()
    {
        var story = Story.Planned().Start();
        await using var stage = new PageStage(Story.Adam, story);
        var menu = stage.Context.Render<NavMenu>();
        await stage.Soon(() => Assert.Equal(["1 under way"], menu.FindAll(".n").Select(n => n.TextContent)));

        story.UntilAsked("B2");
        stage.Feed.Publish(story.View());
        await stage.Soon(() => Assert.Equal(["1 under way", "1 waiting for you"], menu.FindAll(".n").Select(n => n.TextContent)));

        stage.Feed.Publish(story.View() with { Run = null });
        await stage.Soon(() => Assert.Empty(menu.FindAll(".n")));
    }

    [Fact]
    public async Task A_question_to_somebody_else_is_no_number_of_mine()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);

        Assert.Equal(["1 under way"], stage.Context.Render<NavMenu>().FindAll(".n").Select(n => n.TextContent));
    }

    [Fact]
    public async Task Who_lost_the_role_has_nothing_to_decide()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story);
        stage.People.Everybody.Remove(Story.Adam);
        stage.People.Everybody.Add(Story.Adam with { Roles = [PortalRole.Viewer] });

        Assert.Equal(["1 under way"], stage.Context.Render<NavMenu>().FindAll(".n").Select(n => n.TextContent));
    }
}
