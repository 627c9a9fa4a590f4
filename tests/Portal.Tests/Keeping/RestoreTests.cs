using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Runs;
using Portal.Storage;
using Portal.Tests.Storage;

namespace Portal.Tests.Keeping;

/// <summary>The way back from a backup, on trial and in earnest.</summary>
public sealed class RestoreTests : BackupStage
{
    [Fact]
    public async Task A_drill_reads_everything_back_and_tells_how_long_it_took()
    {
        Fill(_test);
        await BackUp();
        More();

        Assert.IsType<Reply.Done>(await Desk.Drill(Admin));

        Assert.Equal((10L, true), (Desk.State.Drill!.Entries, Desk.State.Drill.Good));
        Assert.Single(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("UPDATE ledger SET data = '{\"n\":99}' WHERE seq = 6", "Entry 6")]
    [InlineData("DELETE FROM ledger WHERE seq > 8; INSERT INTO checkpoints (seq, line) VALUES (9, '{')", "checkpoints")]
    [InlineData("DROP TABLE write_trial", "write_trial")]
    public async Task A_backup_that_was_tampered_with_fails_the_drill_and_says_where(string sql, string word)
    {
        Fill(_test);
        var path = await BackUp();
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            var guards = connection.Query<(string Name, string Sql)>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'ledger'").ToList();
            foreach (var guard in guards) connection.Execute($"DROP TRIGGER {guard.Name}");
            connection.Execute(sql);
            foreach (var guard in guards) connection.Execute(guard.Sql);
        }

        var no = Assert.IsType<Reply.Refused>(await Desk.Drill(Admin));

        Assert.Contains(word, no.Why, StringComparison.Ordinal);
        Assert.False(Desk.State.Drill!.Good);
    }

    [Fact]
    public async Task A_backup_of_another_ledger_and_one_that_is_damaged_fail_the_drill()
    {
        Fill(_test);
        var path = await BackUp();
        using var other = new TestLedger();
        other.Clock.Advance(TimeSpan.FromHours(1));
        Fill(other, 4);
        File.Delete(path);
        other.Tamper($"VACUUM INTO '{path}'");

        Assert.Contains("no backup of this ledger", Assert.IsType<Reply.Refused>(await Desk.Drill(Admin)).Why, StringComparison.Ordinal);

        path = await BackUp();
        using (var file = File.OpenWrite(path))
        {
            file.Seek(file.Length / 2, SeekOrigin.Begin);
            file.Write(new byte[20_000]);
        }
        Assert.IsType<Reply.Refused>(await Desk.Drill(Admin));
    }

    [Fact]
    public async Task An_old_backup_is_restored_refused_and_reconciled()
    {
        Fill(_test);
        var key = Path.Combine(_folder, "keys", "audit-signing.pem");
        var anchor = new FileAnchor(Path.Combine(_folder, "anchor.log"));
        using (var signer = Signer.Open(key, new CheckpointStore(_test.Database, _test.Ledger), _test.Clock)) { }
        var path = await BackUp();
        More();
        Checkpoint lost;
        using (var signer = Signer.Open(key, new CheckpointStore(_test.Database, _test.Ledger), _test.Clock))
        {
            lost = signer.Sign(_test.Ledger.Head);
            await anchor.Keep([lost.Line()], default);
        }

        // As the guide says: aside with the old files, and the one file in their place.
        _test.Database.Dispose();
        SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(_test.Path)!)) File.Delete(old);
        File.Copy(path, _test.Path);
        var ledger = _test.Reopen();
        var store = new CheckpointStore(_test.Database, ledger);
        using var again = Signer.Open(key, store, _test.Clock);
        var settings = new ProofSettings(null, [], null, [], ProofSettings.Usual, null);

        Assert.Contains($"--Audit:Reconcile={lost.Hash}", Assert.Throws<StorageRefusedException>(() => RestoreCheck.Demand(ledger, store, again, [anchor], settings)).Message, StringComparison.Ordinal);
        RestoreCheck.Demand(ledger, store, again, [anchor], settings with { Reconcile = lost.Hash });

        Assert.Single(ledger.All(), e => e.Kind == "audit.reconciled");
        Assert.IsType<ChainCheck.Whole>(ledger.Verify());
        Assert.Null(new CheckpointCheck(ledger, store, [anchor]).Look());
    }
}
