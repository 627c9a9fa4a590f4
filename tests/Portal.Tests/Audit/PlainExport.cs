using System.Collections.Immutable;
using System.Text.Json;
using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.Runs;
using Portal.Runs.Rehearsals;

namespace Portal.Tests.Audit;

/// <summary>The export and its filter written down once more, slowly and plainly: what the portal's own has to be equal to.</summary>
internal static class PlainExport
{
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

    /// <summary>Streams that the pair's or the run's entries stand in; default when neither is asked for.</summary>
    public static ImmutableArray<StreamId> Streams(this AuditFilter filter, ILedger ledger)
    {
        if (filter.Pair is not { } pair) return filter.Run is { } only ? [Core.Runs.Streams.Of(only)] : default;
        var own = Core.Runs.Streams.Of(pair);
        var runs = PairLock.Runs(ledger.Read(own));
        if (filter.Run is { } run) return runs.Contains(run) ? [Core.Runs.Streams.Of(run)] : [];
        return [own, new StreamId($"scan/{pair}"), RehearsalEntries.StreamOf(pair), .. runs.Distinct().Select(Core.Runs.Streams.Of)];
    }

    /// <summary>Whether an entry fits.</summary>
    /// <param name="streams">Of <see cref="Streams"/>.</param>
    public static bool Has(this AuditFilter filter, LedgerEntry entry, ImmutableArray<StreamId> streams) =>
        (streams.IsDefault || streams.Contains(entry.Stream))
        && (filter.Entry is null || entry.Seq == filter.Entry)
        && (filter.Person is null || entry.Actor == filter.Person)
        && (filter.Kind is null || entry.Kind.StartsWith(filter.Kind, StringComparison.Ordinal))
        && (filter.From is null || entry.At >= filter.From)
        && (filter.Until is null || entry.At < filter.Until)
        && (filter.Words is null || filter.Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(w => entry.Data.Contains(Written(w), StringComparison.OrdinalIgnoreCase)));

    // The data is canonical JSON, so a word is looked for as it is written there.
    private static string Written(string word) => CanonicalJson.Of(JsonSerializer.Serialize(word))[1..^1];
}
