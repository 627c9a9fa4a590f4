using Portal.Core.Audit;
using Portal.Core.Audit.Proof;

namespace Portal.Audit.Signing;

/// <summary>Whether the database has the checkpoints that were signed, each of the entry that stands there, and the keys in order: whoever owns the database can change these rows without breaking the chain.</summary>
public sealed class CheckpointCheck
{
    private readonly ILedger _ledger;
    private readonly CheckpointStore _store;
    private readonly IEnumerable<FileAnchor> _anchors;

    public CheckpointCheck(ILedger ledger, CheckpointStore store, IServiceProvider services)
        : this(ledger, store, services.GetServices<IAnchor>().OfType<FileAnchor>()) { }

    internal CheckpointCheck(ILedger ledger, CheckpointStore store, IEnumerable<FileAnchor> anchors) => (_ledger, _store, _anchors) = (ledger, store, anchors);

    /// <summary>The first wrong place; null when all of them fit. The chain itself has to be whole.</summary>
    /// <exception cref="LedgerUnavailableException">The storage failed.</exception>
    public ChainCheck.Broken? Look() => Keys() ?? Checkpoints() ?? _anchors.Select(Anchor).FirstOrDefault(wrong => wrong is not null);

    private ChainCheck.Broken? Keys()
    {
        SigningKey? before = null;
        foreach (var key in _store.Keys())
        {
            if (!key.IsItself()) return Wrong(0, $"The signing key {key.Id} is not the one that its id names.");
            if (before is null ? key.VouchedBy is not null : !key.IsVouchedBy(before)) return Wrong(0, $"Nobody vouched for the signing key {key.Id}.");
            before = key;
        }
        return null;
    }

    private ChainCheck.Broken? Checkpoints()
    {
        var keys = _store.Keys().ToDictionary(key => key.Id, StringComparer.Ordinal);
        var (expected, last, hash) = (1L, 0L, "");
        var archived = _ledger.Archived?.Head;
        var origin = _store.Keys() is [var first, ..] ? Signer.OriginOf(first) : "";
        foreach (var (number, seq, line) in _store.All())
        {
            if (number != expected++) return Wrong(last + 1, $"The checkpoint number {expected - 1} was removed, after the one of entry {last}.");
            if (Checkpoint.Read(line) is not { } checkpoint || checkpoint.Seq != seq) return Wrong(seq, $"The checkpoint number {number}, of entry {seq}, cannot be read, or is of another entry.");
            if (checkpoint.Seq < last) return Wrong(seq, $"The checkpoint number {number} is of entry {seq}, and the one before it of entry {last}: some were moved, or entries cut off.");
            if (checkpoint.Origin != origin || !keys.TryGetValue(checkpoint.Key, out var key) || !checkpoint.IsSignedBy(key)) return Wrong(seq, $"The signature of the checkpoint number {number}, of entry {seq}, is not right.");
            // What an earlier one signed stands in an archive, and is verified there; the last archived entry is known here.
            if (last != seq) (last, hash) = (seq, seq < archived?.Seq ? checkpoint.Hash : seq == archived?.Seq ? Convert.ToHexStringLower(archived.Hash.AsSpan()) : HashOf(seq));
            if (checkpoint.Hash != hash) return Wrong(seq, hash.Length == 0 ? $"Entry {seq} was signed at {checkpoint.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC and is not there: the end was cut off." : $"Entry {seq} is not the one that was signed at {checkpoint.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: the ledger was rewritten before or at this place.");
        }
        return _store.LastNumber() is var ever && ever >= expected ? Wrong(last + 1, $"The checkpoints from number {expected} to {ever} were removed, after the one of entry {last}.") : null;
    }

    // What the database says that a file has, the file has.
    private ChainCheck.Broken? Anchor(FileAnchor anchor)
    {
        // A file that was put away by the system (log rotation) says nothing.
        if (anchor.Newest() is not { } kept || _store.NewestAt(anchor.Name) is not { } told) return null;
        if (kept.Line() == told.Line || _store.IsReconciled(kept.Hash)) return null;
        return told.Line is null ? Wrong(kept.Seq, $"The database says that {anchor.Name} has the checkpoint number {told.Number}, and has none of that number.")
            : Wrong(Math.Min(kept.Seq, told.Seq), $"The database says that {anchor.Name} ends with the checkpoint of entry {told.Seq}, and it ends with another one of entry {kept.Seq}: one of the two was altered.");
    }

    private string HashOf(long seq) => _ledger.Query(new LedgerQuery(BeforeSeq: seq + 1, Take: 1)) is [var entry] && entry.Seq == seq ? Convert.ToHexStringLower(entry.Hash.AsSpan()) : "";

    private static ChainCheck.Broken Wrong(long seq, string why) => new(seq, why);
}
