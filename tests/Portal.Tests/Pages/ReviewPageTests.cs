using Bunit;
using Portal.Components.Layout;
using Portal.Components.Pages;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Security.Credentials;

namespace Portal.Tests.Pages;

/// <summary>The review of an emergency, and where it waits for one.</summary>
public sealed class ReviewPageTests
{
    private static PageStage Stage(Person viewer, Story story)
    {
        var stage = new PageStage(viewer, story);
        stage.People.Everybody.Clear();
        stage.People.Everybody.AddRange(new GlassStory.People().All());
        return stage;
    }

    private static IRenderedComponent<ReviewPage> Open(PageStage stage, Story story, string? digest = null) =>
        stage.Context.Render<ReviewPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.Digest, digest ?? story.State.GlassBreaks[0].Digest));

    /// <summary>What the ledger does after an append.</summary>
    private static void Tell(PageStage stage, Story story)
    {
        var last = story.Events[^1];
        var entry = Streams.Entry(last.Event, last.Actor);
        stage.Watch.Committed([new LedgerEntry(1, Streams.Of(story.State.Id), story.Events.Length, last.At, entry.Kind, entry.Actor, entry.Data, "", [], [])]);
    }

    [Fact]
    public async Task An_approver_or_admin_sees_what_happened_and_posts_a_finding()
    {
        var story = GlassStory.Ended();
        foreach (var person in new[] { Story.Adam, GlassStory.Vera })
        {
            await using var stage = Stage(person, story);
            var page = Open(stage, story);

            foreach (var word in new[] { "Olga Operator, proven by password", GlassStory.Why, "The step ran without its approvals.", story.State.Plan[new("B2")].Title, story.State.Outcome })
                Assert.Contains(word, page.Find(".card").TextContent);
            Assert.Equal("/approvals/review", page.Find("form").GetAttribute("action"));
            Assert.Equal(["right", "not-right"], page.FindAll("form button[name=finding]").Select(b => b.GetAttribute("value")));
            var challenge = page.Find("form input[name=challenge]").GetAttribute("value");
            Assert.True(((Challenges)stage.Context.Services.GetService(typeof(Challenges))!).TryUse(person.Id, challenge, out var used));
            Assert.Equal(Purpose.Review(story.State.Id, story.State.GlassBreaks[0].Digest), used.Purpose);
        }
    }

    [Fact]
    public async Task Who_broke_it_reads_why_they_may_not()
    {
        var story = GlassStory.Ended();
        await using var stage = Stage(GlassStory.Olga, story);
        var page = Open(stage, story);

        Assert.Contains("broke the glass: somebody else reviews it", page.Markup);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task A_review_by_somebody_else_shows_at_once_and_takes_the_form_away()
    {
        var story = GlassStory.Ended();
        await using var stage = Stage(Story.Adam, story);
        var page = Open(stage, story);
        Assert.NotEmpty(page.FindAll("form"));

        story.Reviewed(GlassStory.Vera, justified: false);
        Tell(stage, story);

        await stage.Soon(() => Assert.Contains("Reviewed: it was not right", page.Markup));
        Assert.Contains("Vera Admin", page.Find("[role=status]").TextContent);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task A_broken_glass_that_was_not_used_says_why()
    {
        var story = GlassStory.Broken();
        story.Snapshot = story.Snapshot with { };
        story.Pair = story.Pair with { Secondary = story.Pair.Secondary with { HostKeys = ["SHA256:other"] } };
        story.Do(new RunCommand.Advance());
        await using var stage = Stage(Story.Adam, story);

        Assert.Contains("It was not used. What was approved has changed since: the host keys.", Open(stage, story).Markup);
    }

    [Fact]
    public async Task What_was_never_broken_is_not_there()
    {
        var story = GlassStory.Ended();
        await using var stage = Stage(Story.Adam, story);

        Assert.Contains("There is nothing like this to review", Open(stage, story, new string('0', 64)).Markup);
    }

    [Fact]
    public async Task It_stands_on_everybodys_board_and_counts_for_who_may_until_it_is_reviewed()
    {
        var story = GlassStory.Ended();
        await using var adams = Stage(Story.Adam, story);
        await using var olgas = Stage(GlassStory.Olga, story);
        var (board, menu) = (adams.Context.Render<ApprovalsPage>(), adams.Context.Render<NavMenu>());
        var hers = olgas.Context.Render<ApprovalsPage>();

        Assert.Contains("To be reviewed · 1", board.Markup);
        Assert.Contains("Review…", board.Markup);
        Assert.Contains(GlassStory.Why, board.Markup);
        Assert.Equal(["1 waiting for you"], menu.FindAll(".n").Select(n => n.TextContent));
        Assert.Contains("To be reviewed · 1", hers.Markup);
        Assert.Contains("somebody else reviews it", hers.Markup);
        Assert.DoesNotContain("Review…", hers.Markup);
        Assert.Empty(olgas.Context.Render<NavMenu>().FindAll(".n"));
        Assert.Contains("not reviewed yet", adams.Context.Render<RunsPage>().Markup);

        story.Reviewed(GlassStory.Vera, justified: true);
        Tell(adams, story);

        await adams.Soon(() => Assert.DoesNotContain("To be reviewed", board.Markup));
        await adams.Soon(() => Assert.Empty(menu.FindAll(".n")));
        Assert.Contains("Vera Admin: It was right. Two of us were on call.", board.Markup);
        Assert.Contains("glass broken", board.Find("ul.card").TextContent);
        Assert.DoesNotContain("not reviewed yet", adams.Context.Render<RunsPage>().Markup);
    }

    [Fact]
    public async Task The_page_of_an_ended_run_says_it_and_hears_of_the_review()
    {
        var story = GlassStory.Ended();
        await using var stage = Stage(Story.Adam, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));
        Assert.Contains("Glass broken, not reviewed yet.", page.Markup);
        Assert.Equal($"/approvals/{story.State.Id}/review/{story.State.GlassBreaks[0].Digest}", page.FindAll(".say a").Single(a => a.TextContent == "Review…").GetAttribute("href"));

        story.Reviewed(GlassStory.Vera, justified: false);
        story.Tick(5);
        stage.Feed.Publish(story.View());

        await stage.Soon(() => Assert.Contains("Glass broken, reviewed: not right.", page.Markup));
    }
}
