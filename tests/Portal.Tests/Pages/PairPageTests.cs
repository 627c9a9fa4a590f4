using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Pages;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Tests.Pages;

public sealed class PairPageTests
{
    [Fact]
    public async Task An_unknown_key_leads_on()
    {
        await using var stage = new PageStage(Story.Vera);
        var page = stage.Context.Render<PairPage>(p => p.Add(x => x.Id, "gone-01"));

        Assert.Contains("No pair has the key 'gone-01'", page.Markup);
        Assert.NotNull(page.Find("a[href='/audit?pair=gone-01']"));
        Assert.NotNull(page.Find("a[href='/']"));
    }

    [Fact]
    public async Task A_pair_in_order_is_ready_and_an_operator_may_plan()
    {
        await using var stage = Open(Story.Olga, out var page, out _);

        Assert.Contains("Ready: all 18 checks pass", page.Markup);
        Assert.Equal(["Plan a rolling patch", "Plan a switchover"], page.FindAll(".acts a").Select(a => a.TextContent));
        Assert.False(page.Find("[aria-label=Readiness] details").HasAttribute("open"));
        Assert.Empty(page.FindAll(".standing"));
        Assert.Contains("libssl3", page.Find("[aria-label='Updates pending']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_plan_sees_why_and_no_button()
    {
        await using var stage = Open(Story.Vera, out var page, out _);

        Assert.Contains("need the Operator role", page.Find(".acts").TextContent);
        Assert.Empty(page.FindAll(".acts a, .acts button"));
    }

    [Fact]
    public async Task What_stops_a_patch_stands_first_with_its_remedy()
    {
        await using var stage = Open(Story.Olga, out var page, out var story);
        var view = Calm(story);
        stage.Feed.Publish(view with { Snapshot = view.Snapshot with { Channel = Reading.Known(ChannelState.Disconnected, story.Time.GetUtcNow(), "test") } });
        await stage.Soon(() => Assert.Contains("1 of 18 checks stops a rolling patch now", page.Markup));
        Assert.Contains("Check the network between the two servers", page.Find("[aria-label=Readiness] .g").TextContent);
    }

    [Fact]
    public async Task Without_new_readings_the_checks_turn_to_unknown_by_themselves()
    {
        await using var stage = Open(Story.Olga, out var page, out _);

        for (var i = 0; i < 7; i++) stage.Time.Advance(TimeSpan.FromSeconds(1));

        await stage.Soon(() => Assert.Contains("checks stop a rolling patch now", page.Markup));
        Assert.Contains("at most 5 s are accepted", page.Find("[aria-label=Readiness]").TextContent);
    }

    [Fact]
    public async Task A_pair_on_its_Secondary_is_offered_the_way_back()
    {
        await using var stage = Open(Story.Olga, out var page, out var story);
        var view = Calm(story);
        var now = story.Time.GetUtcNow();
        stage.Feed.Publish(view with
        {
            Snapshot = view.Snapshot.With(view.Snapshot.Primary with { Role = Reading.Known(Role.Passive, now, "test") }).With(view.Snapshot.Secondary with { Role = Reading.Known(Role.Active, now, "test") }),
        });
        await stage.Soon(() => Assert.Equal("/pairs/erp-db-01/plan?procedure=BackToNormal", page.Find(".acts a").GetAttribute("href")));
    }

    [Fact]
    public async Task An_open_run_is_the_one_thing_to_open()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<PairPage>(p => p.Add(x => x.Id, "erp-db-01"));

        Assert.Equal($"/runs/{story.State.Id}", Assert.Single(page.FindAll(".acts a")).GetAttribute("href"));
        Assert.Contains("Waits for a second admin", page.Markup);
    }

    [Fact]
    public async Task A_refused_scan_says_why_and_what_to_do()
    {
        await using var stage = Open(Story.Olga, out var page, out _);
        stage.Desk.Answer = new Reply.Refused("A scan of this pair is under way.", "Wait a moment: its result is shown here.");

        await page.Find(".acts button").ClickAsync(new());

        Assert.Equal([new PairId("erp-db-01")], stage.Desk.Scanned);
        Assert.Contains("A scan of this pair is under way.", page.Find("[role=alert]").TextContent);
        Assert.Contains("Wait a moment", page.Find("[role=alert]").TextContent);
    }

    [Fact]
    public async Task Checks_that_are_unknown_for_one_reason_are_folded_into_one_line()
    {
        await using var stage = Open(Story.Olga, out var page, out var story);
        var view = Calm(story);
        stage.Feed.Publish(view with { Snapshot = PairSnapshot.Unknown(view.Pair.Id, "The portal was just started.", story.Time.GetUtcNow(), "test") });

        await stage.Soon(() => Assert.Contains("The portal was just started", page.Find("[aria-label=Readiness] summary").TextContent));
        Assert.False(page.Find("[aria-label=Readiness] details").HasAttribute("open"));
    }

    [Fact]
    public async Task An_operator_pauses_watching_with_a_reason()
    {
        await using var stage = Open(Story.Olga, out var page, out _);

        var asked = Button(page, "Pause watching…").ClickAsync(new());
        await stage.Soon(() => Assert.NotNull(stage.Dialogs.Find("#reason-text")));
        await stage.Dialogs.Find("#reason-text").InputAsync(new() { Value = "The rack is moved." });
        await stage.Dialogs.FindAll("button").Single(b => b.TextContent == "Pause watching").ClickAsync(new());
        await asked;

        await stage.Soon(() => Assert.Equal([(new PairId("erp-db-01"), "pause", "The rack is moved.")], stage.Desk.Watching));
    }

    [Fact]
    public async Task A_paused_pair_says_so_to_everybody_and_offers_nothing_but_to_resume()
    {
        await using var stage = Open(Story.Olga, out var page, out var story);
        stage.Feed.Publish(Calm(story) with { Paused = new WatchPause(Story.Adam.Id, story.Time.GetUtcNow(), "The rack is moved.") });

        await stage.Soon(() => Assert.Contains("Watching is paused by Adam Approver.", page.Find(".standing").TextContent));
        Assert.Contains("The rack is moved.", page.Find(".standing").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Resume watching…"], page.FindAll(".acts a, .acts button").Select(b => b.TextContent));
    }

    [Fact]
    public async Task Watching_cannot_be_paused_while_a_run_holds_the_pair()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<PairPage>(p => p.Add(x => x.Id, "erp-db-01"));

        Assert.True(Button(page, "Pause watching…").HasAttribute("disabled"));
    }

    [Fact]
    public async Task What_was_seen_and_what_is_on_record_stand_together_newest_first()
    {
        await using var stage = Open(Story.Olga, out var page, out var story);
        stage.Feed.Publish(Calm(story) with { Lately = [new PairChange(story.Time.GetUtcNow() + TimeSpan.FromSeconds(1), PairChangeKind.ServerLost, "Secondary is not reachable.")] });

        await stage.Soon(() => Assert.Equal(2, page.FindAll("[aria-label='What changed lately'] li").Count));
        var lines = page.FindAll("[aria-label='What changed lately'] li");
        Assert.Contains("Secondary is not reachable.", lines[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("requested run", lines[1].TextContent, StringComparison.Ordinal);
        Assert.Equal($"/runs/{story.State.Id}", lines[1].QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_charts_have_a_sentence_each_and_a_table_behind_a_disclosure()
    {
        await using var stage = Open(Story.Olga, out var page, out var story);
        var at = new DateTimeOffset(story.Time.GetUtcNow().UtcTicks / HistorySlot.Length.Ticks * HistorySlot.Length.Ticks, TimeSpan.Zero);
        stage.Feed.Publish(Calm(story) with { History = [new HistorySlot(at, 4096, 5, 1, TimeSpan.FromMilliseconds(12), TimeSpan.FromSeconds(1.4))] });

        await stage.Soon(() => Assert.Contains("1 of 5 tries were not answered; the longest time without an answer was 1.4 s", page.Markup));
        Assert.Contains("4 KB at last, 4 KB at most, never above the limit of 1 MB", page.Markup, StringComparison.Ordinal);
        Assert.All(page.FindAll("[data-plot]"), plot => Assert.Equal(("0", "slider"), (plot.GetAttribute("tabindex"), plot.GetAttribute("role"))));
        var table = page.Find("[aria-label='The last 15 minutes'] details");
        Assert.Null(table.QuerySelector("table"));
        await table.TriggerEventAsync("ontoggle", EventArgs.Empty);
        Assert.Equal(["12 ms", "1 of 5", "4 KB"], page.FindAll("[aria-label='The last 15 minutes'] td.num").Select(c => c.TextContent));
    }

    [Fact]
    public async Task A_run_in_the_history_tells_outcome_who_how_long_and_what_users_noticed()
    {
        var story = Story.Planned().Start().Until(s => s.Ended, Story.Adam);
        await using var stage = new PageStage(Story.Olga, story);
        var page = stage.Context.Render<PairPage>(p => p.Add(x => x.Id, "erp-db-01"));

        var cells = page.FindAll("[aria-label=History] tbody td").Select(c => c.TextContent.Trim()).ToArray();
        Assert.Contains("completed", cells[1], StringComparison.Ordinal);
        Assert.Equal("requested by Olga Operator, approved by Adam Approver", cells[2]);
        Assert.Matches("^[0-9]+ min [0-9]{2} s$", cells[3]);
        Assert.Equal("not measured", cells[4]);
    }

    [Fact]
    public async Task Servers_that_are_not_enrolled_say_so_and_an_admin_is_led_there()
    {
        await using var stage = Open(Story.Vera, out var page, out var story);
        stage.Feed.Publish(Calm(story) with { Enrolment = [new Enrolment(Identity.Primary, EnrolmentState.NotEnrolled, "No host key of Primary is pinned.")] });
        await stage.Soon(() => Assert.Contains("No host key of Primary is pinned.", page.Find("[aria-label=Enrolment]").TextContent));
        Assert.Contains("An Admin enrols servers.", page.Markup);
        Assert.Empty(page.FindAll("[aria-label=Enrolment] a"));
    }

    private static PageStage Open(Core.People.Person viewer, out IRenderedComponent<PairPage> page, out Story story)
    {
        story = Story.Planned();
        var stage = new PageStage(viewer, story);
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        stage.Feed.Publish(Calm(story));
        page = stage.Context.Render<PairPage>(p => p.Add(x => x.Id, "erp-db-01"));
        return stage;
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<PairPage> page, string text) => page.FindAll(".acts button").Single(b => b.TextContent == text);

    private static PairView Calm(Story story) => story.View(PairNeed.Updates) with { Run = null };
}
