using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Portal.Audit;
using Portal.Audit.Exports;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;
using Portal.Core.Audit.Proof;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Keeping.Archiving;

/// <summary>Writes a segment as a file, in the form of an export, and reads it back with the verifier that auditors use.</summary>
internal sealed class ArchiveFile(PortalDatabase database, SqliteLedger ledger, CheckpointStore store)
{
    private const string Unfinished = ".part";

    /// <summary>Removes what was left half done; finished archives are never touched.</summary>
    public static void Prepare(string folder)
    {
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        foreach (var left in Directory.EnumerateFiles(folder, "audit-*.jsonl" + Unfinished)) File.Delete(left);
    }

    /// <param name="by">For the head: who asked for it.</param>
    /// <param name="written">Is told when it stands there whole, under another name.</param>
    /// <returns>The file's full path, and what the ledger is to record of it.</returns>
    /// <exception cref="StorageRefusedException">It is not what it should be.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public (string Path, ArchivedPart Part) Write(string folder, ArchiveCut.Here cut, string by, ImmutableArray<Anchored> anchors, Action written)
    {
        var keys = store.Keys();
        var end = store.LineOf(cut.Head.Seq) is { } line ? Checkpoint.Read(line) : null;
        if (end is null || keys.IsEmpty) throw new StorageRefusedException($"Entry {cut.Head.Seq} has no checkpoint; a segment ends at one.");
        var part = Path.Combine(folder, $"audit-{cut.First}-{cut.Head.Seq}.jsonl{Unfinished}");
        using (var file = LoneCopy.Create(part))
        {
            Lines(file, cut, end.At, by, keys);
            file.Flush(flushToDisk: true);
        }
        written();
        Verify(part, cut, new AuditTrust([.. anchors.Where(anchor => Counts(anchor.Checkpoint, Signer.OriginOf(keys[0])))], [keys[0].Id]));
        var digest = Digest(part);
        // Its content is in its name: one that stands there already is this one, of a time when the archiving came to no end.
        var name = $"audit-{cut.First}-{cut.Head.Seq}-{digest[..12]}.jsonl";
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) File.Move(part, path);
        else if (Digest(path) == digest) File.Delete(part);
        else throw new StorageRefusedException($"{path} stands there already, and is another file. Nothing was changed. Put it away, then archive again.");
        Durable.Folder(folder);
        return (path, new ArchivedPart(cut.Head, name, digest));
    }

    // As at a start: checkpoints of another installation say nothing of this one, and a loss that was accepted stays one.
    private bool Counts(Checkpoint checkpoint, string origin) => checkpoint.Origin == origin && !store.IsLost(checkpoint);

    private void Lines(Stream to, ArchiveCut.Here cut, DateTimeOffset at, string by, ImmutableArray<SigningKey> keys)
    {
        var (text, after, explorer) = (new ArrayBufferWriter<byte>(256 * 1024), ledger.Archived, new LedgerExplorer(database));
        foreach (var line in ProvenExport.Beginning(AuditExport.Head(cut.Head, "", cut.Entries, at, by, Signer.OriginOf(keys[0]), after), store, after)) JsonLinesExport.Line(line, text);
        var lines = new JsonLinesExport(database);
        foreach (var part in ExportPart.OfAll(explorer, new AuditFilter(), cut.Head.Seq, store.UpTo(cut.Head.Seq, cut.First - 1), CancellationToken.None))
        {
            lines.Make(part, text, CancellationToken.None);
            to.Write(text.WrittenSpan);
            text.ResetWrittenCount();
        }
    }

    private static void Verify(string path, ArchiveCut.Here cut, AuditTrust trust)
    {
        using var file = File.OpenRead(path);
        var found = AuditVerifier.Verify(file, trust);
        if (found.Result is ChainCheck.Broken broken) throw new StorageRefusedException($"The archive does not verify. {broken.Why}");
        if (found.First != cut.First || found.Entries != cut.Entries || found.SignedTo != cut.Head.Seq || found.Stubs > 0 || !((ChainCheck.Whole)found.Result).Head.Hash.AsSpan().SequenceEqual(cut.Head.Hash.AsSpan()))
            throw new StorageRefusedException($"The archive has entries {found.First} to {found.First + found.Entries - 1}, signed up to {found.SignedTo}, and not {cut.First} to {cut.Head.Seq}.");
    }

    private static string Digest(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
