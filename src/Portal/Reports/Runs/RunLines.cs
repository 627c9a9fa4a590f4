using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Runs;

namespace Portal.Reports.Runs;

/// <summary>The export of the ledger in which the entries of one run stand in full, and all others as their digests.</summary>
internal sealed class RunLines(ILedger ledger, CheckpointStore store, Lazy<Signer> signer)
{
    /// <summary>Line by line, in flat memory, up to a head.</summary>
    /// <param name="by">Name of whoever exports.</param>
    public IEnumerable<string> Of(RunId run, LedgerHead head, long entries, DateTimeOffset at, string by)
    {
        var filter = new AuditFilter(Run: run);
        return AuditRows.JsonLines(
            ledger.All().TakeWhile(e => e.Seq <= head.Seq), filter, filter.Streams(ledger),
            AuditExport.Head(head, filter.Describe(), entries, at, by, signer.Value.Origin), store.Keys().Select(key => key.Line()), store.UpTo(head.Seq));
    }

    /// <summary>Name of the file.</summary>
    public static string Name(RunId run) => $"run-{run}.jsonl";
}
