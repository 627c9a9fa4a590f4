using Portal.Core.Audit;
using Portal.Storage;

namespace Portal.Audit.Signing;

/// <summary>Recognises a database that is older than an anchor, or another one: a restored backup, or one whose end was cut off.</summary>
internal static class RestoreCheck
{
    /// <exception cref="StorageRefusedException">An anchor has a head that the ledger does not have, and nobody accepted the loss.</exception>
    public static void Demand(ILedger ledger, CheckpointStore store, Signer signer, IEnumerable<FileAnchor> anchors, ProofSettings settings)
    {
        foreach (var anchor in anchors)
        {
            if (anchor.Newest() is not { } kept || kept.Origin != signer.Origin || IsThere(ledger, kept.Seq, kept.Hash)) continue;
            if (!string.Equals(settings.Reconcile, kept.Hash, StringComparison.OrdinalIgnoreCase))
                throw new StorageRefusedException(
                    $"This database is not the one that was anchored last: {anchor.Name} has entry {kept.Seq} of {kept.At:yyyy-MM-dd HH:mm:ss} UTC with the hash {kept.Hash[..16]}…, and the ledger here ends with entry {ledger.Head.Seq} or has another one there. " +
                    $"Probably an old backup was restored; runs and approvals since then are missing. Nothing was changed. Restore the newest backup; or look at the pairs, then accept the loss by starting once with --Audit:Reconcile={kept.Hash}, which goes on record.");
            store.Reconciled(kept, ledger.Head, anchor.Name);
        }
    }

    private static bool IsThere(ILedger ledger, long seq, string hash) =>
        ledger.Query(new LedgerQuery(BeforeSeq: seq + 1, Take: 1)) is [var entry] && entry.Seq == seq && Convert.ToHexStringLower(entry.Hash.AsSpan()) == hash;
}
