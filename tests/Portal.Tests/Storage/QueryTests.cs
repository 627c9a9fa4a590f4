using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Tests.Storage;

public sealed class QueryTests : IDisposable
{
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    private long[] Found(LedgerQuery query) => [.. test.Ledger.Query(query).Select(e => e.Seq)];

    [Fact]
    public void Pages_come_newest_first_and_meet_without_gap_or_overlap()
    {
        test.Fill();

        Assert.Equal([10, 9, 8, 7], Found(new LedgerQuery(Take: 4)));
        Assert.Equal([6, 5, 4, 3], Found(new LedgerQuery(BeforeSeq: 7, Take: 4)));
        Assert.Equal([2, 1], Found(new LedgerQuery(BeforeSeq: 3, Take: 4)));
    }

    [Fact]
    public void Each_filter_takes_only_what_it_names()
    {
        test.Append(new StreamId("run/1"), 0, new NewEntry("run.started", new UserId("u1"), """{"pair":"erp-db-01","note":"100% \"sure\""}"""));
        test.Append(new StreamId("run/10"), 0, new NewEntry("run.held", new UserId("u2"), """{"pair":"crm_db"}"""));
        test.Append(new StreamId("security"), 0, new NewEntry("sign-in.failed", new UserId("portal"), """{"name":"crmxdb"}"""));

        Assert.Equal([2, 1], Found(new LedgerQuery(StreamPrefix: "run/")));
        Assert.Equal([2], Found(new LedgerQuery(StreamPrefix: "run/10")));
        Assert.Equal([1], Found(new LedgerQuery(KindPrefix: "run.s")));
        Assert.Equal([2], Found(new LedgerQuery(Actor: new UserId("u2"))));
        Assert.Equal([1], Found(new LedgerQuery(Text: "ERP-db")));
        Assert.Equal([2], Found(new LedgerQuery(Text: "crm_db")));
        Assert.Equal([1], Found(new LedgerQuery(Text: "100% \"sure\"")));
        Assert.Empty(Found(new LedgerQuery(Text: "erp-db-01 absent")));
        Assert.Equal([3, 2, 1], Found(new LedgerQuery(StreamPrefix: "", KindPrefix: "", Text: " ")));
    }

    [Fact]
    public void A_span_of_time_has_its_begin_and_not_its_end()
    {
        var all = test.Fill();

        Assert.Equal([4, 3], Found(new LedgerQuery(From: all[2].At, Until: all[4].At)));
        Assert.Empty(Found(new LedgerQuery(From: all[9].At.AddTicks(1))));
        Assert.Empty(Found(new LedgerQuery(Until: all[0].At)));
        Assert.Equal([10], Found(new LedgerQuery(From: all[9].At.ToOffset(TimeSpan.FromHours(5)))));
    }

    [Fact]
    public void Streams_are_listed_in_the_order_of_their_first_entries()
    {
        foreach (var name in (string[])["run/b", "run/a", "pair/x", "run/c"]) test.Append(new StreamId(name), 0, TestLedger.Entry(), TestLedger.Entry());

        Assert.Equal(["run/b", "run/a", "run/c"], test.Ledger.Streams("run/").Select(s => s.Value));
        Assert.Equal(4, test.Ledger.Streams("").Length);
    }

    [Fact]
    public void All_goes_on_over_its_pages_from_any_place()
    {
        var entries = Enumerable.Range(0, 1203).Select(_ => TestLedger.Entry()).ToArray();
        test.Append(TestLedger.Run, 0, entries);

        Assert.Equal(Enumerable.Range(1, 1203).Select(n => (long)n), test.Ledger.All().Select(e => e.Seq));
        Assert.Equal(Enumerable.Range(1001, 203).Select(n => (long)n), test.Ledger.All(afterSeq: 1000).Select(e => e.Seq));
    }

    [Fact]
    public void All_ends_at_the_head_that_it_began_with_although_others_go_on_appending()
    {
        test.Append(TestLedger.Run, 0, TestLedger.Entry(), TestLedger.Entry());

        var seen = 0;
        foreach (var entry in test.Ledger.All())
        {
            seen++;
            test.Append(TestLedger.Run, entry.Version + 1, TestLedger.Entry());
        }

        Assert.Equal(2, seen);
        Assert.Equal(4, test.Ledger.Head.Seq);
    }
}
