using System.Collections.Immutable;
using AngleSharp.Dom;
using Bunit;
using Portal.Components.Pages;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Tests.Pages;

public sealed class PlanPageTests
{
    private static PageStage Stage(Person viewer, Func<PairSnapshot, PairSnapshot>? change = null)
    {
        var story = Story.Planned();
        if (change is not null) story.Snapshot = change(story.Snapshot);
        var stage = new PageStage(viewer, story);
        stage.Feed.Publish(Free(story));
        stage.Desk.Drafting = wish => PlanDrafts.Make(wish, story.Pair, Story.Engine, stage.Feed.Find(story.Pair.Id)!.Snapshot, viewer.Id, "", TimeSpan.FromSeconds(1.39), story.Time.GetUtcNow());
        return stage;
    }

    private static PairView Free(Story story) => story.View(PairNeed.Updates) with { Run = null };

    private static IRenderedComponent<PlanPage> Open(PageStage stage, string query = "")
    {
        stage.Navigation.NavigateTo($"/pairs/erp-db-01/plan{query}");
        return stage.Context.Render<PlanPage>(p => p.Add(x => x.Id, "erp-db-01"));
    }

    private static IElement Button(IRenderedComponent<PlanPage> page, string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);

    [Fact]
    public async Task The_whole_plan_is_shown_before_it_is_requested()
    {
        await using var stage = Stage(Story.Olga);
        var page = Open(stage);

        Assert.Contains("Installs 4 on Primary and 4 on Secondary, exactly the versions that are shown.", page.Markup);
        Assert.Contains("Users noticed 1.39 s last time.", page.Markup);
        Assert.Contains("21 steps, 2 interruptions for users, duration not known yet, 6 approvals by a second admin.", page.Find(".total").TextContent);
        Assert.Contains("steps 1 to 3 run, and step 4, 'Suspend engine, applications left running', waits for a second admin if it is needed", page.Find(".does").TextContent);
        Assert.Contains("18 of 18 checks pass", page.Markup);
        Assert.Contains("3.0.14-1~deb12u1 → 3.0.15-1~deb12u1", page.FindAll(".r").Single(r => r.TextContent.Contains("libssl3")).TextContent);
        Assert.Equal(2, page.FindAll("ol .chip").Count(c => c.TextContent.Contains("interrupts users")));
        Assert.True(Button(page, "Request and start").HasAttribute("disabled"));
        Assert.Contains("Write a reason.", page.Markup);
    }

    [Fact]
    public async Task Request_and_start_sends_what_was_shown_and_leads_to_the_run()
    {
        await using var stage = Stage(Story.Olga);
        var page = Open(stage);

        page.Find("#plan-reason").Input("November updates.");
        await Button(page, "Request and start").ClickAsync(new());

        var (wish, digest, reason) = Assert.Single(stage.Desk.Requested);
        Assert.Equal((ProcedureKind.B, EndsOn.Primary, "November updates."), (wish.Procedure, wish.EndsOn, reason));
        Assert.Equal(PlanDrafts.Compare(Assert.IsType<Reply<Plan>.Done>(stage.Desk.Drafting(wish)).Value), digest);
        Assert.IsType<RunCommand.Start>(Assert.Single(stage.Desk.Asked).Command);
        Assert.EndsWith("/runs/20261122-NEWRN", stage.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_requested_and_not_started_is_not_lost()
    {
        await using var stage = Stage(Story.Olga);
        stage.Desk.Answer = new Reply.Refused("The pair is not looked at yet.", "Wait a moment.");
        var page = Open(stage);

        page.Find("#plan-reason").Input("November updates.");
        await Button(page, "Request and start").ClickAsync(new());

        Assert.Contains("The pair is not looked at yet.", page.Find("[role=alert]").TextContent);
        Assert.NotEmpty(page.FindAll("a[href='/runs/20261122-NEWRN']"));
    }

    [Fact]
    public async Task A_package_can_be_left_out_on_one_server()
    {
        await using var stage = Stage(Story.Olga);
        var page = Open(stage);

        page.FindAll(".r:not(.head)").Single(r => r.TextContent.Contains("tzdata")).QuerySelectorAll("input")[1].Change(false);

        Assert.Contains("Installs 4 on Primary and 3 on Secondary, exactly", page.Markup);
        page.Find("#plan-reason").Input("Without the time zones.");
        await Button(page, "Request only").ClickAsync(new());
        Assert.Equal(["tzdata"], Assert.Single(stage.Desk.Requested).Wish.LeaveOut.Secondary);
        Assert.Empty(stage.Desk.Asked);
    }

    [Fact]
    public async Task Procedure_and_end_stand_in_the_address()
    {
        await using var stage = Stage(Story.Olga);
        var page = Open(stage, "?procedure=B&end=secondary");
        Assert.Contains("Stay on the Secondary: the switchover back (B14) is left out", page.Markup);
        Assert.Contains("1 interruption for users expected", page.Markup);

        await page.FindAll("input[type=radio]").Single(r => r.GetAttribute("value") == "Switchover").ChangeAsync(new());

        Assert.EndsWith("/plan?procedure=Switchover", stage.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_between_the_servers_are_named()
    {
        await using var stage = Stage(Story.Olga, p => p.With(p.Secondary with { Updates = p.Secondary.Updates with { Value = [p.Secondary.Updates.Value[0], new PackageUpdate("libssl3", "3.0.13-1", "3.0.15-1~deb12u1", "")] } }));
        var page = Open(stage);

        Assert.Contains("Primary has 3.0.14-1~deb12u1 installed, Secondary 3.0.13-1.", page.FindAll(".r").Single(r => r.TextContent.Contains("libssl3")).TextContent);
        Assert.Contains("Only Primary is offered it.", page.FindAll(".r").Single(r => r.TextContent.Contains("tzdata")).TextContent);
    }

    [Fact]
    public async Task What_changes_while_somebody_reads_is_not_requested_unread()
    {
        await using var stage = Stage(Story.Olga);
        var page = Open(stage);
        page.Find("#plan-reason").Input("November updates.");
        var view = stage.Feed.Find(new PairId("erp-db-01"))!;

        stage.Feed.Publish(view with { Snapshot = view.Snapshot.With(view.Snapshot.Primary with { Updates = view.Snapshot.Primary.Updates with { Value = view.Snapshot.Primary.Updates.Value.Add(new PackageUpdate("sudo", "1", "2", "")) } }) });
        stage.Time.Advance(TimeSpan.FromSeconds(4));
        page.WaitForAssertion(() => Assert.Contains("What is offered has changed", page.Markup));

        Assert.True(Button(page, "Request and start").HasAttribute("disabled"));
        Assert.Contains("Installs 4 on Primary", page.Markup);
        await Button(page, "Show the new plan").ClickAsync(new());
        Assert.Contains("Installs 5 on Primary", page.Markup);
        Assert.False(Button(page, "Request and start").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_scan_is_asked_once_and_shown_while_it_lasts()
    {
        await using var stage = Stage(Story.Olga);
        stage.Desk.Gate = new TaskCompletionSource();
        var page = Open(stage);

        var scan = Button(page, "Scan both servers now").ClickAsync(new());
        Assert.True(Button(page, "Scanning…").HasAttribute("disabled"));
        await Button(page, "Scanning…").ClickAsync(new());
        stage.Desk.Gate.SetResult();
        await scan;

        Assert.Single(stage.Desk.Scanned);
        Assert.False(Button(page, "Scan both servers now").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Without_the_role_nothing_is_asked_of_the_gate()
    {
        await using var stage = Stage(Story.Vera);
        stage.Desk.Drafting = _ => throw new InvalidOperationException("Asked without the role.");
        var page = Open(stage);

        Assert.Contains("needs the Operator role", page.Markup);
        Assert.Empty(page.FindAll("#plan-reason"));
    }

    [Fact]
    public async Task A_plan_that_cannot_be_made_says_why()
    {
        await using var stage = Stage(Story.Olga, p => p.With(p.Primary with { Updates = Reading.Unknown<ImmutableArray<PackageUpdate>>("It was not scanned yet.", p.Primary.Updates.At, "test") }));
        var page = Open(stage);

        Assert.Contains("It is not known which updates Primary is offered", page.Markup);
        Assert.Contains("Scan both servers, then plan again.", page.Markup);
    }

    [Fact]
    public async Task A_pair_that_a_run_holds_cannot_be_requested_again()
    {
        await using var stage = Stage(Story.Olga);
        var story = Story.Planned();
        stage.Feed.Publish(story.View());
        var page = Open(stage);

        Assert.Contains("Another run holds this pair.", page.Markup);
        Assert.NotEmpty(page.FindAll($"a[href='/runs/{story.State.Id}']"));
        Assert.True(Button(page, "Request and start").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Who_can_approve_is_named_and_nobody_is_said_loudly()
    {
        await using var stage = Stage(Story.Olga);
        Assert.Contains("Adam Approver can approve now; you cannot, since you request it.", Open(stage).Find("dl").TextContent);

        stage.People.Everybody.Remove(Story.Adam);
        stage.People.Everybody.Add(Story.Adam with { Standing = Standing.Deactivated });
        Assert.Contains("nobody can approve", Open(stage).Find("dl").TextContent);
    }

    [Fact]
    public async Task The_window_says_whether_it_is_open_and_when_it_opens()
    {
        await using var stage = Stage(Story.Olga);
        Assert.Contains("always open", Open(stage).Find("dl").TextContent);
        var view = stage.Feed.Find(new PairId("erp-db-01"))!;

        // It is Sunday, 21:04 UTC.
        stage.Feed.Publish(view with { Pair = view.Pair with { Windows = [new MaintenanceWindow([DayOfWeek.Sunday], new TimeOnly(20, 0), new TimeOnly(22, 0), "UTC")] } });
        Assert.Contains("It closes in 56 min.", Open(stage).Find("dl").TextContent);

        stage.Feed.Publish(view with { Pair = view.Pair with { Windows = [new MaintenanceWindow([DayOfWeek.Monday], new TimeOnly(2, 0), new TimeOnly(4, 0), "UTC")] } });
        Assert.Contains("in 4 h 56 min", Open(stage).Find("dl").TextContent);
    }

    [Fact]
    public async Task Security_updates_stand_first_with_what_they_are()
    {
        await using var stage = Stage(Story.Olga, p => p.With(p.Primary with { Updates = p.Primary.Updates with { Value = [new("aaa", "1", "2", "Debian:12/stable"), new("zlib", "1", "2", "Debian-Security:12/stable", null, "libs", "compression library")] } }));
        var page = Open(stage);

        var rows = page.FindAll(".r:not(.head)");
        Assert.Equal("aaa", rows[^2].QuerySelector("b")!.TextContent);
        var first = rows.First(r => r.TextContent.Contains("zlib"));
        Assert.Contains("security", first.QuerySelector(".chip")!.TextContent);
        Assert.Contains("compression library", first.TextContent);
        Assert.Contains("4 security updates of 6 packages. The servers differ in 6 packages.", page.Markup);
    }

    [Fact]
    public async Task A_side_can_take_all_none_or_only_what_mends_security()
    {
        await using var stage = Stage(Story.Olga);
        var page = Open(stage);
        Task Press(string text) => page.FindAll(".side")[1].QuerySelectorAll("button").Single(b => b.TextContent.StartsWith(text, StringComparison.Ordinal)).ClickAsync(new());

        await Press("None");
        Assert.Contains("Installs 4 on Primary and 0 on Secondary", page.Markup);
        await Press("Security only");
        Assert.Contains("Installs 4 on Primary and 3 on Secondary", page.Markup);
        await Press("All");
        Assert.Contains("Installs 4 on Primary and 4 on Secondary", page.Markup);
    }

    [Fact]
    public async Task Of_many_packages_a_search_shows_some_and_changes_only_those()
    {
        ImmutableArray<PackageUpdate> many = [.. Enumerable.Range(1, 9).Select(i => new PackageUpdate($"lib{i}", "1", "2", "Debian:12/stable")), new("linux-image", "6", "7", "Debian-Security:12/stable")];
        await using var stage = Stage(Story.Olga, p => p.With(p.Primary with { Updates = p.Primary.Updates with { Value = many } }).With(p.Secondary with { Updates = p.Secondary.Updates with { Value = many } }));
        var page = Open(stage);

        page.Find("input[type=search]").Input("security");
        Assert.Single(page.FindAll(".r:not(.head)"));
        await page.FindAll(".side")[0].QuerySelectorAll("button").Single(b => b.TextContent.StartsWith("None", StringComparison.Ordinal)).ClickAsync(new());

        Assert.Contains("Installs 9 on Primary and 10 on Secondary", page.Markup);
        page.Find("input[type=search]").Input("nothing like it");
        Assert.Contains("No package has these words.", page.Markup);
    }
}
