using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Storage;

namespace Portal.Tests.Storage;

public sealed class FaultTests : IDisposable
{
    private const int FsyncFailed = 1034;

    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    private static NewEntry Large() => TestLedger.Entry(data: $$"""{"text":"{{new string('x', 20_000)}}"}""");

    private void AssertNothingLost(long entries)
    {
        Assert.Equal(entries, test.Ledger.Head.Seq);
        Assert.Equal(entries, Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify()).Head.Seq);
    }

    [Fact]
    public void A_full_disk_refuses_the_whole_append_and_the_next_one_goes_when_there_is_space()
    {
        test.Fill();
        var pages = Pages();
        var full = test.Open(new DatabaseSettings(test.Path, $"PRAGMA max_page_count = {pages + 1};"));

        var fault = Assert.Throws<LedgerUnavailableException>(() => full.Append(
            [new StreamAppend(TestLedger.Run, 0, [TestLedger.Entry(), Large()]), new StreamAppend(new StreamId("run/even"), 5, [Large()])]));

        Assert.StartsWith("The ledger could not be written: the disk is full. Nothing was written", fault.Message, StringComparison.Ordinal);
        AssertNothingLost(10);
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));

        test.Reopen();
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 1, Large()));
        AssertNothingLost(12);
    }

    [Fact]
    public void A_read_only_file_is_said_to_be_one()
    {
        test.Fill();
        test.Open(new DatabaseSettings(test.Path) { Mode = SqliteOpenMode.ReadOnly });

        var fault = Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry()));

        Assert.Contains("read-only", fault.Message, StringComparison.Ordinal);
        test.Reopen();
        AssertNothingLost(10);
    }

    [Fact]
    public void A_program_that_holds_the_write_lock_makes_it_busy_and_reading_goes_on()
    {
        test.Fill();
        test.Open(new DatabaseSettings(test.Path) { BusyLimit = TimeSpan.FromSeconds(1) });
        using (var other = test.Intruder())
        {
            using var held = other.BeginTransaction(deferred: false);

            var fault = Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry()));

            Assert.Contains("another program holds the database", fault.Message, StringComparison.Ordinal);
            AssertNothingLost(10);
        }
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));
        AssertNothingLost(11);
    }

    [Theory]
    [InlineData(10, FsyncFailed)]
    [InlineData(10, 778)]
    [InlineData(11, 11)]
    public void After_an_error_while_saving_nothing_more_is_written_until_a_restart(int code, int extended)
    {
        test.Fill();
        test.Ledger.BeforeCommit = () => throw new SqliteException("disk I/O error", code, extended);
        Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry()));
        test.Ledger.BeforeCommit = () => { };

        var fault = Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry()));

        Assert.Contains("restart the portal", fault.Message, StringComparison.Ordinal);
        AssertNothingLost(10);
        test.Reopen();
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));
    }

    [Fact]
    public void A_full_disk_at_the_commit_itself_leaves_nothing_and_does_not_close_the_ledger()
    {
        test.Fill();
        test.Ledger.BeforeCommit = () => throw new SqliteException("database or disk is full", 13, 13);
        Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry()));
        test.Ledger.BeforeCommit = () => { };

        AssertNothingLost(10);
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));
    }

    [Fact]
    public void A_write_begun_inside_another_is_refused_at_once()
    {
        Assert.Throws<InvalidOperationException>(() => test.Ledger.Write(_ => test.Append(TestLedger.Run, 0, TestLedger.Entry())));
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));
    }

    private long Pages()
    {
        using var connection = test.Intruder();
        return connection.ExecuteScalar<long>("PRAGMA page_count");
    }
}
