using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Components.Approvals;

/// <summary>Which decisions are asked for; stands in the address of the page.</summary>
/// <param name="Became">One of <see cref="ApprovalHistory.Results"/>; null: all.</param>
public sealed record HistoryFilter(PairId? Pair = null, UserId? Person = null, string? Became = null)
{
    /// <summary>Takes what an address says; what cannot be read does not filter.</summary>
    public static HistoryFilter Read(string? pair, string? person, string? became) => new(
        PairId.IsValid(pair) ? new PairId(pair!) : null,
        string.IsNullOrWhiteSpace(person) ? null : new UserId(person.Trim()),
        ApprovalHistory.Results.Any(r => r.Became == became) ? became : null);

    public bool IsOn => this != new HistoryFilter();

    /// <summary>'?pair=erp-db-01&amp;became=void' or empty.</summary>
    public string Query
    {
        get
        {
            (string Name, string? Value)[] all = [("pair", Pair?.Value), ("person", Person?.Value), ("became", Became)];
            var parts = all.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}").ToArray();
            return parts.Length == 0 ? "" : $"?{string.Join('&', parts)}";
        }
    }
}

/// <summary>Decisions that fit, newest first.</summary>
/// <param name="Before">Where older ones go on; null when there are none.</param>
public sealed record HistoryPage(ImmutableArray<DecidedQuestion> Decided, long? Before);

/// <summary>Reads back what became of every question: also of the rejected, expired and void ones.</summary>
public sealed class ApprovalHistory(ILedger ledger, IRunArchive archive, IPairCatalog pairs)
{
    /// <summary>What a question can become, by its word and the beginning of the kind of its entry.</summary>
    public static readonly ImmutableArray<(string Became, string Kind)> Results =
    [
        ("approved", "approval.granted"), ("rejected", "approval.rejected"), ("expired", "approval.voided"), ("void", "approval.voided"),
        ("glass broken", "approval.glass-broken"), ("reviewed", "approval.glass-reviewed"),
    ];

    private const int Batch = 200;

    // A page that finds little in so many entries ends there; its link to older ones goes on from that place.
    private const int MostRead = 4000;

    /// <param name="take">Most, 1 to 100.</param>
    public HistoryPage Read(HistoryFilter filter, long? before, int take)
    {
        var (runs, found, read) = (new Dictionary<RunId, RunState?>(), ImmutableArray.CreateBuilder<DecidedQuestion>(), 0);
        while (true)
        {
            var entries = ledger.Query(new LedgerQuery(before, Streams.RunPrefix, KindOf(filter), filter.Person, Take: Batch, Pair: filter.Pair));
            foreach (var entry in entries)
            {
                if (found.Count == take) return new(found.ToImmutable(), before);
                before = entry.Seq;
                if (One(entry, runs) is { } one && (filter.Became is null || one.Became == filter.Became)) found.Add(one);
            }
            if (entries.Length < Batch) return new(found.ToImmutable(), null);
            if ((read += entries.Length) >= MostRead) return new(found.ToImmutable(), before);
        }
    }

    private DecidedQuestion? One(LedgerEntry entry, Dictionary<RunId, RunState?> runs)
    {
        // Questions are half of the entries; no run is read back for them.
        if (entry.Kind == "approval.asked" || Streams.RunOf(entry.Stream) is not { } run) return null;
        if (!runs.TryGetValue(run, out var state)) runs[run] = state = archive.Find(run)?.State;
        return state is null ? null : DecidedQuestion.Of(entry, state, pairs.Find(state.Plan.Pair)?.Name ?? state.Plan.Pair.Value);
    }

    private static string KindOf(HistoryFilter filter) => Results.FirstOrDefault(r => r.Became == filter.Became).Kind ?? "approval.";
}
