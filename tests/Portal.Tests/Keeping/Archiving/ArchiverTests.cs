using Microsoft.Data.Sqlite;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Runs;
using Portal.Keeping.Archiving;
using Portal.Storage;
using Portal.Storage.Ledger;
using Portal.Tests.Storage;

namespace Portal.Tests.Keeping.Archiving;

/// <summary>Real databases whose oldest entries leave as a file.</summary>
public sealed class ArchiverTests : IDisposable
{
    private readonly ArchivedLife _life = new();

    private SqliteLedger Ledger => _life.Test.Ledger;

    public void Dispose() => _life.Dispose();

    private async Task<ArchiveResult.Done> Done(ArchiveOrder? order = null) => Assert.IsType<ArchiveResult.Done>(await _life.Archive(order));

    [Fact]
    public async Task Old_entries_leave_as_a_file_that_verifies_and_everything_of_now_is_as_before()
    {
        var run = _life.Live();
        var (present, whole) = (_life.Present(), Ledger.Head);
        var entries = Ledger.All().ToArray();

        var done = await Done();

        Assert.Equal((1, whole.Seq), (done.First, done.Part.Head.Seq));
        Assert.Equal(present, _life.Present());
        Assert.IsType<ChainCheck.Whole>(Ledger.Verify());
        Assert.Null(new CheckpointCheck(Ledger, _life.Store, []).Look());
        var proof = await new LedgerProof(Ledger, _life.Test.Clock).Check();
        Assert.Equal((1, done.Part.Digest), (proof.Entries, proof.After?.Digest));
        // Only what records it is left, and it follows from the last one.
        var note = Assert.Single(Ledger.All());
        Assert.Equal((whole.Seq + 1, "audit.archived", ArchivedLife.Admin), (note.Seq, note.Kind, note.Actor));
        Assert.Equal(entries[^1].Hash, note.PreviousHash);
        Assert.Contains(done.Part.Digest, note.Data, StringComparison.Ordinal);
        Assert.Empty(Ledger.Read(Streams.Of(run)));
        Assert.Equal(done.Part.Name, Ledger.Archived!.Name);

        Assert.Equal([done.File], Directory.GetFileSystemEntries(_life.Archives));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(done.File));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_life.Test.Path));
        }
        var found = _life.Verify(done.File);
        Assert.True(found is { IsTailProven: true, IsFromFirst: true }, FindingsText.Of(found, true).First());
        Assert.Equal(Ledger.Head.Seq, found.Entries);
        Assert.Equal((false, whole.Seq + 1), (_life.Verify().IsFromFirst, _life.Verify().First));
        Assert.Equal(entries.Length, new LedgerRows(done.Before).Count);
    }

    [Fact]
    public async Task Streams_go_on_counting_and_the_next_archive_follows_the_first()
    {
        _life.Live();
        var first = await Done();
        _life.Live();
        var present = _life.Present();
        var second = await Done();
        _life.Live();

        Assert.Equal(first.Part.Next, second.First);
        Assert.Equal(present[3], $"{2} {4} ");
        Assert.IsType<ChainCheck.Whole>(Ledger.Verify());
        Assert.Equal(15, Assert.IsType<Appended.Raced>(Ledger.Append([new StreamAppend(Streams.People, 0, [TestLedger.Entry()])])).ActualVersion);
        Assert.IsType<Appended.Done>(Ledger.Append([new StreamAppend(Streams.People, 15, [TestLedger.Entry()])]));
        var found = _life.Verify(first.File, second.File);
        Assert.True(found is { IsTailProven: true, IsFromFirst: true }, FindingsText.Of(found, true).First());
        Assert.Equal(Ledger.Head.Seq, found.Entries);
        Assert.Equal(second.First, Assert.IsType<ChainCheck.Broken>(_life.Verify(first.File).Result).Seq);
    }

    [Fact]
    public async Task A_run_that_goes_on_stays_with_everything_after_its_beginning()
    {
        _life.Live();
        var whole = Ledger.Head.Seq;
        var open = new RunId("20261122-OPEN1");
        _life.Note(Streams.Of(ArchivedLife.Pair), PairLock.Entry(PairLock.Opened, open, ArchivedLife.Admin));
        var story = Pages.Story.Planned(time: _life.Test.Clock).Start();
        foreach (var told in story.Events) _life.Note(Streams.Of(open), Streams.Entry(told.Event, told.Actor));
        _life.Sign();
        var (present, state) = (_life.Present(), RunJson.Write(Run.Fold(Ledger.Read(Streams.Of(open)).Select(Streams.Read))!.Events));

        var done = await Done();

        Assert.Equal(whole, done.Part.Head.Seq);
        Assert.Contains($"Run {open} began with entry {whole + 2} and has not ended", done.HeldBack, StringComparison.Ordinal);
        Assert.Equal(present, _life.Present());
        Assert.Equal(state, RunJson.Write(Run.Fold(Ledger.Read(Streams.Of(open)).Select(Streams.Read))!.Events));
        Assert.Contains(new LedgerExplorer(_life.Test.Database).Page(new LedgerQuery(Pair: ArchivedLife.Pair), default).Entries, e => e.Stream == Streams.Of(open));
    }

    [Fact]
    public async Task Where_anchors_are_declared_a_segment_ends_only_where_one_has_it()
    {
        _life.Live();
        var anchored = Ledger.Head.Seq;
        var number = _life.Store.LastNumber();
        _life.Live();
        var order = _life.Order with { Anchors = ["file /a"] };
        Assert.Contains("No place outside has confirmed", Assert.IsType<ArchiveResult.Nothing>(await _life.Archive(order)).Why, StringComparison.Ordinal);
        _life.Store.Reached("file /a", number);
        Assert.Equal(anchored, (await Done(order)).Part.Head.Seq);
    }

    [Fact]
    public async Task An_anchor_that_contradicts_the_ledger_stops_it()
    {
        _life.Live();
        using var other = new ArchivedLife();
        other.Live();
        var strange = other.Signer.Sign(other.Test.Ledger.Head);
        var head = Ledger.Head;
        var fault = await Assert.ThrowsAsync<StorageRefusedException>(() => _life.Archive(_life.Order with { Kept = [new Anchored(strange with { Seq = 3, Origin = _life.Signer.Origin }, "anchor.log")] }));
        Assert.Contains("The archive does not verify.", fault.Message, StringComparison.Ordinal);
        Assert.Equal((head.Seq, null), (Ledger.Head.Seq, Ledger.Archived));
    }

    [Fact]
    public async Task Nothing_is_begun_without_room_and_nothing_is_changed_where_nothing_can_leave()
    {
        _life.Live();
        var head = Ledger.Head.Seq;
        Assert.Contains("MB free, and archiving takes up to", (await Assert.ThrowsAsync<StorageRefusedException>(() => _life.Archive(free: 1000))).Message, StringComparison.Ordinal);
        Assert.Contains("No entry is older", Assert.IsType<ArchiveResult.Nothing>(await _life.Archive(_life.Order with { Before = DateTimeOffset.UnixEpoch })).Why, StringComparison.Ordinal);
        Assert.Equal((head, null), (Ledger.Head.Seq, Ledger.Archived));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_life.Test.Path)!, "portal.db*"), file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_program_at_the_database_stops_it()
    {
        _life.Live();
        var order = _life.Order;
        using var intruder = _life.Test.Intruder();
        using (var reading = intruder.CreateCommand())
        {
            reading.CommandText = "SELECT count(*) FROM ledger";
            reading.ExecuteScalar();
            var fault = await Assert.ThrowsAnyAsync<Exception>(() => _life.Archive(order));
            Assert.True(fault is IOException or StorageRefusedException, fault.ToString());
            Assert.Contains("Nothing was changed", fault.Message, StringComparison.Ordinal);
        }
        Assert.Null(Ledger.Archived);
    }

    [Theory]
    [InlineData("UPDATE archives SET name = 'audit-other.jsonl'", "archives_refuse_update")]
    [InlineData("DELETE FROM archived_entries WHERE seq = (SELECT max(seq) FROM archived_entries)", "archived_entries_refuse_delete")]
    [InlineData("UPDATE archived_entries SET actor = 'somebody' WHERE seq = (SELECT min(seq) FROM archived_entries)", "archived_entries_refuse_update")]
    [InlineData("UPDATE archived_streams SET version = version + 1 WHERE stream = 'settings' OR stream = 'backups'", "archived_streams_refuse_update")]
    [InlineData("INSERT INTO archived_streams VALUES ('run/made-up', 7)", "archived_streams_refuse_insert")]
    [InlineData("DELETE FROM archives", "archives_refuse_delete")]
    public async Task What_is_said_of_archived_entries_is_guarded_and_a_change_is_found(string change, string trigger)
    {
        _life.Live();
        await Done();
        Assert.Contains("archiving alone", Assert.Throws<SqliteException>(() => _life.Test.Tamper(change)).Message, StringComparison.Ordinal);
        var sql = new LedgerRows(_life.Test.Path).Trigger(trigger);
        _life.Test.Tamper($"DROP TRIGGER {trigger}; {change}; {sql};");
        Assert.IsType<ChainCheck.Broken>(Ledger.Verify());
    }

    [Fact]
    public async Task A_database_of_before_is_known_by_its_checkpoint_and_an_older_one_is_refused()
    {
        _life.Live();
        var anchor = Path.Combine(Path.GetDirectoryName(_life.Test.Path)!, "anchor.log");
        await File.WriteAllLinesAsync(anchor, [_life.Store.Newest()!.Line()], TestContext.Current.CancellationToken);
        var done = await Done();
        RestoreCheck.Demand(Ledger, _life.Store, _life.Signer, [new FileAnchor(anchor)], ProofSettings.None);
        await File.WriteAllLinesAsync(anchor, [(_life.Store.Newest()! with { Hash = new string('a', 64) }).Line()], TestContext.Current.CancellationToken);
        Assert.Throws<StorageRefusedException>(() => RestoreCheck.Demand(Ledger, _life.Store, _life.Signer, [new FileAnchor(anchor)], ProofSettings.None));
        Assert.NotNull(done);
    }
}
