using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Audit;
using Portal.Storage;
using Portal.Storage.Health;

namespace Portal.Tests.Storage;

/// <summary>What the portal says of its storage when it cannot be written, and when it can again.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    private StorageHealth Health => test.Database.Health;

    private WriteProbe Probe => new(test.Ledger, Health, test.Clock, NullLogger<WriteProbe>.Instance);

    private static NewEntry Large(int length = 20_000) => TestLedger.Entry(data: $$"""{"text":"{{new string('x', length)}}"}""");

    private void Refused(string why) =>
        Assert.Contains(why, Assert.Throws<LedgerUnavailableException>(() => test.Append(new StreamId("run/x"), test.Ledger.Read(new StreamId("run/x")).Length, Large())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_full_disk_is_told_since_when_and_goes_away_only_when_there_is_room_again()
    {
        test.Fill();
        long pages;
        using (var connection = test.Intruder()) pages = connection.ExecuteScalar<long>("PRAGMA page_count");
        test.Open(new DatabaseSettings(test.Path, $"PRAGMA max_page_count = {pages + 1};") { Clock = test.Clock });
        var since = test.Clock.GetUtcNow();
        var told = 0;
        Health.Changed += () => told++;
        Assert.Null(Health.Now);

        Refused("the disk is full");
        Assert.Equal(("the disk is full", since, TroubleEnd.WritingAgain), (Health.Now!.What, Health.Now.Since, Health.Now.Needs));
        test.Clock.Advance(TimeSpan.FromMinutes(2));
        // A small entry may still find its place; that alone says nothing of the next one.
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));
        Probe.Try();
        Assert.Equal(since, Health.Now!.Since);
        Assert.Equal(1, told);

        test.Open(new DatabaseSettings(test.Path) { Clock = test.Clock });
        Health.Failed(new StorageFault("the disk is full", "Free space."));
        Probe.Try();
        Assert.Null(Health.Now);
        Assert.Equal(11, Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify()).Head.Seq);
    }

    [Fact]
    public void A_disk_that_is_really_full_loses_nothing_and_is_over_when_there_is_space()
    {
        using var disk = SmallDisk.Mount("2m");
        var path = Path.Combine(disk.Folder, "data", "portal.db");
        using var database = PortalDatabase.Open(path, test.Clock);
        var ledger = Portal.Storage.Ledger.SqliteLedger.Open(database, test.Watch, test.Clock);
        var probe = new WriteProbe(ledger, database.Health, test.Clock, NullLogger<WriteProbe>.Instance);
        disk.Fill();

        var acknowledged = 0L;
        var fault = Assert.Throws<LedgerUnavailableException>(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                ledger.Append([new StreamAppend(TestLedger.Run, i, [Large(4000)])]);
                acknowledged++;
            }
        });

        Assert.Contains("the disk is full", fault.Message, StringComparison.Ordinal);
        Assert.Equal("the disk is full", database.Health.Now!.What);
        Assert.Equal(acknowledged, Assert.IsType<ChainCheck.Whole>(ledger.Verify()).Head.Seq);
        probe.Try();
        Assert.NotNull(database.Health.Now);
        disk.Free();
        probe.Try();
        Assert.Null(database.Health.Now);
        Assert.IsType<Appended.Done>(ledger.Append([new StreamAppend(TestLedger.Run, acknowledged, [Large(4000)])]));
    }

    [Fact]
    public void A_disk_that_became_read_only_is_told_and_reading_goes_on()
    {
        using var disk = SmallDisk.Mount("4m");
        using var database = PortalDatabase.Open(Path.Combine(disk.Folder, "data", "portal.db"), test.Clock);
        var ledger = Portal.Storage.Ledger.SqliteLedger.Open(database, test.Watch, test.Clock);
        var probe = new WriteProbe(ledger, database.Health, test.Clock, NullLogger<WriteProbe>.Instance);
        Assert.IsType<Appended.Done>(ledger.Append([new StreamAppend(TestLedger.Run, 0, [Large()])]));

        disk.ReadOnly();
        // A test can only mount it read-only for whoever opens it from now on.
        database.Forget();
        probe.Try();

        Assert.Equal("the database is read-only", database.Health.Now?.What);
        Assert.Throws<LedgerUnavailableException>(() => ledger.Append([new StreamAppend(TestLedger.Run, 1, [Large()])]));
        Assert.Single(ledger.Read(TestLedger.Run));
    }

    [Fact]
    public void Another_program_that_holds_the_lock_is_told_until_it_lets_go()
    {
        test.Open(new DatabaseSettings(test.Path) { BusyLimit = TimeSpan.FromSeconds(1) });
        test.Fill(2);
        using (var other = test.Intruder())
        using (other.BeginTransaction(deferred: false))
        {
            Probe.Try();
            Assert.Equal("another program holds the database", Health.Now!.What);
            Assert.Equal(2, test.Ledger.All().Count());
        }
        Probe.Try();
        Assert.Null(Health.Now);
    }

    [Fact]
    public void A_file_that_is_removed_under_the_portal_takes_nothing_more_and_nothing_of_it_is_lost()
    {
        test.Fill();
        var aside = test.Path + ".aside";
        File.Move(test.Path, aside);

        Probe.Try();
        Assert.Contains("moved, removed or replaced", Health.Now!.What, StringComparison.Ordinal);
        Refuses();

        File.Move(aside, test.Path);
        Probe.Try();
        Assert.Null(Health.Now);
        Assert.Equal(10, Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify()).Head.Seq);
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, Large()));
    }

    [Fact]
    public void Nothing_is_read_from_a_database_that_was_put_in_its_place()
    {
        test.Fill();
        using var other = new TestLedger();
        other.Fill(4);
        other.Database.Dispose();
        SqliteConnection.ClearAllPools();
        File.Move(test.Path, test.Path + ".aside");
        File.Copy(other.Path, test.Path);

        Refuses();
        Assert.Equal(TroubleEnd.Restart, Health.Now!.Needs);

        File.Move(test.Path + ".aside", test.Path, overwrite: true);
        Assert.Equal(10, Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify()).Head.Seq);
    }

    [Fact]
    public void A_write_ahead_log_that_is_removed_costs_no_entry()
    {
        test.Fill();
        File.Delete(test.Path + "-wal");

        Refuses();
        Assert.Contains("write-ahead log was removed", Health.Now!.What, StringComparison.Ordinal);

        test.Reopen();
        Assert.Equal(10, Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify()).Head.Seq);
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, Large()));
    }

    [Fact]
    public void What_the_ledger_itself_refuses_is_no_trouble_of_the_storage()
    {
        test.Fill(2);
        Assert.Throws<LedgerUnavailableException>(() => test.Ledger.Write(within => within.Connection.Execute("DELETE FROM ledger", transaction: within.Transaction)));

        Assert.Null(Health.Now);
    }

    private void Refuses()
    {
        Assert.Contains("nothing was done", Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry())).Message, StringComparison.Ordinal);
        Assert.Contains("could not be read", Assert.Throws<LedgerUnavailableException>(() => test.Ledger.Read(TestLedger.Run)).Message, StringComparison.Ordinal);
    }
}
