using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Keeping.Archiving;

namespace Portal.Tests.Keeping.Archiving;

/// <summary>Whenever archiving ends, one whole database stands in its place, and the next try comes to its end.</summary>
public sealed class ArchiverKillTests : IDisposable
{
    private readonly ArchivedLife _life = new();

    public static TheoryData<string> Points => [.. Enum.GetNames<ArchivePoint>()];

    public void Dispose() => _life.Dispose();

    [Theory]
    [MemberData(nameof(Points))]
    public Task A_kill_leaves_the_old_database_or_the_new_one_whole(string point) => Ends(Enum.Parse<ArchivePoint>(point), async () =>
    {
        var (path, now) = (_life.Test.Path, _life.Order.Before);
        _life.Test.Database.Dispose();
        var code = await ArchiverChild.KilledAt(Enum.Parse<ArchivePoint>(point), path, _life.Archives, now);
        Assert.NotEqual(7, code);
        _life.Test.Reopen();
    });

    [Theory]
    [MemberData(nameof(Points))]
    public Task A_fault_leaves_the_old_database_or_the_new_one_whole(string point) => Ends(Enum.Parse<ArchivePoint>(point), () =>
        Assert.ThrowsAsync<IOException>(() => _life.Archive(passing: at => { if (at.ToString() == point) throw new IOException("The disk is gone."); })));

    private async Task Ends(ArchivePoint point, Func<Task> end)
    {
        _life.Live();
        var (present, head) = (_life.Present(), _life.Test.Ledger.Head);

        await end();

        var isNew = point == ArchivePoint.Swapped;
        var ledger = _life.Test.Ledger;
        Assert.Equal(present, _life.Present());
        Assert.Equal((isNew, head.Seq + (isNew ? 1 : 0)), (ledger.Archived is not null, ledger.Head.Seq));
        Assert.IsType<ChainCheck.Whole>(ledger.Verify());
        // What was done before is done again, or found done.
        _life.Live();
        var done = Assert.IsType<ArchiveResult.Done>(await _life.Archive());
        var files = Directory.GetFiles(_life.Archives).Order(StringComparer.Ordinal).ToArray();
        var parts = isNew ? files : [done.File];
        Assert.Equal(isNew ? 2 : point >= ArchivePoint.Archived ? 2 : 1, files.Length);
        var found = _life.Verify([.. parts.OrderBy(file => file == done.File)]);
        Assert.True(found is { IsTailProven: true, IsFromFirst: true }, FindingsText.Of(found, true).First());
        Assert.Equal(["anchor", "portal.db", "portal.db-shm", "portal.db-wal", "portal.db.before-archiving"], Directory.GetFiles(Path.GetDirectoryName(_life.Test.Path)!).Select(Path.GetFileName).Append("anchor").Order(StringComparer.Ordinal));
    }
}
