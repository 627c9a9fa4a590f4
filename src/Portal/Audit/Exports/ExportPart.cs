using System.Collections.Immutable;
using Portal.Storage.Ledger;

namespace Portal.Audit.Exports;

/// <summary>A short span of an export, which is made by itself.</summary>
/// <param name="Places">Those that fit the filter, oldest first; default: all of the span.</param>
/// <param name="Checkpoints">Their lines, each with the entry that it signs.</param>
internal sealed record ExportPart(long First, long Last, ImmutableArray<long> Places, ImmutableArray<(long Seq, string Line)> Checkpoints)
{
    // Some 100 KB of ordinary entries: enough to be worth a turn, little to hold.
    private const int Rows = 250;

    /// <summary>Only what fits, one part after the other.</summary>
    public static IEnumerable<ExportPart> OfFitting(LedgerExplorer explorer, AuditFilter filter, long head, CancellationToken stop) =>
        filter.IsOn
            ? explorer.Places(filter.Ask(null, null, 1), head, stop).Chunk(Rows).Select(places => new ExportPart(places[0], places[^1], [.. places], []))
            : Spans(explorer, head).Select(span => new ExportPart(span.First, span.Last, default, []));

    /// <summary>Every entry, with those that fit and the checkpoints between.</summary>
    /// <param name="checkpoints">In the order of the entries that they sign.</param>
    public static IEnumerable<ExportPart> OfAll(LedgerExplorer explorer, AuditFilter filter, long head, IEnumerable<(long Seq, string Line)> checkpoints, CancellationToken stop)
    {
        using var fitting = (filter.IsOn ? explorer.Places(filter.Ask(null, null, 1), head, stop) : []).GetEnumerator();
        using var signed = checkpoints.GetEnumerator();
        var (moreFitting, moreSigned) = (fitting.MoveNext(), signed.MoveNext());
        foreach (var (first, last) in Spans(explorer, head))
        {
            var (places, lines) = (ImmutableArray.CreateBuilder<long>(), ImmutableArray.CreateBuilder<(long, string)>());
            for (; moreFitting && fitting.Current <= last; moreFitting = fitting.MoveNext()) places.Add(fitting.Current);
            for (; moreSigned && signed.Current.Seq <= last; moreSigned = signed.MoveNext()) lines.Add(signed.Current);
            yield return new ExportPart(first, last, filter.IsOn ? places.ToImmutable() : default, lines.ToImmutable());
        }
    }

    private static IEnumerable<(long First, long Last)> Spans(LedgerExplorer explorer, long head)
    {
        for (var first = explorer.Ends().First; first <= head; first += Rows) yield return (first, Math.Min(head, first + Rows - 1));
    }
}
