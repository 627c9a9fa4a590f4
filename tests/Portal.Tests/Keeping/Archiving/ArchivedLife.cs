using Portal.Audit;
using Portal.Audit.Exports;
using Portal.Audit.Signing;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Keeping;
using Portal.Keeping.Archiving;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Keeping.Archiving;

/// <summary>A ledger with a life behind it, signed on the way, whose older part can be archived.</summary>
internal sealed class ArchivedLife : IDisposable
{
    public static readonly PairId Pair = new("erp-db-01"), Watched = new("crm-db-01");
    public static readonly UserId Admin = new("admin");

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-archiving-").FullName;
    private Signer? _signer;

    public ArchivedLife() => _ = Test.Ledger;

    public TestLedger Test { get; } = new();

    public string Archives => Path.Combine(_folder, "archives");

    public CheckpointStore Store => new(Test.Database, Test.Ledger);

    public Signer Signer => _signer ??= Signer.Open(Path.Combine(_folder, "key.pem"), Store, Test.Clock);

    public DateTimeOffset Now => Test.Clock.GetUtcNow();

    public ArchiveOrder Order => new(Archives, Now.AddSeconds(1), Admin, "Two years are over.", [], []);

    public void Sign() => Store.Add(Signer.Sign(Test.Ledger.Head));

    /// <summary>A whole run, a changed policy, a pause, notes; signed at its end.</summary>
    /// <returns>The run.</returns>
    public RunId Live()
    {
        var story = Story.Planned(time: Test.Clock).Start().Until(s => s.Ended, Story.Adam);
        var run = new RunId($"20261122-{Test.Ledger.Head.Seq:00000}");
        Note(Streams.Of(Pair), PairLock.Entry(PairLock.Opened, run, Story.Olga.Id));
        foreach (var told in story.Events)
            Note(Streams.Of(run), Streams.Entry(told.Event is RunEvent.Requested asked ? new RunEvent.Requested(asked.Plan with { Run = run }) : told.Event, told.Actor));
        Note(Streams.Of(Pair), PairLock.Entry(PairLock.Closed, run, UserId.Portal));
        var book = PolicyBook.Of(Test.Ledger.Read(PolicyBook.Stream));
        Note(PolicyBook.Stream, PolicyBook.Propose(Story.Olga.Id, book.Next(new ApprovalPolicy(0, [])), "Once a year."));
        book = PolicyBook.Of(Test.Ledger.Read(PolicyBook.Stream));
        Note(PolicyBook.Stream, PolicyBook.Accept(Admin, book.Proposed!.Digest, "So be it.", "totp"));
        Note(Streams.Of(Watched), WatchPause.Entry(WatchPause.Paused, Story.Olga.Id, $"since {Test.Ledger.Head.Seq}"));
        Note(BackupState.Stream, new NewEntry(BackupState.MadeKind, UserId.Portal, """{"file":"portal.db","entries":7}"""));
        for (var i = 0; i < 5; i++) Note(Streams.People, TestLedger.Entry("person.noted", $$"""{"n":{{i}}}"""));
        Sign();
        return run;
    }

    public void Note(StreamId stream, NewEntry entry)
    {
        Test.Clock.Advance(TimeSpan.FromSeconds(1));
        Test.Ledger.Note(stream, entry);
    }

    /// <summary>What the portal folds from the ledger, as lines.</summary>
    public string[] Present()
    {
        var (ledger, book) = (Test.Ledger, PolicyBook.Of(Test.Ledger.Read(PolicyBook.Stream)));
        return
        [
            $"{PairLock.Holder(ledger.Read(Streams.Of(Pair)))}", string.Join(' ', PairLock.Runs(ledger.Read(Streams.Of(Pair)))), $"{WatchPause.Of(ledger.Read(Streams.Of(Watched)))}",
            $"{book.Now.Version} {book.Entries} {book.Proposed}", $"{BackupState.Of(ledger).Made}", string.Join(' ', ledger.Streams(Streams.PairPrefix)), string.Join(' ', Store.Keys()),
        ];
    }

    /// <summary>Archives with nobody at the database, and opens it again.</summary>
    public async Task<ArchiveResult> Archive(ArchiveOrder? order = null, Action<ArchivePoint>? passing = null, long free = long.MaxValue)
    {
        var asked = order ?? Order;
        Test.Database.Dispose();
        try
        {
            return await new Archiver(Test.Path, Test.Clock) { Passing = passing ?? (_ => { }), Free = _ => free }.Run(asked);
        }
        finally
        {
            Test.Reopen();
        }
    }

    /// <summary>The lines of an export of everything that is at hand.</summary>
    public byte[] Export()
    {
        using var to = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(to);
        new ProvenExport(Test.Database, Test.Ledger, new LedgerExplorer(Test.Database), Store, new Lazy<Signer>(() => Signer)).Write(writer, new AuditFilter(Run: new RunId("none")), Test.Ledger.Head, 0, Now, "auditor", default).GetAwaiter().GetResult();
        return to.ToArray();
    }

    /// <summary>What somebody finds who has the archives, an export of now and an anchor of its end.</summary>
    public AuditFindings Verify(params string[] archives)
    {
        Sign();
        var anchor = Signer.Sign(Test.Ledger.Head);
        using var verifier = new AuditVerifier(new AuditTrust([new Anchored(anchor, "anchor.log")], [Store.Keys()[0].Id]));
        foreach (var path in archives)
        {
            using var file = File.OpenRead(path);
            if (!verifier.TakeArchive(file, Path.GetFileName(path))) return verifier.End();
        }
        using var export = new MemoryStream(Export());
        verifier.TakeExport(export);
        return verifier.End();
    }

    public void Dispose()
    {
        _signer?.Dispose();
        Test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
