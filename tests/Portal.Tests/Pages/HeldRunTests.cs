using Bunit;
using Portal.Components.Pages;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Tests.Pages;

public sealed class HeldRunTests
{
    private static Story Held(HoldKind kind)
    {
        var story = Story.Planned().Start();
        return (kind switch
        {
            HoldKind.GuardBefore => Waits(story.UntilStep("B0", StepStatus.Done), s => s with { Channel = Reading.Unknown<ChannelState>("The engine did not answer.", s.Channel.At, "test"), Sync = [] }),
            HoldKind.GuardAfter => Waits(story.UntilAsked("B2").Approve().UntilStep("B2", StepStatus.Awaiting), s => s with { Service = s.Service with { Value = ServiceState.Silent } }),
            HoldKind.Failed => story.UntilStep("B1", StepStatus.Started).Do(new RunCommand.Report(EffectReport.Failed("apt-get ended with 100.", "Mend the repository."))),
            HoldKind.Unclear => story.UntilStep("B1i", StepStatus.Started).Do(new RunCommand.Report(new EffectReport(EffectState.NoResult, "The job left no result."))),
            HoldKind.Rejected => story.UntilAsked("B2").Do(new RunCommand.Reject(Story.Adam, story.State.Asked!.Step, story.State.Asked.Digest, "Not tonight.")),
            HoldKind.ApprovalExpired => Expires(story.UntilAsked("B2")),
            _ => Further(story),
        }).Until(s => s.Hold?.Kind == kind);
    }

    private static Story Waits(Story story, Func<PairSnapshot, PairSnapshot> change)
    {
        story.Snapshot = change(story.Snapshot);
        for (var i = 0; i < 60 && story.State.Status == RunStatus.Running; i++)
        {
            story.Tick(15);
            story.Do(new RunCommand.Advance());
        }
        return story;
    }

    private static Story Expires(Story story)
    {
        story.Tick(3_700);
        return story;
    }

    private static Story Further(Story story)
    {
        story.UntilStep("B4s", StepStatus.Started, Story.Adam);
        return story.Do(new RunCommand.Report(new EffectReport(EffectState.Succeeded, "1 update is offered.", Updates: [new PackageUpdate("curl", "8.0", "8.1", "")])));
    }

    [Theory]
    [InlineData(HoldKind.GuardBefore, "Check again and resume,Skip this step…")]
    [InlineData(HoldKind.GuardAfter, "Check again and resume")]
    [InlineData(HoldKind.Failed, "Retry…,Skip this step…")]
    [InlineData(HoldKind.Unclear, "Look again,It happened…,It did not happen…")]
    [InlineData(HoldKind.Rejected, "Resume and ask anew")]
    [InlineData(HoldKind.ApprovalExpired, "Resume and ask anew")]
    [InlineData(HoldKind.FurtherUpdates, "Take them in…,Leave them…")]
    public async Task A_held_run_offers_what_its_hold_allows(HoldKind kind, string actions)
    {
        var story = Held(kind);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        Assert.Matches("Waits for (an Operator|somebody who looks)", page.Find(".banner-say").TextContent);
        Assert.Equal(actions.Split(','), page.FindAll(".acts button").Select(b => b.TextContent.Trim()));
        Assert.All(page.FindAll(".acts button"), b => Assert.False(b.HasAttribute("disabled")));
    }

    [Fact]
    public async Task Retry_asks_for_a_reason_and_sends_it()
    {
        var story = Held(HoldKind.Failed);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        await Answer(stage, page, "Retry…", "Repository mended.", "Retry");

        Assert.Equal("Repository mended.", Assert.IsType<RunCommand.Retry>(Assert.Single(stage.Desk.Asked).Command).Reason);
    }

    [Fact]
    public async Task Abort_says_what_it_does_and_sends_the_reason()
    {
        var story = Story.Planned().Start().UntilStep("B1", StepStatus.Started);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        await Answer(stage, page, "Abort…", "Power work.", "Abort the run", "watched to its end");

        Assert.Equal("Power work.", Assert.IsType<RunCommand.Abort>(Assert.Single(stage.Desk.Asked).Command).Reason);
    }

    [Fact]
    public async Task Skip_says_what_is_left_out_and_what_comes_then_and_sends_the_step_and_the_reason()
    {
        var story = Held(HoldKind.Failed);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        await Answer(stage, page, "Skip this step…", "The mirror is being moved.", "Skip this step", "goes on with step 3, 'Install the planned updates on Secondary, no reboot'. Nobody then knows whether Secondary is still offered what was planned");

        var sent = Assert.IsType<RunCommand.Skip>(Assert.Single(stage.Desk.Asked).Command);
        Assert.Equal((new StepId("B1"), "The mirror is being moved."), (sent.Step, sent.Reason));
    }

    [Fact]
    public async Task A_retry_names_the_attempt_that_was_seen_to_fail()
    {
        var story = Held(HoldKind.Failed);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        await Answer(stage, page, "Retry…", "Mended.", "Retry", "then attempt 2 is made at once");

        Assert.Equal(1, Assert.IsType<RunCommand.Retry>(Assert.Single(stage.Desk.Asked).Command).After);
    }

    [Fact]
    public async Task An_answer_to_a_question_that_is_over_is_not_sent_and_its_reason_is_kept()
    {
        var story = Held(HoldKind.Failed);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));
        var clicked = Press(page, "Retry…");
        stage.Dialogs.WaitForElement("textarea");

        story.Do(new RunCommand.Retry(Story.Olga, "In another tab."));
        stage.Feed.Publish(story.View());
        await stage.Soon(() => Assert.DoesNotContain("Waits for an Operator", page.Find(".banner-say").TextContent));
        await Fill(stage, "Mended.", "Retry");
        await clicked;

        Assert.Empty(stage.Desk.Asked);
        Assert.Contains("The run went on while you were writing", page.Find("[role=alert]").TextContent);
    }

    [Fact]
    public async Task What_was_left_out_is_named_by_the_run_and_to_the_next_approver()
    {
        var story = Held(HoldKind.Failed).Do(new RunCommand.Skip(Story.Olga, new StepId("B1"), "The mirror is being moved.")).Until(s => s.Hold is not null);
        story.Do(new RunCommand.AttestFact(Story.Olga, "packages-as-planned-secondary", "I read the list.")).Do(new RunCommand.Resume(Story.Olga)).UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story);

        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));
        Assert.Contains("Left out: Not scanned on Secondary: The mirror is being moved.", page.Find(".banner-say").TextContent);
        Assert.Contains("Skipped by Olga Operator.", page.Markup);
        var decision = stage.Context.Render<DecisionPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.StepText, "B2"));
        Assert.Contains("Not scanned on Secondary: The mirror is being moved.", decision.Find(".left-out").TextContent);

        story.Until(s => s.Ended, Story.Adam);
        stage.Feed.Publish(story.View());
        await stage.Soon(() => Assert.StartsWith("Completed. Not scanned on Secondary: The mirror is being moved. Installed 4 on Primary", page.Find(".banner-say p").TextContent.Replace("  ", " ")));
    }

    [Fact]
    public async Task Going_back_from_the_question_asks_nothing()
    {
        var story = Held(HoldKind.Failed);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        var clicked = Press(page, "Retry…");
        stage.Dialogs.WaitForElement("textarea");
        await stage.Dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Back").ClickAsync(new());
        await clicked;

        Assert.Empty(stage.Desk.Asked);
    }

    [Fact]
    public async Task An_unknown_fact_can_be_vouched_for_and_a_failed_one_cannot()
    {
        var story = Held(HoldKind.GuardBefore);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        var unknown = story.State.Hold!.Guards.Where(g => g.Verdict is Core.Procedures.Verdict.Unknown).ToArray();
        Assert.Equal(unknown.Length, page.FindAll("button").Count(b => b.TextContent.Trim() == "Vouch for it…"));

        var clicked = page.FindAll("button").First(b => b.TextContent.Trim() == "Vouch for it…").ClickAsync(new());
        await Fill(stage, "Looked at the console.", "I looked: it is so");
        await clicked;

        var sent = Assert.IsType<RunCommand.AttestFact>(Assert.Single(stage.Desk.Asked).Command);
        Assert.Equal((unknown[0].Guard.Id, "Looked at the console."), (sent.GuardId, sent.Reason));
    }

    [Fact]
    public async Task An_approver_who_is_no_operator_may_abort_but_not_retry()
    {
        var story = Held(HoldKind.Failed);
        await using var stage = new PageStage(Story.Adam, story);
        var page = stage.Context.Render<RunPage>(p => p.Add(x => x.Id, story.State.Id.Value));

        Assert.True(page.FindAll("button").Single(b => b.TextContent.Trim() == "Retry…").HasAttribute("disabled"));
        Assert.False(page.FindAll("button").Single(b => b.TextContent.Trim() == "Abort…").HasAttribute("disabled"));
    }

    private static async Task Answer(PageStage stage, IRenderedComponent<RunPage> page, string button, string reason, string confirm, string? explains = null)
    {
        var clicked = Press(page, button);
        stage.Dialogs.WaitForElement("textarea");
        if (explains is not null) Assert.Contains(explains, stage.Dialogs.Markup);
        await Fill(stage, reason, confirm);
        await clicked;
    }

    private static Task Press(IRenderedComponent<RunPage> page, string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text).ClickAsync(new());

    private static async Task Fill(PageStage stage, string reason, string confirm)
    {
        stage.Dialogs.WaitForElement("textarea").Input(reason);
        await stage.Dialogs.FindAll("button").Single(b => b.TextContent.Trim() == confirm).ClickAsync(new());
    }
}
