using System.Collections.Immutable;
using Portal.Core.Audit;

namespace Portal.Audit;

/// <summary>The lines of an export, one after the other, in flat memory.</summary>
public static class AuditRows
{
    /// <summary>For programs, and for proof: every entry from the first on, in full or as a stub, with the keys before them and the checkpoints between.</summary>
    /// <param name="keys">Lines of the keys that sign.</param>
    /// <param name="checkpoints">Their lines, in the order of the entries that they sign.</param>
    public static IEnumerable<string> JsonLines(IEnumerable<LedgerEntry> entries, AuditFilter filter, ImmutableArray<StreamId> streams, string head, IEnumerable<string> keys, IEnumerable<(long Seq, string Line)> checkpoints)
    {
        yield return head + "\n";
        foreach (var key in keys) yield return key + "\n";
        using var signed = checkpoints.GetEnumerator();
        var more = signed.MoveNext();
        foreach (var e in entries)
        {
            yield return (filter.Has(e, streams) ? AuditExport.Full(e) : AuditExport.Stub(e)) + "\n";
            for (; more && signed.Current.Seq <= e.Seq; more = signed.MoveNext()) yield return signed.Current.Line + "\n";
        }
    }
}
