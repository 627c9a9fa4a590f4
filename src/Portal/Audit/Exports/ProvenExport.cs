using System.IO.Pipelines;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Exports;

/// <summary>Writes the whole of an export that proves itself: the head, the keys, every entry in full or as its digest, the checkpoints between; see docs/audit-format.md.</summary>
internal sealed class ProvenExport(PortalDatabase database, SqliteLedger ledger, LedgerExplorer explorer, CheckpointStore store, Lazy<Signer> signer)
{
    /// <summary>What stands before the first entry: the head, the keys, and where earlier entries are archived the checkpoint that the first one follows.</summary>
    /// <param name="after">The archive that it follows; null: it begins with entry 1.</param>
    public static IEnumerable<string> Beginning(string head, CheckpointStore store, ArchivedPart? after) =>
        [head, .. store.Keys().Select(key => key.Line()), .. after is not null && store.LineOf(after.Head.Seq) is { } signed ? new[] { signed } : []];

    /// <param name="filter">What stands in full.</param>
    /// <param name="head">Last entry of the export.</param>
    /// <param name="entries">How many stand in full.</param>
    /// <param name="by">Name of whoever exports.</param>
    public async Task Write(PipeWriter to, AuditFilter filter, LedgerHead head, long entries, DateTimeOffset at, string by, CancellationToken stop)
    {
        var after = ledger.Archived;
        foreach (var line in Beginning(AuditExport.Head(head, filter.Describe(), entries, at, by, signer.Value.Origin, after), store, after)) JsonLinesExport.Line(line, to);
        var parts = ExportPart.OfAll(explorer, filter, head.Seq, store.UpTo(head.Seq, after?.Head.Seq ?? 0), stop);
        await new ExportStream(to).Write(parts, new JsonLinesExport(database).Make, stop);
        await to.FlushAsync(stop);
    }
}
