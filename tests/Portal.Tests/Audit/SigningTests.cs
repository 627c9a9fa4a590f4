using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Runs;
using Portal.Storage;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>Checkpoints of a real ledger, their key and their anchors.</summary>
public sealed class SigningTests : IDisposable
{
    private readonly SignedLedger _signed = new();

    public void Dispose() => _signed.Dispose();

    private TestLedger Test => _signed.Test;

    private Checkpointer Make(ProofSettings? settings = null, params IAnchor[] anchors) => Make(_signed.Store, settings, anchors);

    private Checkpointer Make(CheckpointStore store, ProofSettings? settings, params IAnchor[] anchors) => new(
        Test.Ledger, Test.Watch, store, new Lazy<Signer>(_signed.Open), anchors, settings ?? ProofSettings.None, Test.Clock, NullLogger<Checkpointer>.Instance);

    // Whoever exports is the portal itself, which signs what leaves.
    private AuditFindings Verify(params string[] anchors)
    {
        var signer = _signed.Open();
        _signed.Store.Add(signer.Sign(Test.Ledger.Head));
        return _signed.Verify(signer.Origin, signer.KeyId, anchors);
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
        Test.Fill();
        var checkpointer = Make(null, new FileAnchor(_signed.AnchorPath));
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].KeptAt is not null);
            var first = _signed.Store.Newest()!;
            Assert.IsType<Appended.Done>(Test.Append(new StreamId("run/x"), 0, TestLedger.Entry("approval.granted")));
            await Soon(() => _signed.Store.Newest()!.Seq > first.Seq && Checkpoint.In(File.ReadLines(_signed.AnchorPath)).Any(c => c.Seq > first.Seq));
            var lines = File.ReadAllLines(_signed.AnchorPath).Length;
            // Until it waits again.
            await Soon(() => { Test.Clock.Advance(Checkpointer.Every); return File.ReadAllLines(_signed.AnchorPath).Length > lines; });
        });
        Assert.True(Verify(_signed.AnchorPath).IsWhole);
        Assert.True(Verify(_signed.AnchorPath).AnchoredTo >= 11);
    }

    [Theory]
    [InlineData("run.completed")]
    [InlineData("run.aborted")]
    [InlineData(PairLock.Closed)]
    [InlineData("step.interruption-measured")]
    public async Task The_last_entries_of_a_run_are_signed_and_anchored_without_waiting(string kind)
    {
        Test.Fill(2);
        var checkpointer = Make(null, new FileAnchor(_signed.AnchorPath));
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].KeptAt is not null);
            Assert.IsType<Appended.Done>(Test.Append(new StreamId("run/x"), 0, TestLedger.Entry(kind)));
            await Soon(() => Checkpoint.In(File.ReadLines(_signed.AnchorPath)).Any(c => c.Seq == Test.Ledger.Head.Seq));
        });
    }

    [Fact]
    public async Task What_was_signed_for_an_export_is_brought_to_the_anchors_at_once()
    {
        Test.Fill(2);
        var store = _signed.Store;
        var checkpointer = Make(store, null, new FileAnchor(_signed.AnchorPath));
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].KeptAt is not null);
            // Nothing that is signed by itself: only the export asks for it.
            Assert.IsType<Appended.Done>(Test.Append(new StreamId("export"), 0, TestLedger.Entry("export.made")));
            store.Add(_signed.Open().Sign(Test.Ledger.Head));
            await Soon(() => Checkpoint.In(File.ReadLines(_signed.AnchorPath)).Any(c => c.Seq == Test.Ledger.Head.Seq));
        });
    }

    [Fact]
    public async Task What_an_anchor_missed_is_brought_to_it_in_order_and_meanwhile_it_is_said()
    {
        Test.Fill(2);
        var anchor = new Moody();
        var checkpointer = Make(null, anchor);
        await Run(checkpointer, async () =>
        {
            await Soon(() => checkpointer.Anchors[0].Fault is not null);
            Assert.Contains("unplugged", checkpointer.Anchors[0].Fault, StringComparison.Ordinal);
            Assert.IsType<Appended.Done>(Test.Append(new StreamId("run/x"), 0, TestLedger.Entry("run.completed")));
            await Soon(() => _signed.Store.Newest()!.Seq == Test.Ledger.Head.Seq);
            anchor.IsThere = true;
            await Soon(() => { Test.Clock.Advance(Checkpointer.Again); return checkpointer.Anchors[0] is { Fault: null, KeptAt: not null }; });
        });
        var kept = Checkpoint.In(anchor.Lines);
        Assert.Equal(kept.Select(c => c.Seq).Order(), kept.Select(c => c.Seq));
        Assert.Equal(kept.Length, anchor.Lines.Distinct().Count());
        Assert.Contains(kept, c => c.Seq == Test.Ledger.Head.Seq);
        Assert.Empty(_signed.Store.Owed(anchor.Name, 10));
    }

    [Fact]
    public async Task Anchors_that_took_nothing_for_an_hour_are_told_also_after_a_restart()
    {
        Test.Fill(2);
        var anchor = new Moody { IsThere = true };
        var checkpointer = Make(null, anchor);
        await Run(checkpointer, () => Soon(() => checkpointer.Anchors[0].KeptAt is not null));
        Assert.Null(checkpointer.Unanchored);

        anchor.IsThere = false;
        Test.Clock.Advance(ProofSettings.Usual + TimeSpan.FromMinutes(1));
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
        var first = _signed.Open();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_signed.KeyPath));
        Assert.Equal((first.KeyId, first.Origin), (_signed.Open().KeyId, _signed.Open().Origin));
        var pem = File.ReadAllText(_signed.KeyPath).Split('\n')[1];
        Assert.DoesNotContain(Test.Ledger.All(), e => e.Body.Contains(pem, StringComparison.Ordinal));
        Assert.Single(Test.Ledger.All(), e => e.Kind == "audit.key-added");
    }

    [Fact]
    public void A_key_that_is_gone_another_or_open_to_others_ends_the_start_with_a_sentence()
    {
        _signed.Open();
        var kept = File.ReadAllText(_signed.KeyPath);
        File.Delete(_signed.KeyPath);
        Assert.Contains("is gone", Assert.Throws<StorageRefusedException>(_signed.Open).Message, StringComparison.Ordinal);
        using (KeyFile.Create(_signed.KeyPath)) { }
        Assert.Contains("was signed with", Assert.Throws<StorageRefusedException>(_signed.Open).Message, StringComparison.Ordinal);
        File.WriteAllText(_signed.KeyPath, "no key");
        Assert.Contains("cannot be used", Assert.Throws<StorageRefusedException>(_signed.Open).Message, StringComparison.Ordinal);
        File.WriteAllText(_signed.KeyPath, kept);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_signed.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Assert.Throws<StorageRefusedException>(_signed.Open).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(_signed.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        _signed.Open();
        Assert.Single(_signed.Store.Keys());
    }

    [Fact]
    public async Task A_restored_backup_is_recognised_and_refused_until_somebody_accepts_the_loss()
    {
        var anchor = new FileAnchor(_signed.AnchorPath);
        Test.Fill(4);
        _signed.Open();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using (var backup = Test.Intruder()) Execute(backup, $"VACUUM INTO '{Path.Combine(_signed.Folder, "backup.db")}'");
        Assert.IsType<Appended.Done>(Test.Append(new StreamId("run/x"), 0, TestLedger.Entry("run.completed")));
        await Run(Make(null, anchor), () => Task.CompletedTask);
        var lost = Checkpoint.In(File.ReadLines(_signed.AnchorPath))[^1];

        Test.Database.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(Test.Path)!)) File.Delete(old);
        File.Copy(Path.Combine(_signed.Folder, "backup.db"), Test.Path);
        Test.Reopen();
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => Make(null, anchor).StartingAsync(default));
        Assert.Contains("old backup", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"--Audit:Reconcile={lost.Hash}", refused.Message, StringComparison.Ordinal);

        await Run(Make(ProofSettings.None with { AnchorFiles = [_signed.AnchorPath], Reconcile = lost.Hash }, anchor), () => Task.CompletedTask);
        Assert.Single(Test.Ledger.All(), e => e.Kind == "audit.reconciled");
        // The auditor still learns of it: the anchor knows what the ledger does not have.
        Assert.IsType<ChainCheck.Broken>(Verify(_signed.AnchorPath).Result);
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
