using System.Text;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Tests.Storage;

namespace Portal.Tests.Audit;

/// <summary>A ledger with a key that signs it, in folders of their own, removed at the end.</summary>
internal sealed class SignedLedger : IDisposable
{
    private readonly List<Signer> _signers = [];

    public TestLedger Test { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-signed-").FullName;

    public string KeyPath => Path.Combine(Folder, "keys", "audit-signing.pem");

    public string AnchorPath => Path.Combine(Folder, "anchor.log");

    public CheckpointStore Store => new(Test.Database, Test.Ledger);

    /// <summary>As a start does.</summary>
    public Signer Open()
    {
        _ = Test.Ledger;
        var signer = Signer.Open(KeyPath, Store, Test.Clock);
        _signers.Add(signer);
        return signer;
    }

    /// <summary>Exports everything as it stands, and verifies it as an auditor would.</summary>
    /// <param name="trusted">Id of the key that the auditor knows.</param>
    /// <param name="anchors">Files with checkpoints.</param>
    public AuditFindings Verify(string origin, string trusted, params string[] anchors)
    {
        var head = Test.Ledger.Head;
        var lines = PlainExport.JsonLines(Test.Ledger.All(), new AuditFilter(), default, AuditExport.Head(head, "", head.Seq, Test.Clock.GetUtcNow(), "auditor", origin), Store.Keys().Select(k => k.Line()), Store.UpTo(head.Seq));
        using var export = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines)));
        return AuditVerifier.Verify(export, new AuditTrust([.. anchors.SelectMany(a => Checkpoint.In(File.ReadLines(a))).Select(c => new Anchored(c, "anchor.log"))], [trusted]));
    }

    public void Dispose()
    {
        foreach (var signer in _signers) signer.Dispose();
        Test.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
