using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Evidence;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Keeping.Archiving;
using Portal.Reports.Periods;
using Portal.Runs;
using Portal.Storage;
using Portal.Tests.Runs;
using Portal.Wiring;
using Portal.Wiring.Configuration;

namespace Portal.Tests.Keeping.Archiving;

/// <summary>What a start is asked for, what it does, and what the portal says afterwards.</summary>
public sealed class ArchiveAtStartTests : IDisposable
{
    private readonly ArchivedLife _life = new();

    public void Dispose() => _life.Dispose();

    private static (ArchiveSettings? Settings, ImmutableArray<string> Faults) Read(string json)
    {
        var root = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        var faults = new SettingFaults(new SettingOrigins(root));
        return (ArchiveSettings.Read(root, faults), faults.Sentences);
    }

    private ArchiveAtStart Start(string? reason = "Two years are over.", params IAnchor[] anchors) =>
        new(_life.Test.Path, new ArchiveSettings(_life.Archives, 90, reason), [.. anchors], _life.Test.Clock, NullLogger<ArchiveAtStart>.Instance);

    private async Task<string?> Run(ArchiveAtStart start)
    {
        _life.Test.Database.Dispose();
        try
        {
            return await start.Run();
        }
        finally
        {
            _life.Test.Reopen();
        }
    }

    [Fact]
    public async Task A_start_that_asks_for_it_archives_and_says_so_and_the_next_one_puts_the_old_database_away()
    {
        var run = _life.Live();
        _life.Test.Clock.Advance(TimeSpan.FromDays(100));
        var start = Start();
        var said = await Run(start);
        Assert.NotNull(said);
        var archive = _life.Test.Ledger.Archived!;
        Assert.Contains(archive.Digest, said, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_life.Archives, archive.Name), said, StringComparison.Ordinal);
        var note = Assert.Single(_life.Test.Ledger.All());
        Assert.Equal(UserId.Portal, note.Actor);
        Assert.Contains("Two years are over.", note.Data, StringComparison.Ordinal);
        Assert.Equal(archive.Digest, new RunArchive(_life.Test.Ledger).ArchivedIn(run)?.Digest);
        Assert.Null(new RunArchive(_life.Test.Ledger).ArchivedIn(new RunId("none")));
        Assert.Equal(archive.Digest, _life.Test.Ledger.ArchiveOf(1)?.Digest);
        Assert.Null(_life.Test.Ledger.ArchiveOf(archive.Next));

        await start.StartedAsync(default);
        Assert.True(File.Exists(Archiver.Before(_life.Test.Path)));
        await Start(reason: null).StartedAsync(default);
        Assert.False(File.Exists(Archiver.Before(_life.Test.Path)));
    }

    [Fact]
    public async Task A_start_that_does_not_ask_or_has_nothing_old_changes_nothing()
    {
        _life.Live();
        Assert.Null(await Run(Start(reason: null)));
        Assert.StartsWith("Nothing was archived. No entry is older than", await Run(Start()), StringComparison.Ordinal);
        Assert.Null(_life.Test.Ledger.Archived);
        var none = new ArchiveAtStart(Path.Combine(_life.Archives, "none.db"), new ArchiveSettings(_life.Archives, 90, "why"), [], _life.Test.Clock, NullLogger<ArchiveAtStart>.Instance);
        Assert.Contains("there is no database yet", await none.Run(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anchor_file_that_contradicts_the_ledger_ends_the_start_unless_the_loss_was_accepted()
    {
        _life.Live();
        var anchor = new FileAnchor(Path.Combine(Path.GetDirectoryName(_life.Test.Path)!, "anchor.log"));
        var lost = _life.Signer.Sign(new LedgerHead(_life.Test.Ledger.Head.Seq, [.. new byte[32]]));
        await anchor.Keep([_life.Store.Newest()!.Line(), lost.Line()], default);
        _life.Store.Reached(anchor.Name, _life.Store.LastNumber());
        _life.Test.Clock.Advance(TimeSpan.FromDays(100));
        var fault = await Assert.ThrowsAsync<StorageRefusedException>(() => Run(Start(anchors: anchor)));
        Assert.Contains("start without Archive:AtStart", fault.Message, StringComparison.Ordinal);
        Assert.Null(_life.Test.Ledger.Archived);

        _life.Store.Reconciled(lost, new LedgerHead(lost.Seq - 1, Chain.Origin), anchor.Name);
        Assert.StartsWith("Entries 1 to", await Run(Start(anchors: anchor)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_a_time_that_reaches_into_an_archive_says_so()
    {
        _life.Live();
        var day = DateOnly.FromDateTime(_life.Now.UtcDateTime);
        await _life.Archive();
        _life.Test.Clock.Advance(TimeSpan.FromDays(2));
        _life.Live();
        var sources = new PeriodSources(_life.Test.Ledger, _life.Test.Database, new Team(), new DeclaredPairs([]), new Lazy<Signer>(() => _life.Signer), _life.Test.Clock);

        var source = sources.Read(new Period(day, day.AddDays(2)), "auditor", default);
        Assert.Single(source.Evidence.Runs);
        Assert.Contains($"are archived, the last of them in {_life.Test.Ledger.Archived!.Name}", Assert.Single(source.Cut), StringComparison.Ordinal);
        Assert.Empty(sources.Read(new Period(day.AddDays(1), day.AddDays(2)), "auditor", default).Cut);
    }

    [Fact]
    public void Settings_are_read_and_wrong_ones_are_named()
    {
        Assert.Equal((null, 0), (Read("{}").Settings, Read("{}").Faults.Length));
        Assert.Equal(new ArchiveSettings("/mnt/evidence", 730, null), Read("""{ "Archive": { "Directory": "/mnt/evidence" } }""").Settings);
        Assert.Equal(new ArchiveSettings("/mnt/evidence", 90, "Because."), Read("""{ "Archive": { "Directory": "/mnt/evidence", "KeepDays": "90", "AtStart": "Because." } }""").Settings);
        Assert.Equal(4, Read($$"""{ "Archive": { "Directory": "evidence", "KeepDays": "89", "AtStart": "{{new string('x', 501)}}", "Keep": "1" } }""").Faults.Length);
        Assert.NotEmpty(Read("""{ "Archive": { "KeepDays": "90" } }""").Faults);
    }
}
