using System.Security.Cryptography;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>Another signing key: whenever the change ends, the key that the ledger names is on the disk.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly SignedLedger _signed = new();

    public void Dispose() => _signed.Dispose();

    private TestLedger Test => _signed.Test;

    private string? Record(SigningKey key) => Test.Ledger.Write<string?>(within =>
    {
        CheckpointStore.Add(within, key, new UserId("u1"), "Yearly.", "password");
        return null;
    });

    private string IdOnDisk()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(_signed.KeyPath));
        return SigningKey.First(key, default).Id;
    }

    private AuditFindings Verify(string trusted) => _signed.Verify(_signed.Open().Origin, trusted);

    [Fact]
    public void Each_key_vouches_for_the_next_and_an_export_over_three_of_them_is_signed_to_its_end_for_who_knows_the_first()
    {
        var signer = _signed.Open();
        var (first, origin) = (signer.KeyId, signer.Origin);
        Test.Fill(2);
        for (var i = 0; i < 2; i++)
        {
            _signed.Store.Add(signer.Sign(Test.Ledger.Head));
            Assert.Null(signer.Rotate(Record));
        }
        _signed.Store.Add(signer.Sign(Test.Ledger.Head));

        Assert.Equal(3, _signed.Store.Keys().Select(k => k.Id).Distinct().Count());
        Assert.Equal((origin, signer.KeyId), (_signed.Open().Origin, IdOnDisk()));
        Assert.Equal([null, first, _signed.Store.Keys()[1].Id], _signed.Store.Keys().Select(k => k.VouchedBy));
        var found = Verify(first);
        Assert.True(found.IsWhole, found.Result.ToString());
        Assert.Equal(Test.Ledger.Head.Seq, found.SignedTo);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_signed.KeyPath));
        Assert.Equal([_signed.KeyPath], Directory.GetFiles(Path.GetDirectoryName(_signed.KeyPath)!));
        Assert.Equal(2, Test.Ledger.All().Count(e => e.Kind == "audit.key-rotated" && e.Actor == new UserId("u1")));
    }

    [Fact]
    public void What_was_refused_leaves_the_old_key_and_no_other_file()
    {
        var signer = _signed.Open();
        var old = signer.KeyId;
        Assert.Equal("no", signer.Rotate(_ => "no"));
        Assert.Equal((old, old), (signer.KeyId, IdOnDisk()));
        Assert.Equal([_signed.KeyPath], Directory.GetFiles(Path.GetDirectoryName(_signed.KeyPath)!));
        Assert.Single(_signed.Store.Keys());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_storage_that_fails_before_or_after_the_commit_is_settled_at_the_next_start(bool committed)
    {
        var signer = _signed.Open();
        var old = signer.KeyId;
        Assert.Throws<LedgerUnavailableException>(() => signer.Rotate<string>(key =>
        {
            if (committed) Record(key);
            throw new LedgerUnavailableException("The disk is full.");
        }));
        // Whatever became of it, the old key's signature is still good.
        Assert.True(signer.Sign(Test.Ledger.Head).IsSignedBy(_signed.Store.Keys().Single(k => k.Id == old)));

        var restarted = _signed.Open();
        Assert.Equal(committed ? 2 : 1, _signed.Store.Keys().Length);
        Assert.Equal((_signed.Store.Keys()[^1].Id, _signed.Store.Keys()[^1].Id), (restarted.KeyId, IdOnDisk()));
        Assert.Equal([_signed.KeyPath], Directory.GetFiles(Path.GetDirectoryName(_signed.KeyPath)!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Or_by_the_next_try(bool committed)
    {
        var signer = _signed.Open();
        Assert.Throws<LedgerUnavailableException>(() => signer.Rotate<string>(key =>
        {
            if (committed) Record(key);
            throw new LedgerUnavailableException("The disk is full.");
        }));
        Assert.Null(signer.Rotate(Record));
        Assert.Equal(committed ? 3 : 2, _signed.Store.Keys().Length);
        Assert.Equal(_signed.Store.Keys()[^1].Id, IdOnDisk());
        _signed.Store.Add(signer.Sign(Test.Ledger.Head));
        Assert.True(Verify(_signed.Store.Keys()[0].Id).IsWhole);
    }

    [Fact]
    public void A_key_file_that_cannot_be_replaced_is_told_and_the_next_try_claims_nothing()
    {
        var signer = _signed.Open();
        Assert.Throws<IOException>(() => signer.Rotate<string>(key =>
        {
            Record(key);
            File.Delete(_signed.KeyPath);
            Directory.CreateDirectory(Path.Combine(_signed.KeyPath, "in the way"));
            return null;
        }));
        Assert.Equal((2, _signed.Store.Keys()[^1].Id), (_signed.Store.Keys().Length, signer.KeyId));

        // What stands beside it is the only copy of the key that signs.
        Assert.Contains("cannot be put in place", Assert.Throws<Portal.Storage.StorageRefusedException>(() => signer.Rotate(Record)).Message, StringComparison.Ordinal);
        Assert.Equal(2, _signed.Store.Keys().Length);

        Directory.Delete(_signed.KeyPath, recursive: true);
        Assert.Null(signer.Rotate(Record));
        Assert.Equal((3, signer.KeyId), (_signed.Store.Keys().Length, IdOnDisk()));
    }

    [Fact]
    public void A_clock_that_went_back_does_not_change_the_order_of_the_keys()
    {
        var signer = _signed.Open();
        var before = _signed.Store.Keys()[0];
        Test.Clock.AdjustTime(Test.Clock.GetUtcNow().AddYears(-1));
        Assert.Null(signer.Rotate(Record));
        Assert.Equal(before, _signed.Store.Keys()[0]);
        Assert.Equal(signer.KeyId, _signed.Open().KeyId);
    }

    [Fact]
    public void A_file_left_beside_it_that_is_no_key_ends_with_a_sentence()
    {
        var signer = _signed.Open();
        File.WriteAllText(KeyFile.Next(_signed.KeyPath), "no key");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile.Next(_signed.KeyPath), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("cannot be used", Assert.Throws<Portal.Storage.StorageRefusedException>(() => signer.Rotate(Record)).Message, StringComparison.Ordinal);
        Assert.Single(_signed.Store.Keys());
    }
}
