using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Audit;

namespace Portal.Audit;

/// <summary>The lines of an export, one after the other, in flat memory.</summary>
public static class AuditRows
{
    /// <summary>For spreadsheets: the byte order mark without which they take UTF-8 for something else, the names, one row for each entry that is asked for.</summary>
    public static IEnumerable<string> Csv(IEnumerable<LedgerEntry> entries, AuditFilter filter, ImmutableArray<StreamId> streams, AuditNames names)
    {
        yield return "\uFEFF" + Audit.Csv.Row("seq", "at", "stream", "version", "kind", "actor", "person", "sentence", "data", "previous_hash", "hash");
        foreach (var e in entries)
        {
            if (!filter.Has(e, streams)) continue;
            yield return Audit.Csv.Row(
                Number(e.Seq), e.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), e.Stream.Value, Number(e.Version), e.Kind, e.Actor.Value, names.Person(e.Actor),
                AuditSentences.Of(e, names), e.Data, Convert.ToHexStringLower(e.PreviousHash.AsSpan()), Convert.ToHexStringLower(e.Hash.AsSpan()));
        }
    }

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

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
