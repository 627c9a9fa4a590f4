using System.Security.Cryptography;
using System.Text;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>Another signing key: whenever the change ends, the key that the ledger names is on the disk.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-rotation-").FullName;
    private readonly List<Signer> _signers = [];

    public void Dispose()
    {
        foreach (var signer in _signers) signer.Dispose();
        _test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string KeyPath => Path.Combine(_folder, "audit-signing.pem");

    private CheckpointStore Store => new(_test.Database, _test.Ledger);

    private Signer Open()
    {
        _ = _test.Ledger;
        var signer = Signer.Open(KeyPath, Store, _test.Clock);
        _signers.Add(signer);
        return signer;
    }

    private string? Record(SigningKey key) => _test.Ledger.Write<string?>(within =>
    {
        CheckpointStore.Add(within, key, new UserId("u1"), "Yearly.", "password");
        return null;
    });

    private string IdOnDisk()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyPath));
        return SigningKey.First(key, default).Id;
    }

    private AuditFindings Verify(string trusted)
    {
        var head = _test.Ledger.Head;
        var lines = PlainExport.JsonLines(_test.Ledger.All(), new AuditFilter(), default, AuditExport.Head(head, "", head.Seq, _test.Clock.GetUtcNow(), "auditor", Open().Origin), Store.Keys().Select(k => k.Line()), Store.UpTo(head.Seq));
        using var export = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines)));
        return AuditVerifier.Verify(export, new AuditTrust([], [trusted]));
    }

    [Fact]
    public void Each_key_vouches_for_the_next_and_an_export_over_three_of_them_is_signed_to_its_end_for_who_knows_the_first()
    {
        var signer = Open();
        var (first, origin) = (signer.KeyId, signer.Origin);
        _test.Fill(2);
        for (var i = 0; i < 2; i++)
        {
            Store.Add(signer.Sign(_test.Ledger.Head));
            Assert.Null(signer.Rotate(Record));
        }
        Store.Add(signer.Sign(_test.Ledger.Head));

        Assert.Equal(3, Store.Keys().Select(k => k.Id).Distinct().Count());
        Assert.Equal((origin, signer.KeyId), (Open().Origin, IdOnDisk()));
        Assert.Equal([null, first, Store.Keys()[1].Id], Store.Keys().Select(k => k.VouchedBy));
        var found = Verify(first);
        Assert.True(found.IsWhole, found.Result.ToString());
        Assert.Equal(_test.Ledger.Head.Seq, found.SignedTo);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal([KeyPath], Directory.GetFiles(_folder));
        Assert.Equal(2, _test.Ledger.All().Count(e => e.Kind == "audit.key-rotated" && e.Actor == new UserId("u1")));
    }

    [Fact]
    public void What_was_refused_leaves_the_old_key_and_no_other_file()
    {
        var signer = Open();
        var old = signer.KeyId;
        Assert.Equal("no", signer.Rotate(_ => "no"));
        Assert.Equal((old, old), (signer.KeyId, IdOnDisk()));
        Assert.Equal([KeyPath], Directory.GetFiles(_folder));
        Assert.Single(Store.Keys());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_storage_that_fails_before_or_after_the_commit_is_settled_at_the_next_start(bool committed)
    {
        var signer = Open();
        var old = signer.KeyId;
        Assert.Throws<LedgerUnavailableException>(() => signer.Rotate<string>(key =>
        {
            if (committed) Record(key);
            throw new LedgerUnavailableException("The disk is full.");
        }));
        // Whatever became of it, the old key's signature is still good.
        Assert.True(signer.Sign(_test.Ledger.Head).IsSignedBy(Store.Keys().Single(k => k.Id == old)));

        var restarted = Open();
        Assert.Equal(committed ? 2 : 1, Store.Keys().Length);
        Assert.Equal((Store.Keys()[^1].Id, Store.Keys()[^1].Id), (restarted.KeyId, IdOnDisk()));
        Assert.Equal([KeyPath], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Or_by_the_next_try(bool committed)
    {
        var signer = Open();
        Assert.Throws<LedgerUnavailableException>(() => signer.Rotate<string>(key =>
        {
            if (committed) Record(key);
            throw new LedgerUnavailableException("The disk is full.");
        }));
        Assert.Null(signer.Rotate(Record));
        Assert.Equal(committed ? 3 : 2, Store.Keys().Length);
        Assert.Equal(Store.Keys()[^1].Id, IdOnDisk());
        Store.Add(signer.Sign(_test.Ledger.Head));
        Assert.True(Verify(Store.Keys()[0].Id).IsWhole);
    }

    [Fact]
    public void A_clock_that_went_back_does_not_change_the_order_of_the_keys()
    {
        var signer = Open();
        var before = Store.Keys()[0];
        _test.Clock.AdjustTime(_test.Clock.GetUtcNow().AddYears(-1));
        Assert.Null(signer.Rotate(Record));
        Assert.Equal(before, Store.Keys()[0]);
        Assert.Equal(signer.KeyId, Open().KeyId);
    }

    [Fact]
    public void A_file_left_beside_it_that_is_no_key_ends_with_a_sentence()
    {
        var signer = Open();
        File.WriteAllText(KeyFile.Next(KeyPath), "no key");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile.Next(KeyPath), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("cannot be used", Assert.Throws<Portal.Storage.StorageRefusedException>(() => signer.Rotate(Record)).Message, StringComparison.Ordinal);
        Assert.Single(Store.Keys());
    }
}
