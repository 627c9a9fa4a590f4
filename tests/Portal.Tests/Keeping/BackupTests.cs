using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Keeping;
using Portal.Notifications;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Tests.Runs;
using Portal.Tests.Storage;

namespace Portal.Tests.Keeping;

/// <summary>Backups of a real ledger.</summary>
public sealed class BackupTests : BackupStage
{
    [Fact]
    public async Task A_backup_is_one_file_of_its_own_that_was_read_back_and_goes_on_record()
    {
        Fill(_test);

        var path = await BackUp();

        Assert.Equal([path], Directory.GetFileSystemEntries(Folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        }
        using var data = JsonDocument.Parse(Last("audit.backup-made").Data);
        Assert.Equal(10, data.RootElement.GetProperty("entries").GetInt64());
        Assert.Equal(Path.GetFileName(path), data.RootElement.GetProperty("file").GetString());
        Assert.Equal((10L, true), (Desk.State.Made!.Entries, Desk.State.Made.Good));
        Assert.Equal(_test.Clock.GetUtcNow(), Desk.Made);
        Assert.Null(Desk.State.Failed);
    }

    [Fact]
    public async Task Others_write_on_while_it_is_made_and_it_is_of_one_moment()
    {
        Fill(_test, 200);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) _test.Ledger.Note(new StreamId("scan/busy"), TestLedger.Entry(data: $$"""{"n":{{i}}}"""));
        });
        await BackUp();
        await stop.CancelAsync();
        await writing;

        Assert.InRange(Desk.State.Made!.Entries, 200, _test.Ledger.Head.Seq);
        Assert.IsType<Reply.Done>(await Desk.Drill(Admin));
    }

    [Fact]
    public async Task Only_the_newest_are_kept_and_no_other_file_is_touched()
    {
        Fill(_test);
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "portal-mine.db"), "somebody's own");
        var first = await BackUp();
        for (var i = 0; i < 3; i++) await BackUp();

        Assert.Equal(3, Desk.Files.Length);
        Assert.False(File.Exists(first));
        Assert.True(File.Exists(Path.Combine(Folder, "portal-mine.db")));
        Assert.Equal(Desk.Files.OrderByDescending(f => f.At), Desk.Files);
    }

    [Fact]
    public async Task What_a_killed_portal_left_half_done_is_no_backup_and_is_swept()
    {
        Fill(_test);
        Directory.CreateDirectory(Path.Combine(Folder, "drill-0123456789abcdef0123456789abcdef"));
        File.WriteAllText(Path.Combine(Folder, "portal-20261122T120000000Z.db.part"), "half");

        Assert.Empty(Desk.Files);
        var path = await BackUp();

        Assert.Equal([path], Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_ledger_that_is_broken_gives_no_backup_and_the_good_ones_stay()
    {
        Fill(_test);
        var good = await BackUp();
        _test.Tamper("DROP TRIGGER ledger_refuses_update; UPDATE ledger SET actor = 'u2' WHERE seq = 4; " +
            "CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger\nBEGIN\n    SELECT RAISE(ABORT, 'The ledger is append-only: an entry is never changed.');\nEND");
        _test.Clock.Advance(TimeSpan.FromMinutes(1));

        var no = Assert.IsType<Reply.Refused>(await Desk.BackUp(Admin));

        Assert.Contains("Entry 4", no.Why, StringComparison.Ordinal);
        Assert.Equal([good], Desk.Files.Select(f => f.Path));
        Assert.Equal([good], Directory.GetFileSystemEntries(Folder));
        Assert.Contains("Entry 4", Desk.State.Failed!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_to_every_admin_once_a_day()
    {
        Fill(_test);
        File.WriteAllText(Folder, "a file where the folder should be");

        Assert.IsType<Reply.Refused>(await Desk.BackUp(Admin));
        Assert.IsType<Reply.Refused>(await Desk.BackUp(Admin));

        var source = new BackupSource(_team);
        var entries = _test.Ledger.Read(BackupState.Stream);
        Assert.Equal(2, entries.Length);
        Assert.All(entries, e => Assert.True(source.Tells(e.Kind)));
        var told = entries.SelectMany(source.Of).ToArray();
        Assert.All(told, t => Assert.Equal([Admin], t.People));
        Assert.Single(told.Select(t => t.Notice.Key).Distinct());
        Assert.Equal("/audit/backups", told[0].Notice.Path);
    }

    [Fact]
    public async Task A_full_disk_gives_no_backup_and_leaves_nothing_half_done()
    {
        Fill(_test);
        using var disk = SmallDisk.Mount("256k");
        using var desk = new BackupDesk(_test.Database, _test.Ledger, _team, new SecurityJournal(_test.Ledger), _test.Clock, NullLogger<BackupDesk>.Instance, new BackupSettings(disk.Folder, TimeSpan.FromDays(1), 3));
        disk.Fill();

        Assert.IsType<Reply.Refused>(await desk.BackUp(Admin));

        Assert.Equal(["ballast"], Directory.GetFileSystemEntries(disk.Folder).Select(Path.GetFileName));
        Assert.Null(_test.Database.Health.Now);
        Assert.IsType<ChainCheck.Whole>(_test.Ledger.Verify());
    }

    [Fact]
    public async Task Who_is_no_admin_makes_none_and_it_is_on_record()
    {
        Fill(_test);

        Assert.IsType<Reply.Refused>(await Desk.BackUp(Team.Operator));
        Assert.IsType<Reply.Refused>(await Desk.Drill(Team.Operator));
        Assert.IsType<Reply.Refused>(await Desk.BackUp(new UserId("nobody")));

        Assert.Equal(3, _test.Ledger.Read(SecurityJournal.Stream).Count(e => e.Kind == "action.refused"));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task The_schedule_makes_one_when_the_last_is_old_also_after_a_restart()
    {
        Fill(_test);
        Desk.Begin();
        Assert.Null(Desk.OverdueSince);
        _test.Clock.Advance(TimeSpan.FromHours(31));
        Assert.NotNull(Desk.OverdueSince);
        using var schedule = new BackupSchedule(Desk, _test.Clock, NullLogger<BackupSchedule>.Instance);
        var made = Count();
        await schedule.StartAsync(default);
        await made(1);
        await schedule.StopAsync(default);
        Assert.Null(Desk.OverdueSince);

        _test.Clock.Advance(TimeSpan.FromHours(1));
        using var again = Make();
        using var restarted = new BackupSchedule(again, _test.Clock, NullLogger<BackupSchedule>.Instance);
        await restarted.StartAsync(default);
        _test.Clock.Advance(TimeSpan.FromHours(23));
        await made(2);
        await restarted.StopAsync(default);
        Assert.Equal(2, Desk.Files.Length);
    }

    // Counts what is written of backups, and waits for it.
    private Func<int, Task> Count()
    {
        var made = 0;
        var bell = new SemaphoreSlim(0);
        _test.Watch.Appended += entries =>
        {
            for (var i = entries.Count(e => e.Kind == "audit.backup-made"); i > 0; i--)
            {
                Interlocked.Increment(ref made);
                bell.Release();
            }
        };
        return async wanted =>
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Volatile.Read(ref made) < wanted) await bell.WaitAsync(limit.Token);
        };
    }
}
