using System.Text.Json;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Audit.Archiving;

/// <summary>Everything that the portal folds from the ledger to know how things stand now, as lines of text.</summary>
internal static class Present
{
    /// <param name="entries">All that is at hand, in the order of places.</param>
    /// <param name="known">How many entries streams had in what is not at hand.</param>
    public static string[] Of(IReadOnlyList<LedgerEntry> entries, IReadOnlyDictionary<StreamId, long> known)
    {
        var streams = entries.GroupBy(e => e.Stream).OrderBy(s => s.Key.Value, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.ToArray());
        var (all, open) = (new List<string>(), new HashSet<StreamId>());
        foreach (var (stream, its) in streams.Where(s => s.Key.Value.StartsWith(Streams.PairPrefix, StringComparison.Ordinal)))
        {
            var holder = PairLock.Holder(its);
            if (holder is { } run) open.Add(Streams.Of(run));
            all.Add($"{stream} is held by {holder}; {WatchPause.Of(its)}; runs {string.Join(' ', PairLock.Runs(its))}");
        }
        foreach (var (stream, its) in streams.Where(s => s.Key.Value.StartsWith(Streams.RunPrefix, StringComparison.Ordinal)))
        {
            // A remainder of an archived run tells nothing of now.
            if (its[0].Version > 1) continue;
            var state = Run.Fold(its.Select(Streams.Read))!;
            if (state is { Ended: false } or { AwaitsReview: true }) all.Add($"{stream} is open: {JsonSerializer.Serialize(state.GlassBreaks)} {state.Status} {state.Events} {state.StartedAt}");
        }
        foreach (var stream in open.Where(stream => !streams.ContainsKey(stream))) all.Add($"{stream} holds a pair and is gone");

        var book = PolicyBook.Of(streams.GetValueOrDefault(PolicyBook.Stream) ?? []);
        all.Add($"policy {book.Now.Version}, {book.Proposed?.Digest} {book.Proposed?.At}, {book.Entries} entries");
        all.AddRange(entries.Where(e => e.Kind == "audit.reconciled").Select(e => $"reconciled {e.Data}"));
        foreach (var kind in new[] { "audit.backup-made", "audit.backup-failed" }) all.Add($"newest {kind}: {entries.LastOrDefault(e => e.Kind == kind)?.At}");

        var versions = new Dictionary<StreamId, long>(known);
        foreach (var (stream, its) in streams) versions[stream] = Math.Max(versions.GetValueOrDefault(stream), its[^1].Version);
        all.Add($"versions {CarriedOver.Digest(versions)}");
        return [.. all];
    }
}
