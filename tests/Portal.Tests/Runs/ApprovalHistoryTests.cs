using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Tests.Pages;
using Portal.Tests.Web;

namespace Portal.Tests.Runs;

/// <summary>What became of every question, read back from a real ledger.</summary>
public sealed class ApprovalHistoryTests : IDisposable
{
    private readonly DemoUnderTest portal = new();

    public void Dispose() => portal.Dispose();

    private ApprovalHistory History => portal.Services.GetRequiredService<ApprovalHistory>();

    // Another story's run under a name of its own, as the ledger of a portal has it.
    private void Keep(Story story) => Assert.IsType<Appended.Done>(portal.Ledger.Append(
    [
        new StreamAppend(Streams.Of(story.State.Id), 0, [.. story.Events.Select(e => Streams.Entry(e.Event, e.Actor))]),
        new StreamAppend(Streams.Of(story.State.Plan.Pair), portal.Ledger.Read(Streams.Of(story.State.Plan.Pair)).Length, [PairLock.Entry(PairLock.Opened, story.State.Id, UserId.Portal)]),
    ]));

    private string[] Became(HistoryFilter filter, int take = 50) => [.. History.Read(filter, null, take).Decided.Select(d => d.Became)];

    [Fact]
    public void Approved_rejected_expired_and_void_questions_are_all_told_newest_first()
    {
        Keep(Story.Planned().Start().UntilAsked("B2").Approve());
        Keep(Story.Planned(id: "crm-db-02").Start().UntilAsked("B2").Reject("Not tonight."));
        Keep(Story.Planned(id: "shop-db-03").Start().UntilAsked("B2").Expire());
        var all = History.Read(new HistoryFilter(), null, 50);
        Assert.Null(all.Before);
        Assert.Equal(["expired", "rejected", "approved"], all.Decided.Select(d => d.Became));
        Assert.Equal(all.Decided.Select(d => d.Seq).OrderDescending(), all.Decided.Select(d => d.Seq));

        Assert.Equal(["rejected"], Became(new HistoryFilter(Became: "rejected")));
        Assert.Equal(["expired"], Became(new HistoryFilter(Became: "expired")));
        Assert.Empty(Became(new HistoryFilter(Became: "void")));
        Assert.Equal(["rejected"], Became(new HistoryFilter(Pair: new PairId("crm-db-02"))));
        Assert.Equal(["expired"], Became(new HistoryFilter(Person: UserId.Portal)));
        Assert.Equal(["rejected", "approved"], Became(new HistoryFilter(Person: Story.Adam.Id)));
        Assert.Empty(Became(new HistoryFilter(Pair: new PairId("nobody-db"))));
    }

    [Fact]
    public void Pages_follow_one_another_without_a_gap_or_a_repetition()
    {
        for (var i = 0; i < 7; i++) Keep(Story.Planned(id: $"crm-db-{i:00}").Start().UntilAsked("B2").Reject("Not tonight."));
        var seen = new List<long>();
        long? before = null;
        do
        {
            var page = History.Read(new HistoryFilter(Became: "rejected"), before, 2);
            Assert.InRange(page.Decided.Length, 0, 2);
            seen.AddRange(page.Decided.Select(d => d.Seq));
            before = page.Before;
        }
        while (before is not null);
        Assert.Equal(7, seen.Count);
        Assert.Equal(seen.Distinct().OrderDescending(), seen);
    }

    [Fact]
    public void An_address_says_what_is_asked_for_and_nonsense_in_it_asks_for_everything()
    {
        var filter = HistoryFilter.Read("crm-db-02", "u-adam", "glass broken");
        Assert.Equal("?pair=crm-db-02&person=u-adam&became=glass%20broken", filter.Query);
        Assert.False(HistoryFilter.Read("no such / pair", " ", "thrown away").IsOn);
    }
}
