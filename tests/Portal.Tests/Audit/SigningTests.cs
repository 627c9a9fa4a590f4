using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>Checkpoints of a real ledger, their key and their anchors.</summary>
public sealed class SigningTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-signing-").FullName;
    private readonly List<Signer> _signers = [];

    public void Dispose()
    {
        foreach (var signer in _signers) signer.Dispose();
        _test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string KeyPath => Path.Combine(_folder, "keys", "audit-signing.pem");

    private string AnchorPath => Path.Combine(_folder, "anchor.log");

    private CheckpointStore Store => new(_test.Database, _test.Ledger);

    private Signer Open()
    {
        _ = _test.Ledger;
        var signer = Signer.Open(KeyPath, Store, _test.Clock);
        _signers.Add(signer);
        return signer;
    }

    private Checkpointer Make(ProofSettings? settings = null, params IAnchor[] anchors) => Make(Store, settings, anchors);

    private Checkpointer Make(CheckpointStore store, ProofSettings? settings, params IAnchor[] anchors) => new(
        _test.Ledger, _test.Watch, store, new Lazy<Signer>(Open), anchors, settings ?? ProofSettings.None, _test.Clock, NullLogger<Checkpointer>.Instance);

    private AuditFindings Verify(params string[] anchors)
    {
        var (ledger, signer) = (_test.Ledger, Open());
        Store.Add(signer.Sign(ledger.Head));
        var head = ledger.Head;
        var lines = PlainExport.JsonLines(ledger.All(), new AuditFilter(), default, AuditExport.Head(head, "", head.Seq, _test.Clock.GetUtcNow(), "auditor", signer.Origin), Store.Keys().Select(k => k.Line()), Store.UpTo(head.Seq));
        using var export = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines)));
        return AuditVerifier.Verify(export, new AuditTrust([.. anchors.SelectMany(a => Checkpoint.In(File.ReadLines(a))).Select(c => new Anchored(c, "anchor.log"))], [signer.KeyId]));
    }

    private async Task Run(Checkpointer checkpointer, Func<Task> meanwhile)
    {
        await checkpointer.StartingAsync(default);
        await checkpointer.StartAsync(default);
        await meanwhile();
        await checkpointer.StopAsync(default);
        await checkpointer.StoppedAsync(default);
    }

    private static async Task Soon(Func<bool> there)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!there()) await Task.Delay(10, limit.Token);
    }

    [Fact]
    public async Task An_approval_and_five_idle_minutes_are_each_signed_and_anchored()
    {
        _test.Fill();
        var checkpointer = Make(null, new FileAnchor(AnchorPath));
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].KeptAt is not null);
            var first = Store.Newest()!;
            Assert.IsType<Appended.Done>(_test.Append(new StreamId("run/x"), 0, TestLedger.Entry("approval.granted")));
            await Soon(() => Store.Newest()!.Seq > first.Seq && Checkpoint.In(File.ReadLines(AnchorPath)).Any(c => c.Seq > first.Seq));
            var lines = File.ReadAllLines(AnchorPath).Length;
            // Until it waits again.
            await Soon(() => { _test.Clock.Advance(Checkpointer.Every); return File.ReadAllLines(AnchorPath).Length > lines; });
        });
        Assert.True(Verify(AnchorPath).IsWhole);
        Assert.True(Verify(AnchorPath).AnchoredTo >= 11);
    }

    [Fact]
    public async Task What_was_signed_for_an_export_is_brought_to_the_anchors_at_once()
    {
        _test.Fill(2);
        var store = Store;
        var checkpointer = Make(store, null, new FileAnchor(AnchorPath));
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].KeptAt is not null);
            // Nothing that is signed by itself: only the export asks for it.
            Assert.IsType<Appended.Done>(_test.Append(new StreamId("export"), 0, TestLedger.Entry("export.made")));
            store.Add(_signers[0].Sign(_test.Ledger.Head));
            await Soon(() => Checkpoint.In(File.ReadLines(AnchorPath)).Any(c => c.Seq == _test.Ledger.Head.Seq));
        });
    }

    [Fact]
    public async Task What_an_anchor_missed_is_brought_to_it_in_order_and_meanwhile_it_is_said()
    {
        _test.Fill(2);
        var anchor = new Moody();
        var checkpointer = Make(null, anchor);
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].Fault is not null);
            Assert.Contains("unplugged", checkpointer.Anchors[0].Fault, StringComparison.Ordinal);
            Assert.IsType<Appended.Done>(_test.Append(new StreamId("run/x"), 0, TestLedger.Entry("run.completed")));
            await Soon(() => Store.Newest()!.Seq == _test.Ledger.Head.Seq);
            anchor.IsThere = true;
            await Soon(() => { _test.Clock.Advance(Checkpointer.Again); return checkpointer.Anchors[0] is { Fault: null, KeptAt: not null }; });
        });
        var kept = Checkpoint.In(anchor.Lines);
        Assert.Equal(kept.Select(c => c.Seq).Order(), kept.Select(c => c.Seq));
        Assert.Equal(kept.Length, anchor.Lines.Distinct().Count());
        Assert.Contains(kept, c => c.Seq == _test.Ledger.Head.Seq);
        Assert.Empty(Store.Owed(anchor.Name, 10));
    }

    [Fact]
    public async Task Anchors_that_took_nothing_for_an_hour_are_told_also_after_a_restart()
    {
        _test.Fill(2);
        var anchor = new Moody { IsThere = true };
        var checkpointer = Make(null, anchor);
        await Run(checkpointer, () => Soon(() => checkpointer.Anchors[0].KeptAt is not null));
        Assert.Null(checkpointer.Unanchored);

        anchor.IsThere = false;
        _test.Clock.Advance(ProofSettings.Usual + TimeSpan.FromMinutes(1));
        var again = Make(null, anchor);
        await Run(again, () => Soon(() => again.Anchors[0].Fault is not null));
        Assert.Contains("since 2026-11-22 14:00 UTC. moody: The volume is unplugged.", again.Unanchored, StringComparison.Ordinal);
        anchor.IsThere = true;
        await again.StoppedAsync(default);
        Assert.Null(again.Unanchored);
        Assert.Null(Make().Unanchored);
    }

    [Fact]
    public void The_key_stands_in_a_file_that_nobody_else_may_read_and_signs_on_after_a_restart()
    {
        var first = Open();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal((first.KeyId, first.Origin), (Open().KeyId, Open().Origin));
        var pem = File.ReadAllText(KeyPath).Split('\n')[1];
        Assert.DoesNotContain(_test.Ledger.All(), e => e.Body.Contains(pem, StringComparison.Ordinal));
        Assert.Single(_test.Ledger.All(), e => e.Kind == "audit.key-added");
    }

    [Fact]
    public void A_key_that_is_gone_another_or_open_to_others_ends_the_start_with_a_sentence()
    {
        Open();
        var kept = File.ReadAllText(KeyPath);
        File.Delete(KeyPath);
        Assert.Contains("is gone", Assert.Throws<StorageRefusedException>(Open).Message, StringComparison.Ordinal);
        using (KeyFile.Create(KeyPath)) { }
        Assert.Contains("was signed with", Assert.Throws<StorageRefusedException>(Open).Message, StringComparison.Ordinal);
        File.WriteAllText(KeyPath, "no key");
        Assert.Contains("cannot be used", Assert.Throws<StorageRefusedException>(Open).Message, StringComparison.Ordinal);
        File.WriteAllText(KeyPath, kept);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Assert.Throws<StorageRefusedException>(Open).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        Open();
        Assert.Single(Store.Keys());
    }

    [Fact]
    public async Task A_restored_backup_is_recognised_and_refused_until_somebody_accepts_the_loss()
    {
        var anchor = new FileAnchor(AnchorPath);
        _test.Fill(4);
        Open();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using (var backup = _test.Intruder()) Execute(backup, $"VACUUM INTO '{Path.Combine(_folder, "backup.db")}'");
        Assert.IsType<Appended.Done>(_test.Append(new StreamId("run/x"), 0, TestLedger.Entry("run.completed")));
        await Run(Make(null, anchor), () => Task.CompletedTask);
        var lost = Checkpoint.In(File.ReadLines(AnchorPath))[^1];

        _test.Database.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(_test.Path)!)) File.Delete(old);
        File.Copy(Path.Combine(_folder, "backup.db"), _test.Path);
        _test.Reopen();
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => Make(null, anchor).StartingAsync(default));
        Assert.Contains("old backup", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"--Audit:Reconcile={lost.Hash}", refused.Message, StringComparison.Ordinal);

        await Run(Make(ProofSettings.None with { AnchorFiles = [AnchorPath], Reconcile = lost.Hash }, anchor), () => Task.CompletedTask);
        Assert.Single(_test.Ledger.All(), e => e.Kind == "audit.reconciled");
        // The auditor still learns of it: the anchor knows what the ledger does not have.
        Assert.IsType<ChainCheck.Broken>(Verify(AnchorPath).Result);
    }

    private static void Execute(Microsoft.Data.Sqlite.SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Moody : IAnchor
    {
        public List<string> Lines { get; } = [];

        public volatile bool IsThere;

        public string Name => "moody";

        public Task Keep(IReadOnlyList<string> lines, CancellationToken stop)
        {
            if (!IsThere) throw new IOException("The volume is unplugged.");
            Lines.AddRange(lines);
            return Task.CompletedTask;
        }
    }
}
