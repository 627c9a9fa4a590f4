using System.Collections.Immutable;
using Dapper;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage;

namespace Portal.Reports.Runs;

/// <summary>Reads what proves a part of the ledger: keys, checkpoints, and how far anchors have got.</summary>
internal sealed class ProofReader(ILedger ledger, PortalDatabase database, CheckpointStore store, Lazy<Signer> signer, ISigningState state)
{
    /// <summary>Most checkpoints that are told of.</summary>
    public const int Most = 100;

    /// <param name="first">Place of the first entry.</param>
    /// <param name="last">Place of the last entry.</param>
    /// <exception cref="LedgerUnavailableException">The storage cannot be read.</exception>
    public ProofState Read(long first, long last)
    {
        var within = Lines("""
            SELECT line FROM checkpoints WHERE number IN (SELECT max(number) FROM checkpoints WHERE seq >= @first AND seq <= @last GROUP BY seq ORDER BY seq LIMIT @Most) ORDER BY seq
            """, new { first, last, Most });
        var covering = Lines("SELECT line FROM checkpoints WHERE seq >= @last ORDER BY seq, number LIMIT 1", new { last });
        ImmutableArray<Checkpoint> all = [.. within.Concat(covering).DistinctBy(c => c.Seq)];
        return new ProofState(signer.Value.Origin, ledger.Head, store.Keys(), all, covering.FirstOrDefault(), Anchors());
    }

    private ImmutableArray<AnchoredTo> Anchors()
    {
        var newest = database.Read(connection => connection.Query<(string Name, string Line)>("SELECT anchors.name, line FROM anchors JOIN checkpoints USING (number)").AsList())
            .ToDictionary(row => row.Name, row => Checkpoint.Read(row.Line), StringComparer.Ordinal);
        return [.. state.Anchors.Select(anchor => new AnchoredTo(anchor.Name, newest.GetValueOrDefault(anchor.Name), anchor.Fault))];
    }

    private ImmutableArray<Checkpoint> Lines(string sql, object values) =>
        [.. database.Read(connection => connection.Query<string>(sql, values).AsList()).Select(Checkpoint.Read).OfType<Checkpoint>()];
}
