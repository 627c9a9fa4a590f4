using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage.Ledger;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

public sealed class AuditFilterTests : IDisposable
{
    private readonly TestLedger test = new();

    public AuditFilterTests()
    {
        var (pair, other) = (new PairId("erp-db-01"), new PairId("mail-01"));
        test.Append(Streams.Of(pair), 0, PairLock.Entry(PairLock.Opened, new RunId("20261122-AAAAA"), UserId.Portal));
        test.Append(Streams.Of(new RunId("20261122-AAAAA")), 0, TestLedger.Entry("run.started", """{"event":"run.started"}"""));
        test.Append(Streams.Of(other), 0, PairLock.Entry(PairLock.Opened, new RunId("20261122-BBBBB"), UserId.Portal));
        test.Clock.Advance(TimeSpan.FromHours(1));
        test.Append(Streams.Of(new RunId("20261122-BBBBB")), 0, TestLedger.Entry("run.started", """{"event":"run.started","why":"100% \"sure\""}"""));
        test.Append(new StreamId("scan/erp-db-01"), 0, TestLedger.Entry("pair.scan-asked"));
        test.Append(Streams.Of(pair), 1, PairLock.Entry(PairLock.Closed, new RunId("20261122-AAAAA"), UserId.Portal));
    }

    public void Dispose() => test.Dispose();

    [Theory]
    [InlineData("erp-db-01", null, null, null, null, null, null, "6,5,2,1")]
    [InlineData("erp-db-01", "20261122-AAAAA", null, null, null, null, null, "2")]
    [InlineData("erp-db-01", "20261122-BBBBB", null, null, null, null, null, "")]
    [InlineData(null, "20261122-BBBBB", null, null, null, null, null, "4")]
    [InlineData("nobody", null, null, null, null, null, null, "")]
    [InlineData(null, null, "portal", null, null, null, null, "6,3,1")]
    [InlineData(null, null, null, "run.", null, null, null, "4,2")]
    [InlineData(null, null, null, null, "2026-11-22T14:30Z", null, null, "6,5,4")]
    [InlineData(null, null, null, null, null, "2026-11-22T14:30Z", null, "3,2,1")]
    [InlineData(null, null, null, null, null, null, "100% \"SURE\"", "4")]
    [InlineData(null, null, null, null, null, null, null, "6,5,4,3,2,1")]
    public void The_page_and_the_export_answer_a_filter_alike(string? pair, string? run, string? person, string? kind, string? from, string? until, string? words, string expected)
    {
        var filter = AuditFilter.Read(pair, run, person, kind, from, until, words);
        var streams = filter.Streams(test.Ledger);

        Assert.Equal(expected, string.Join(',', test.Ledger.Query(filter.Ask(null, null, 100)).Select(e => e.Seq)));
        Assert.Equal(expected, string.Join(',', new LedgerExplorer(test.Database).Places(filter.Ask(null, null, 1), 6, TestContext.Current.CancellationToken).Reverse()));
        Assert.Equal(expected, string.Join(',', test.Ledger.All().Where(e => filter.Has(e, streams)).Select(e => e.Seq).Reverse()));
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("7", "")]
    [InlineData("9223372036854775806", "")]
    [InlineData("9223372036854775807", "6,5,4,3,2,1")]
    [InlineData("three", "6,5,4,3,2,1")]
    public void One_entry_is_asked_for_by_its_place(string entry, string expected)
    {
        var filter = AuditFilter.Read(null, null, null, null, null, null, null, entry);

        Assert.Equal(expected, string.Join(',', test.Ledger.Query(filter.Ask(null, null, 100)).Select(e => e.Seq)));
    }

    [Fact]
    public void A_filter_survives_its_address()
    {
        var filter = AuditFilter.Read("erp-db-01", "20261122-AAAAA", "u1", "run.", "2026-11-22T14:30Z", "2026-11-23T00:00Z", "a & b", "12");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(filter.Query);

        Assert.Equal(filter, AuditFilter.Read(query["pair"], query["run"], query["person"], query["kind"], query["from"], query["until"], query["q"], query["entry"]));
        Assert.True(filter.IsOn);
        Assert.Equal("", AuditFilter.Read(null, "", " ", null, "soon", null, null, "-1").Query);
    }
}
