using Dapper;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage;

namespace Portal.Tests.Storage;

public sealed class PairIndexTests : IDisposable
{
    private const string Before = """
        DROP TRIGGER ledger_tells_pair; DROP TRIGGER ledger_tells_run; DROP TRIGGER ledger_tells_pair_run;
        DROP TABLE ledger_pairs; DROP TABLE ledger_pair_runs;
        DROP INDEX ledger_actor_kind; CREATE INDEX ledger_actor ON ledger (actor);
        DELETE FROM SchemaVersions WHERE ScriptName = '0010_explorer.sql';
        """;

    private static readonly RunId Run = new("20261122-AAAAA");
    private readonly TestLedger test = new();

    public PairIndexTests()
    {
        var pair = Streams.Of(new PairId("erp-db-01"));
        test.Append(Streams.Of(Run), 0, TestLedger.Entry("run.requested"));
        test.Append(pair, 0, PairLock.Entry(PairLock.Opened, Run, UserId.Portal));
        test.Append(Streams.Of(Run), 1, TestLedger.Entry("run.started"), TestLedger.Entry("run.completed"));
        test.Append(pair, 1, PairLock.Entry(PairLock.Closed, Run, UserId.Portal), new NewEntry(PairLock.Opened, UserId.Portal, "{}"));
        test.Append(new StreamId("scan/erp-db-01"), 0, TestLedger.Entry("pair.scan-asked"));
        test.Append(new StreamId("run/of-no-pair"), 0, TestLedger.Entry());
        test.Append(new StreamId("pair/"), 0, TestLedger.Entry());
        test.Append(new StreamId("security"), 0, TestLedger.Entry("sign-out"));
    }

    public void Dispose() => test.Dispose();

    [Fact]
    public void A_run_belongs_to_the_pair_also_with_what_it_had_before_it_took_the_pair() =>
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], test.Ledger.Query(new LedgerQuery(Pair: new PairId("erp-db-01"))).Select(e => e.Seq));

    [Fact]
    public void An_old_database_gets_the_same_index_and_its_chain_stays()
    {
        var (index, chain) = (Index(), test.Ledger.All().Select(e => Convert.ToHexString(e.Hash.AsSpan())).ToArray());
        test.Tamper(Before);

        test.Reopen();

        Assert.Equal(index, Index());
        Assert.Equal(chain, test.Ledger.All().Select(e => Convert.ToHexString(e.Hash.AsSpan())));
        Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify());
        test.Append(Streams.Of(Run), 3, TestLedger.Entry());
        Assert.Contains("erp-db-01|run.noted|11|u1", Index());
    }

    [Fact]
    public void An_old_database_with_damaged_data_is_migrated_and_then_found()
    {
        test.Tamper($"{Before} DROP TRIGGER ledger_refuses_update; UPDATE ledger SET data = 'not json' WHERE seq = 2; {SchemaScripts.All[0].Contents[SchemaScripts.All[0].Contents.IndexOf("CREATE TRIGGER ledger_refuses_update", StringComparison.Ordinal)..SchemaScripts.All[0].Contents.IndexOf("CREATE TRIGGER ledger_refuses_delete", StringComparison.Ordinal)]}");

        Assert.Contains("Entry 2", Assert.Throws<StorageRefusedException>(() => test.Reopen()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM ledger_pairs WHERE seq = 3", 3)]
    [InlineData("DELETE FROM ledger_pairs", 1)]
    [InlineData("DELETE FROM ledger_pairs WHERE seq = 3; INSERT INTO ledger_pairs VALUES ('erp-db-01', 'run.started', 3, 'somebody else')", 3)]
    [InlineData("DELETE FROM ledger_pair_runs", 2)]
    [InlineData("INSERT INTO ledger_pairs VALUES ('erp-db-01', 'sign-out', 10, 'u1')", 10)]
    [InlineData("INSERT INTO ledger_pairs VALUES ('mail-01', 'run.started', 3, 'u1')", 3)]
    [InlineData("INSERT INTO ledger_pair_runs VALUES ('of-no-pair', 'mail-01')", 8)]
    public void Verifying_finds_an_index_that_says_something_else(string sql, long first)
    {
        test.Tamper($"DROP TRIGGER ledger_pairs_refuse_delete; DROP TRIGGER ledger_pair_runs_refuse_delete; {sql}; {Guards()}");

        var broken = Assert.IsType<ChainCheck.Broken>(test.Ledger.Verify());

        Assert.Equal(first, broken.Seq);
        Assert.Contains("index by pair", broken.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM ledger_pairs")]
    [InlineData("UPDATE ledger_pairs SET actor = 'x'")]
    [InlineData("DELETE FROM ledger_pair_runs")]
    [InlineData("UPDATE ledger_pair_runs SET pair = 'x'")]
    [InlineData("REPLACE INTO ledger_pairs VALUES ('erp-db-01', 'run.started', 3, 'x')", true)]
    public void The_index_is_not_changed_by_hand(string sql, bool recursive = false) =>
        Assert.Contains("append alone", Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => test.Tamper($"PRAGMA recursive_triggers = {(recursive ? "ON" : "OFF")}; {sql}")).Message, StringComparison.Ordinal);

    private string[] Index()
    {
        using var connection = test.Intruder();
        return [.. connection.Query<string>("SELECT concat_ws('|', pair, kind, seq, actor) FROM ledger_pairs ORDER BY 1"), .. connection.Query<string>("SELECT concat_ws('|', run, pair) FROM ledger_pair_runs ORDER BY 1")];
    }

    private static string Guards()
    {
        var all = SchemaScripts.All.Single(script => script.Name == "0010_explorer.sql").Contents;
        return string.Concat(all.Split("CREATE TRIGGER").Skip(1).Where(guard => guard.Contains("_refuse_delete", StringComparison.Ordinal)).Select(guard => "CREATE TRIGGER" + guard));
    }
}
