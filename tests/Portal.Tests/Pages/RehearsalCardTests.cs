using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;
using Portal.Runs.Rehearsals;
using Portal.Tests.Storage;

namespace Portal.Tests.Pages;

/// <summary>The rehearsal on the plan's page, played on the portal's own stages.</summary>
public sealed class RehearsalCardTests : IDisposable
{
    private readonly TestLedger _ledger = new();

    private PageStage Stage(Func<PairSnapshot, PairSnapshot>? change = null, Action<IServiceCollection>? more = null)
    {
        var story = Story.Planned();
        if (change is not null) story.Snapshot = change(story.Snapshot);
        var stage = new PageStage(Story.Olga, services =>
        {
            services.AddSingleton<ILedger>(_ledger.Ledger);
            more?.Invoke(services);
        }, story);
        stage.Feed.Publish(story.View(PairNeed.Updates) with { Run = null });
        stage.Desk.Drafting = wish => PlanDrafts.Make(wish, story.Pair, Story.Engine, stage.Feed.Find(story.Pair.Id)!.Snapshot, Story.Olga.Id, "", null, story.Time.GetUtcNow());
        return stage;
    }

    private static IRenderedComponent<PlanPage> Open(PageStage stage)
    {
        stage.Navigation.NavigateTo("/pairs/erp-db-01/plan");
        return stage.Context.Render<PlanPage>(p => p.Add(x => x.Id, "erp-db-01"));
    }

    private static IElement Button(IRenderedComponent<PlanPage> page, string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);

    [Fact]
    public async Task A_rehearsal_without_a_fault_shows_every_step_and_where_a_second_admin_is_asked()
    {
        await using var stage = Stage();
        var page = Open(stage);

        await Button(page, "Rehearse").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("The run would come to its end", page.Find(".result").TextContent), TimeSpan.FromSeconds(20));
        var result = page.Find(".result");
        Assert.Contains("Rehearsal", result.QuerySelector(".mark")!.TextContent);
        Assert.Equal(21, result.QuerySelectorAll("ol > li").Length);
        Assert.Equal(6, result.QuerySelectorAll("ol > li").Count(l => l.TextContent.Contains("Here a second admin is asked first")));
        Assert.Equal(2, result.QuerySelectorAll(".users").Length);
        Assert.Contains("Primary is active, Secondary passive", result.TextContent);
        Assert.Single(_ledger.Ledger.All());
        Assert.Empty(stage.Desk.Asked);
        Assert.Empty(stage.Desk.Requested);
    }

    [Fact]
    public async Task A_fault_shows_where_it_holds_what_can_be_pressed_and_how_users_fare()
    {
        await using var stage = Stage();
        var page = Open(stage);
        var choice = page.FindAll("#rehearsal-fault option").Single(o => o.TextContent.Contains("Secondary does not come back after its reboot"));

        page.Find("#rehearsal-fault").Change(choice.GetAttribute("value")!);
        await Button(page, "Rehearse").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".held")), TimeSpan.FromSeconds(20));
        var held = page.Find(".held").TextContent;
        Assert.Contains("Here the run would wait for you.", held);
        Assert.Contains("Look again · It happened · It did not happen · Abort", held);
        Assert.Contains("Users are served: there is time.", held);
        Assert.Contains("Nothing is sent a second time.", held);
        Assert.Contains("wait for an operator once", page.Find(".result").TextContent);
    }

    [Fact]
    public async Task A_rehearsal_of_an_earlier_plan_is_marked_as_such()
    {
        await using var stage = Stage();
        var page = Open(stage);
        await Button(page, "Rehearse").ClickAsync(new());
        page.WaitForElement(".result", TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("another plan", page.Find(".result").TextContent);

        page.FindAll(".r:not(.head)").Single(r => r.TextContent.Contains("tzdata")).QuerySelectorAll("input")[1].Change(false);

        Assert.Contains("another plan", page.Find(".result").TextContent);
    }

    [Fact]
    public async Task A_rehearsal_can_be_cancelled_while_it_shows_how_far_it_is()
    {
        var slow = new SlowDesk();
        await using var stage = Stage(more: services => services.AddSingleton<IRehearsalDesk>(slow));
        var page = Open(stage);

        var press = Button(page, "Rehearse").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Rehearsing step 3 of 21: Reboot Secondary.", page.Markup));
        Assert.True(Button(page, "Rehearse").HasAttribute("disabled"));
        await Button(page, "Cancel").ClickAsync(new());
        await press;

        Assert.Contains("The rehearsal was cancelled", page.Markup);
        Assert.False(Button(page, "Rehearse").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_refused_rehearsal_says_why_and_what_to_do()
    {
        await using var stage = Stage();
        var page = Open(stage);
        stage.Desk.Drafting = _ => new Reply<Plan>.Refused("Olga is deactivated.", "Ask an Admin.");

        await Button(page, "Rehearse").ClickAsync(new());

        Assert.Contains("Olga is deactivated.", page.Find("[role=alert]").TextContent);
        Assert.Contains("The pair was not touched.", page.Find("[role=alert]").TextContent);
    }

    public void Dispose() => _ledger.Dispose();

    private sealed class SlowDesk : IRehearsalDesk
    {
        public System.Collections.Immutable.ImmutableArray<RehearsedFault> FaultsOf(Plan plan) => [];

        public async Task<Reply<RehearsalReport>> Rehearse(Core.People.UserId by, PlanWish wish, string draftDigest, RehearsedFault? fault, Action<RehearsalProgress> progress, CancellationToken stop)
        {
            progress(new RehearsalProgress("Reboot Secondary", 2, 21));
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException("It is waited for without an end.");
        }
    }
}
