using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Storage.Ledger;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

public sealed class EntryProofTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-proof-").FullName;
    private readonly Signer _signer;

    public EntryProofTests()
    {
        _test.Fill(5);
        _signer = Signer.Open(Path.Combine(_folder, "key.pem"), Store, _test.Clock);
    }

    private CheckpointStore Store => new(_test.Database, _test.Ledger);

    private EntryProofs Proofs => new(new LedgerExplorer(_test.Database), Store);

    public void Dispose()
    {
        _signer.Dispose();
        _test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void An_entry_fits_before_and_after_it_was_signed_and_anchored()
    {
        var unsigned = Proofs.Find(3)!;
        Assert.True(unsigned.Fits);
        Assert.Null(unsigned.Covering);

        Store.Add(_signer.Sign(_test.Ledger.Head));
        var signed = Proofs.Find(3)!.Covering!;
        // Entry 6 says that the key was added.
        Assert.Equal((6, 2, true, true, null), (signed.Checkpoint.Seq, signed.Between, signed.IsSigned, signed.IsWalked, signed.Broken));
        Assert.Empty(signed.Anchors);

        Store.Reached("file /mnt/other/anchor.log", 1);
        Assert.Equal(["file /mnt/other/anchor.log"], Proofs.Find(3)!.Covering!.Anchors);
        Assert.True(Proofs.Find(1)!.Fits);
        Assert.Equal(0, Proofs.Find(6)!.Covering!.Between);
        Assert.Null(Proofs.Find(7));
        Assert.Null(Proofs.Find(0));
    }

    [Theory]
    [InlineData("UPDATE ledger SET body = replace(body, '\"n\":2', '\"n\":9') WHERE seq = 3", false, true, false)]
    [InlineData("UPDATE ledger SET data = '{}' WHERE seq = 3", true, true, false)]
    [InlineData("UPDATE ledger SET previous_hash = zeroblob(32) WHERE seq = 3", false, false, true)]
    [InlineData("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 3", false, true, true)]
    [InlineData("UPDATE ledger SET body = CAST(x'7bff7d' AS TEXT) WHERE seq = 3", false, true, false)]
    public void What_was_altered_does_not_fit(string sql, bool hash, bool link, bool columns)
    {
        _test.Tamper($"DROP TRIGGER ledger_refuses_update; {sql}");

        var proof = Proofs.Find(3)!;

        Assert.False(proof.Fits);
        Assert.Equal((hash, link, columns), (proof.HashFits, proof.LinkFits, proof.ColumnsFit));
    }

    [Theory]
    [InlineData("UPDATE ledger SET data = '{}' WHERE seq = 4", "Entry 4 was altered")]
    [InlineData("DROP TRIGGER ledger_refuses_delete; DELETE FROM ledger WHERE seq = 4", "Entry 4 is missing")]
    public void A_broken_way_to_the_signature_is_named(string sql, string why)
    {
        Store.Add(_signer.Sign(_test.Ledger.Head));
        _test.Tamper($"DROP TRIGGER ledger_refuses_update; {sql}");

        var proof = Proofs.Find(3)!;

        Assert.False(proof.Fits);
        Assert.Contains(why, proof.Covering!.Broken, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_of_another_key_does_not_count()
    {
        using var other = Signer.Open(Path.Combine(_folder, "other.pem"), new OtherStore().Store, _test.Clock);
        Store.Add(other.Sign(_test.Ledger.Head));

        Assert.False(Proofs.Find(3)!.Covering!.IsSigned);
        Assert.False(Proofs.Find(3)!.Fits);
    }

    [Fact]
    public void Where_older_entries_stand_in_an_archive_the_first_link_is_not_judged()
    {
        _test.Tamper("DROP TRIGGER ledger_refuses_delete; DELETE FROM ledger WHERE seq < 3");

        Assert.Null(Proofs.Find(3)!.LinkFits);
        Assert.True(Proofs.Find(3)!.Fits);
        Assert.Equal([6, 5, 4, 3], new LedgerExplorer(_test.Database).Page(new LedgerQuery(), TestContext.Current.CancellationToken).Entries.Select(e => e.Seq));
    }

    // Keys of another installation.
    private sealed class OtherStore
    {
        private readonly TestLedger _other = new();

        public CheckpointStore Store
        {
            get
            {
                _other.Fill(1);
                return new(_other.Database, _other.Ledger);
            }
        }
    }
}
