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

    private static string[] Buttons(IRenderedComponent<RunPage> page) => [.. page.FindAll(".top button, .acts button").Select(b => b.TextContent.Trim())];

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

    [Fact]
    public async Task The_output_of_each_attempt_can_be_read_and_downloaded()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started).Do(new RunCommand.Report(EffectReport.Failed("apt-get ended with 100.", "Mend the repository.")));
        story.Do(new RunCommand.Retry(Story.Olga, "Mended.")).UntilStep("B1i", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        foreach (var attempt in new[] { 1, 2 }) stage.Output.Write(new EffectKey(story.State.Id, new StepId("B1"), attempt), new OutputLine(story.Time.GetUtcNow(), $"printed by attempt {attempt}"));

        stage.Navigation.NavigateTo($"/runs/{story.State.Id}?step=B1&attempt=1");
        var page = Open(stage, story);
        page.WaitForAssertion(() => Assert.Equal("printed by attempt 1", page.Find(".line span").TextContent.Trim()));
        Assert.Equal(["Attempt 1 · failed", "Attempt 2 · done"], page.FindAll(".attempts a").Select(a => a.TextContent.Trim()));
        Assert.Equal($"/runs/{story.State.Id}/steps/B1/output?attempt=1", page.Find("a[download]").GetAttribute("href"));
        Assert.Contains("apt-get ended with 100.", page.Find(".detail").TextContent);
        Assert.Contains("Olga Operator asked for another attempt: Mended.", page.Find(".detail").TextContent);

        stage.Navigation.NavigateTo($"/runs/{story.State.Id}?step=B1");
        page.WaitForAssertion(() => Assert.Equal("printed by attempt 2", page.Find(".line span").TextContent.Trim()));
    }

    [Fact]
    public async Task A_step_of_the_past_shows_its_checks_with_the_ages_of_then_and_who_approved_with_which_code()
    {
        var story = Story.Planned().Start().UntilStep("B2", StepStatus.Done, Story.Adam);
        var code = story.Events.Select(e => e.Event).OfType<RunEvent.ApprovalAsked>().First().Request.Code;
        await using var stage = new PageStage(Story.Olga, story);
        stage.Navigation.NavigateTo($"/runs/{story.State.Id}?step=B2");
        var page = Open(stage, story);

        var detail = page.Find(".detail").TextContent;
        Assert.Contains("Before step 4, as it was when it was started", detail);
        Assert.Contains("After step 4, as it was when it was done", detail);
        Assert.NotEmpty(page.FindAll(".detail .then"));
        Assert.Empty(page.FindAll(".detail .g .age"));
        Assert.Matches($@"Adam Approver approved it, code\s+{code}: Looked at both servers\.", System.Text.RegularExpressions.Regex.Replace(detail, @"\s+", " ").Replace(" ,", ","));
    }

    [Fact]
    public async Task A_switchover_of_the_past_shows_what_users_noticed_on_a_scale()
    {
        var story = Story.Planned().Start().UntilStep("B7", StepStatus.Done, Story.Adam);
        story.Do(new RunCommand.Measured(new StepId("B7"), 1, new Interruption(TimeSpan.FromSeconds(1.2), 300, 60, TimeSpan.FromMilliseconds(20))));
        await using var stage = new PageStage(Story.Olga, story);
        stage.Navigation.NavigateTo($"/runs/{story.State.Id}?step=B7");
        var page = Open(stage, story);

        Assert.Equal("Longest gap 1.2 s on a scale of 2 s; 1.39 s at the switchover before", page.Find(".strip svg").GetAttribute("aria-label"));
        Assert.Contains("60 of 300 tries failed, one every 20 ms.", page.Find(".strip").TextContent);
    }

    [Fact]
    public async Task The_list_of_steps_is_one_stop_of_the_tab_key_at_the_step_that_is_shown()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);
        stage.Navigation.NavigateTo($"/runs/{story.State.Id}?step=B1");
        var page = Open(stage, story);

        Assert.EndsWith("?step=B1", Assert.Single(page.FindAll("[data-roving] a[tabindex='0']")).GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(story.State.Steps.Count - 1, page.FindAll("[data-roving] a[tabindex='-1']").Count);
    }

    [Fact]
    public async Task A_search_in_the_output_counts_its_hits_and_goes_round_with_enter()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        foreach (var text in new[] { "Setting up curl", "Setting up tzdata", "curl is done" })
            stage.Output.Write(new EffectKey(story.State.Id, new StepId("B1"), 1), new OutputLine(story.Time.GetUtcNow(), text));
        var page = Open(stage, story);
        await stage.Soon(() => Assert.Equal(3, page.FindAll(".line").Count));

        page.Find("input[type=search]").Input("CURL");
        Assert.Equal("1 of 2", page.Find(".count").TextContent);
        Assert.Equal("Setting up curl", page.Find("mark.now").ParentElement!.TextContent.Trim());
        await page.Find("input[type=search]").KeyDownAsync(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "Enter" });
        Assert.Equal(("2 of 2", "curl is done"), (page.Find(".count").TextContent, page.Find("mark.now").ParentElement!.TextContent.Trim()));
        await page.Find("input[type=search]").KeyDownAsync(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "Enter" });
        Assert.Equal("1 of 2", page.Find(".count").TextContent);
        await page.Find("input[type=search]").KeyDownAsync(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "Enter", ShiftKey = true });
        Assert.Equal("2 of 2", page.Find(".count").TextContent);
        page.Find("input[type=search]").Input("nowhere");
        Assert.Equal("no hit", page.Find(".count").TextContent);
    }

    [Fact]
    public async Task Who_scrolled_up_keeps_what_they_read_and_is_told_how_many_lines_are_new()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        var key = new EffectKey(story.State.Id, new StepId("B1"), 1);
        for (var i = 0; i < 1_500; i++) stage.Output.Write(key, new OutputLine(story.Time.GetUtcNow(), $"line {i}"));
        var page = Open(stage, story);
        await stage.Soon(() => Assert.Equal("line 1499", page.FindAll(".line span").LastOrDefault()?.TextContent.Trim()));
        Assert.Equal("line 500", page.Find(".line span").TextContent.Trim());

        var pane = page.FindComponent<Portal.Components.Runs.OutputPane>();
        await pane.InvokeAsync(() => pane.Instance.AtEnd(false));
        stage.Output.Write(key, new OutputLine(story.Time.GetUtcNow(), "one more"));
        await stage.Soon(() => Assert.Equal("1 new line", page.Find("button.new").TextContent.Trim()));
        Assert.Equal("line 500", page.Find(".line span").TextContent.Trim());

        await page.Find("button.new").ClickAsync(new());
        Assert.Equal("one more", page.FindAll(".line span")[^1].TextContent.Trim());
        Assert.Empty(page.FindAll("button.new"));
    }
}
