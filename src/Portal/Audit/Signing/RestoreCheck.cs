using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
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
            if (anchor.Newest() is not { } kept || kept.Origin != signer.Origin || IsThere(ledger, store, kept)) continue;
            if (!string.Equals(settings.Reconcile, kept.Hash, StringComparison.OrdinalIgnoreCase))
                throw new StorageRefusedException(
                    $"This database is not the one that was anchored last: {anchor.Name} has entry {kept.Seq} of {kept.At:yyyy-MM-dd HH:mm:ss} UTC with the hash {kept.Hash[..16]}…, and the ledger here ends with entry {ledger.Head.Seq} or has another one there. " +
                    $"Probably an old backup was restored; runs and approvals since then are missing. Nothing was changed. Restore the newest backup; or look at the pairs, then accept the loss by starting once with --Audit:Reconcile={kept.Hash}, which goes on record.");
            store.Reconciled(kept, ledger.Head, anchor.Name);
        }
    }

    // An archived entry is known by the checkpoint that stays here.
    private static bool IsThere(ILedger ledger, CheckpointStore store, Checkpoint kept) =>
        kept.Seq <= (ledger.Archived?.Head.Seq ?? 0) ? store.Has(kept)
        : ledger.Query(new LedgerQuery(BeforeSeq: kept.Seq + 1, Take: 1)) is [var entry] && entry.Seq == kept.Seq && Convert.ToHexStringLower(entry.Hash.AsSpan()) == kept.Hash;
}
