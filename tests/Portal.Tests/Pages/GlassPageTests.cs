using Bunit;
using Portal.Components.Approvals;
using Portal.Components.Pages;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Security.Credentials;

namespace Portal.Tests.Pages;

/// <summary>The emergency on the page of a question: who sees a way in, and what it sends.</summary>
public sealed class GlassPageTests
{
    private static PageStage Stage(Person viewer, Story story)
    {
        var stage = new PageStage(viewer, story);
        stage.People.Everybody.Clear();
        stage.People.Everybody.AddRange(new GlassStory.People().All());
        return stage;
    }

    private static IRenderedComponent<DecisionPage> Open(PageStage stage, Story story) =>
        stage.Context.Render<DecisionPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.StepText, "B2"));

    [Fact]
    public async Task Who_may_not_approve_but_holds_the_role_has_the_emergency_alone_closed_and_below()
    {
        var story = GlassStory.Asking();
        await using var stage = Stage(GlassStory.Olga, story);

        var page = Open(stage, story);

        Assert.Contains("the requester never approves it", page.Markup);
        var glass = page.Find("details.glass");
        Assert.False(glass.HasAttribute("open"));
        Assert.Equal("break-glass", Assert.Single(page.FindAll("form button")).GetAttribute("value"));
        Assert.Equal(story.State.Asked!.Digest, glass.QuerySelector("input[name=digest]")!.GetAttribute("value"));
        Assert.Equal("20", glass.QuerySelector("textarea")!.GetAttribute("minlength"));
        foreach (var word in new[] { "Every check still holds", "Every Admin is told at once", "Somebody else reviews it" }) Assert.Contains(word, glass.TextContent);
    }

    [Fact]
    public async Task Its_challenge_counts_for_nothing_else()
    {
        var story = GlassStory.Asking();
        await using var stage = Stage(GlassStory.Olga, story);

        var challenge = Open(stage, story).Find("details.glass input[name=challenge]").GetAttribute("value");

        Assert.True(((Challenges)stage.Context.Services.GetService(typeof(Challenges))!).TryUse(GlassStory.Olga.Id, challenge, out var used));
        Assert.Equal(Purpose.BreakGlass(story.State.Id, new("B2"), story.State.Asked!.Digest), used.Purpose);
    }

    [Fact]
    public async Task Nobody_else_sees_a_way_in()
    {
        var story = GlassStory.Asking();
        foreach (var person in new[] { Story.Adam, GlassStory.Vera })
        {
            await using var stage = Stage(person, story);

            Assert.DoesNotContain("glass", Open(stage, story).Markup, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("emergency", stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value)).Markup, StringComparison.OrdinalIgnoreCase);
        }
        await using var olgas = Stage(GlassStory.Olga, story);
        Assert.Contains("In an emergency…", olgas.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value)).Markup);
    }

    [Fact]
    public async Task A_refused_emergency_comes_back_open_with_its_own_words()
    {
        var story = GlassStory.Asking();
        await using var stage = Stage(GlassStory.Olga with { Id = new UserId("u-otto") }, story);
        var both = new Person(new UserId("u-otto"), "Otto", Standing.Active, [PortalRole.Approver, PortalRole.BreakGlass]);
        stage.People.Everybody.Add(both);
        var answers = (DecisionAnswers)stage.Context.Services.GetService(typeof(DecisionAnswers))!;
        var answer = answers.Seal(both.Id, new Portal.Runs.Reply.Refused("The password is wrong.", "Type it again."), GlassStory.Why, DecisionRoute.BreakGlass);
        stage.Navigation.NavigateTo($"/approvals/{story.State.Id}/B2?answer={answer}");

        var page = Open(stage, story);

        Assert.True(page.Find("details.glass").HasAttribute("open"));
        Assert.Equal(["", GlassStory.Why], page.FindAll("textarea").Select(t => t.TextContent));
        Assert.Equal(2, page.FindAll("textarea").Select(t => t.Id).Distinct().Count());
    }

    [Fact]
    public async Task While_something_else_is_asked_the_form_stays_and_cannot_be_sent()
    {
        var story = GlassStory.Asking();
        await using var stage = Stage(GlassStory.Olga, story);
        var page = Open(stage, story);
        story.Do(new RunCommand.Reject(Story.Adam, story.State.Asked!.Step, story.State.Asked.Digest, "Wait."));

        stage.Feed.Publish(story.View());
        stage.Time.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.True(page.Find("details.glass form button").HasAttribute("disabled")));
    }

    [Fact]
    public async Task What_was_broken_is_said_plainly_on_both_pages()
    {
        var story = GlassStory.Broken();
        await using var stage = Stage(Story.Adam, story);

        Assert.Contains($"Olga Operator broke the glass", Open(stage, story).Markup);
        var run = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));
        Assert.Contains("Glass broken, not reviewed yet.", run.Markup);
        Assert.Contains("gate: Olga Operator broke the glass", run.Markup);
        Assert.Contains("it runs without its approvals", run.Markup);
        Assert.DoesNotContain("approved by Olga", run.Markup, StringComparison.OrdinalIgnoreCase);

        story.UntilStep("B2", StepStatus.Done);
        stage.Feed.Publish(story.View());
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        run.WaitForAssertion(() => Assert.Contains("Ran without its approvals: Olga Operator broke the glass.", run.Markup));
        Assert.DoesNotContain("approved by Olga", run.Markup, StringComparison.OrdinalIgnoreCase);
    }
}
