using AngleSharp.Dom;
using Bunit;
using Portal.Components.Pages;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Tests.Pages;

public sealed class RunPageTests
{
    private static IRenderedComponent<RunPage> Open(PageStage stage, Story story) =>
        stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

    private static IElement Button(IRenderedComponent<RunPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text);

    private static string[] Buttons(IRenderedComponent<RunPage> page) => [.. page.FindAll("button").Select(b => b.TextContent.Trim())];

    private static string Said(IRenderedComponent<RunPage> page) => page.Find(".banner-say").TextContent;

    [Fact]
    public async Task A_planned_run_offers_its_start_to_an_operator()
    {
        var story = Story.Planned();
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);

        Assert.Contains("Waits for an Operator to start it.", Said(page));
        await Button(page, "Start").ClickAsync(new());

        Assert.IsType<RunCommand.Start>(Assert.Single(stage.Desk.Asked).Command);
    }

    [Fact]
    public async Task A_viewer_sees_why_nothing_can_be_pressed()
    {
        var story = Story.Planned();
        await using var stage = new PageStage(Story.Vera, story);
        var page = Open(stage, story);

        Assert.True(Button(page, "Start").HasAttribute("disabled"));
        Assert.Contains("This needs the Operator role.", Said(page));
    }

    [Fact]
    public async Task A_running_run_shows_its_current_step_and_can_be_paused_and_aborted_only()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);

        Assert.Equal(["Pause", "Abort…"], Buttons(page));
        Assert.Contains("Scan Secondary for updates", page.Find("[aria-current=step]").TextContent);
        Assert.Contains("'Scan Secondary for updates' is under way.", Said(page));
    }

    [Fact]
    public async Task A_double_click_asks_once()
    {
        var story = Story.Planned();
        await using var stage = new PageStage(Story.Olga, story);
        stage.Desk.Gate = new TaskCompletionSource();
        var page = Open(stage, story);

        var first = Button(page, "Start").ClickAsync(new());
        Assert.True(Button(page, "Start").HasAttribute("disabled"));
        await Button(page, "Start").ClickAsync(new());
        stage.Desk.Gate.SetResult();
        await first;

        Assert.Single(stage.Desk.Asked);
        Assert.False(Button(page, "Start").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_refusal_stays_on_the_page_with_its_remedy()
    {
        var story = Story.Planned();
        await using var stage = new PageStage(Story.Olga, story);
        stage.Desk.Answer = new Reply.Refused("This run was started already.", "Open the run to see where it stands.");
        var page = Open(stage, story);

        await Button(page, "Start").ClickAsync(new());
        stage.Feed.Publish(story.View());
        stage.Time.Advance(TimeSpan.FromSeconds(5));

        var alert = page.Find("[role=alert]").TextContent;
        Assert.Contains("This run was started already.", alert);
        Assert.Contains("Open the run to see where it stands.", alert);
    }

    [Fact]
    public async Task The_requester_reads_why_they_cannot_approve_and_sees_the_code()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);

        Assert.Contains("Waits for a second admin", Said(page));
        Assert.Contains("the requester never approves it", Said(page));
        Assert.Contains(story.State.Asked!.Code, Said(page));
        Assert.Empty(page.FindAll("a[href^='/approvals']"));
    }

    [Fact]
    public async Task An_approver_is_led_to_the_decision()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story);
        var page = Open(stage, story);

        Assert.Equal($"/approvals/{story.State.Id}/B2", page.Find("a[href^='/approvals']").GetAttribute("href"));
        Assert.Contains("0 of 1", page.Markup);
    }

    [Fact]
    public async Task The_page_follows_the_feed()
    {
        var story = Story.Planned();
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);
        page.WaitForState(() => page.Markup.Contains("Waits for an Operator to start it."));

        story.Start().UntilStep("B1", StepStatus.Started);
        stage.Feed.Publish(story.View());
        stage.Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("is under way", Said(page)));
        Assert.Contains("Step 2 of", page.Find("[role=status][aria-live=polite]").TextContent);
    }

    [Fact]
    public async Task A_paused_run_offers_to_resume()
    {
        var story = Story.Planned().Start().Do(new RunCommand.Pause(Story.Olga)).Until(s => s.Status == RunStatus.Paused);
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);

        Assert.Contains("Paused.", Said(page));
        await Button(page, "Resume").ClickAsync(new());

        Assert.IsType<RunCommand.Resume>(Assert.Single(stage.Desk.Asked).Command);
    }

    [Fact]
    public async Task A_selected_step_of_the_past_shows_the_checks_that_it_was_started_on()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);
        stage.Navigation.NavigateTo($"/runs/{story.State.Id}?step=B1");
        var page = Open(stage, story);

        Assert.Contains("Before step 2, as it was when it was started", page.Markup);
        Assert.Contains("Follow the current step", page.Markup);
    }

    [Fact]
    public async Task A_completed_run_is_shown_from_the_ledger_without_actions()
    {
        var story = Story.Planned().Start().Until(s => s.Ended, Story.Adam);
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);

        Assert.Contains("Completed.", Said(page));
        Assert.Contains("Installed 4 on Primary and 4 on Secondary.", Said(page));
        Assert.Empty(Buttons(page));
        Assert.DoesNotContain("way back to normal", page.Markup);
    }

    [Fact]
    public async Task An_aborted_run_that_left_the_pair_out_of_order_offers_the_way_back()
    {
        var story = Story.Planned().Start().UntilStep("B2", StepStatus.Done, Story.Adam).Do(new RunCommand.Abort(Story.Olga, "Power work."));
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story);

        Assert.Contains("Aborted.", Said(page));
        Assert.Contains("the engine is suspended on Primary", Said(page));
        Assert.Equal("/pairs/erp-db-01/plan?procedure=BackToNormal", page.Find(".acts a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_run_that_nobody_knows_leads_to_the_list()
    {
        await using var stage = new PageStage(Story.Olga);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, "20260101-XXXXX"));

        Assert.Contains("There is no such run", page.Markup);
        Assert.NotEmpty(page.FindAll("a[href='/runs']"));
    }

    [Fact]
    public async Task Output_is_text_whatever_the_server_prints()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        stage.Output.Write(new EffectKey(story.State.Id, new StepId("B1"), 1), new OutputLine(story.Time.GetUtcNow(), "\e[31m<script>alert(1)</script>\e[0m"));
        var page = Open(stage, story);

        page.WaitForAssertion(() => Assert.Equal("<script>alert(1)</script>", page.Find(".line span").TextContent));
        Assert.Empty(page.FindAll(".line script"));
    }
}
