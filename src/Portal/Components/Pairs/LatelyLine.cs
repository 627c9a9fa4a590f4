using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Live;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Pairs;

/// <summary>One thing that happened to a pair lately.</summary>
/// <param name="Href">Where there is more of it; null: nowhere.</param>
public sealed record LatelyLine(DateTimeOffset At, Look Look, string Text, string? Href)
{
    private const int Kept = 60, OfOneKind = 15;

    // Of a run what people did and how it ended; its steps stand on its own page.
    private static readonly ImmutableArray<string> Kinds = ["run.", "pair.watch-", "pair.scan-", "step.fact-attested", "step.outcome-attested"];

    /// <summary>What the audit trail has of a pair; newest first.</summary>
    public static ImmutableArray<LatelyLine> OnRecord(PairId pair, ILedger ledger, AuditNames names) =>
        [.. Kinds.SelectMany(kind => ledger.Query(new LedgerQuery(KindPrefix: kind, Take: OfOneKind, Pair: pair))).OrderByDescending(e => e.Seq).Select(e => Of(e, names))];

    /// <summary>Both together, newest first, at most 60.</summary>
    public static ImmutableArray<LatelyLine> Merge(ImmutableArray<PairChange> seen, ImmutableArray<LatelyLine> onRecord) =>
        [.. seen.Select(c => new LatelyLine(c.At, LookOf.Change(c.Kind), c.Text, null)).Concat(onRecord).OrderByDescending(l => l.At).Take(Kept)];

    private static LatelyLine Of(LedgerEntry entry, AuditNames names) => new(entry.At, LookOfKind(entry.Kind), AuditSentences.Of(entry, names), Link(entry.Stream));

    private static string? Link(StreamId stream) => Streams.RunOf(stream) is { } run ? $"/runs/{run}" : null;

    private static Look LookOfKind(string kind) => kind switch
    {
        "run.completed" => new Look(Filled.Check, "run", Tone.Ok),
        "run.aborted" or "run.abort-asked" => new Look(Filled.Close, "run", Tone.Stop),
        "run.held" => new Look(Filled.PanTool, "run", Tone.Wait),
        "run.paused" or "run.pause-asked" => new Look(Filled.Pause, "run", Tone.Wait),
        "pair.scan-asked" => new Look(Filled.Search, "scan", Tone.Mute),
        WatchPause.Paused => new Look(Filled.VisibilityOff, "watching", Tone.Wait),
        WatchPause.Resumed => new Look(Filled.Visibility, "watching", Tone.Ok),
        _ when kind.StartsWith("run.", StringComparison.Ordinal) => new Look(Filled.PlayArrow, "run", Tone.Busy),
        _ => new Look(Filled.HowToReg, "attested", Tone.Wait),
    };
}
