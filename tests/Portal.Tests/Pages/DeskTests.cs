using Bunit;
using Portal.Components.Pages;
using Portal.Core.Approvals;
using Portal.Core.Runs;

namespace Portal.Tests.Pages;

public sealed class DeskTests
{
    [Fact]
    public async Task The_desk_tells_what_is_mine_from_what_waits_for_others()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var mine = new PageStage(Story.Adam, story);
        await using var others = new PageStage(Story.Olga, story);

        var adams = mine.Context.Render<ApprovalsPage>();
        var olgas = others.Context.Render<ApprovalsPage>();

        Assert.Contains("Mine now · 1", adams.Markup);
        Assert.DoesNotContain("Waiting for others", adams.Markup);
        Assert.Contains("Suspend the engine of erp-db-01?", adams.Markup);
        Assert.Contains("No question waits for you", olgas.Markup);
        Assert.Contains("Waiting for others · 1", olgas.Markup);
        Assert.Contains("the requester never approves it", olgas.Markup);
    }

    [Fact]
    public async Task A_question_appears_when_it_is_asked_and_moves_to_the_decided_ones()
    {
        var story = Story.Planned().Start().UntilStep("B1i", StepStatus.Started);
        await using var stage = new PageStage(Story.Adam, story);
        var desk = stage.Context.Render<ApprovalsPage>();
        Assert.Contains("No question waits for you", desk.Markup);

        story.UntilAsked("B2");
        stage.Feed.Publish(story.View());
        desk.WaitForAssertion(() => Assert.Contains("Mine now · 1", desk.Markup));
        var code = story.State.Asked!.Code;

        story.Approve();
        stage.Feed.Publish(story.View());
        desk.WaitForAssertion(() => Assert.Contains("No question waits for you", desk.Markup));
        Assert.Contains("Adam Approver: Looked at both servers.", desk.Markup);
        Assert.Contains(code, desk.Find("ul.card").TextContent);
    }

    [Fact]
    public async Task Who_approved_one_of_two_waits_for_the_other_and_can_take_it_back()
    {
        var story = Story.Planned(policy: new ApprovalPolicy(1, [new(null, null, [], ApprovalTerms.Usual with { Approvers = 2 })])).Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story);
        var desk = stage.Context.Render<ApprovalsPage>();
        Assert.Contains("Mine now · 1", desk.Markup);

        story.Approve();
        stage.Feed.Publish(story.View());
        desk.WaitForAssertion(() => Assert.Contains("Given by you, not used yet · 1", desk.Markup));
        Assert.Contains("No question waits for you", desk.Markup);

        var page = stage.Context.Render<DecisionPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.StepText, "B2"));
        Assert.Contains("approved it already; it waits for others.", page.Markup);
        var form = page.Find("form[data-proof]");
        Assert.Equal("Take my approval back", Assert.Single(form.QuerySelectorAll("button")).TextContent);
        Assert.Equal("reject", form.QuerySelector("button")!.GetAttribute("value"));
        Assert.Equal(story.State.Asked!.Digest, form.QuerySelector("input[name=digest]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task An_answer_for_several_steps_can_be_taken_back_between_two_of_them()
    {
        var story = Story.Planned(policy: new ApprovalPolicy(1, [new(null, null, [], ApprovalTerms.Usual with { ForWholePlan = true })])).Start().UntilAsked("B2").Approve().UntilStep("B2", StepStatus.Done);
        await using var stage = new PageStage(Story.Adam, story);
        Assert.Contains("Given by you, not used yet · 1", stage.Context.Render<ApprovalsPage>().Markup);
        var page = stage.Context.Render<DecisionPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.StepText, "B2"));
        Assert.Contains("Take my approval back", page.Markup);
        await using var olga = new PageStage(Story.Olga, story);
        Assert.DoesNotContain("Take my approval back", olga.Context.Render<DecisionPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.StepText, "B2")).Markup);
    }

    [Fact]
    public async Task Runs_stand_open_ones_first_and_can_be_filtered_by_address()
    {
        var ended = Story.Planned().Start().Until(s => s.Ended, Story.Adam);
        var open = Story.Planned(id: "crm-db-02", time: ended.Time).Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, ended, open);

        var page = stage.Context.Render<RunsPage>();
        Assert.Equal([open.State.Id.Value, ended.State.Id.Value], page.FindAll("tbody td.id").Select(t => t.TextContent));
        Assert.Contains("1 run is open", page.Markup);

        stage.Navigation.NavigateTo("/runs?show=ended");
        page = stage.Context.Render<RunsPage>();
        Assert.Equal([ended.State.Id.Value], page.FindAll("tbody td.id").Select(t => t.TextContent));
    }

    [Fact]
    public async Task A_run_that_ends_is_shown_as_ended_without_a_reload()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunsPage>();
        Assert.Contains("running", page.Markup);

        story.Until(s => s.Ended, Story.Adam);
        stage.Feed.Publish(story.View());

        page.WaitForAssertion(() => Assert.Contains("completed", page.Markup));
    }
}
