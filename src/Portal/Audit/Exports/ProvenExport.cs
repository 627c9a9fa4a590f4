using System.IO.Pipelines;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Exports;

/// <summary>Writes the whole of an export that proves itself: the head, the keys, every entry in full or as its digest, the checkpoints between; see docs/audit-format.md.</summary>
internal sealed class ProvenExport(PortalDatabase database, LedgerExplorer explorer, CheckpointStore store, Lazy<Signer> signer)
{
    /// <param name="filter">What stands in full.</param>
    /// <param name="head">Last entry of the export.</param>
    /// <param name="entries">How many stand in full.</param>
    /// <param name="by">Name of whoever exports.</param>
    public async Task Write(PipeWriter to, AuditFilter filter, LedgerHead head, long entries, DateTimeOffset at, string by, CancellationToken stop)
    {
        JsonLinesExport.Line(AuditExport.Head(head, filter.Describe(), entries, at, by, signer.Value.Origin), to);
        foreach (var key in store.Keys()) JsonLinesExport.Line(key.Line(), to);
        var parts = ExportPart.OfAll(explorer, filter, head.Seq, store.UpTo(head.Seq), stop);
        await new ExportStream(to).Write(parts, new JsonLinesExport(database).Make, stop);
        await to.FlushAsync(stop);
    }
}
