using Portal.Components.Looks;
using Portal.Core.Pairs;

namespace Portal.Components.Controls;

/// <summary>Which way a pair replicates, and how it goes, in a few words.</summary>
/// <param name="From">The active server; null when there is not exactly one.</param>
/// <param name="Words">'WAL in sync, 0 B' for each replicated thing.</param>
public sealed record Replication(Identity? From, string Words, Tone Tone)
{
    public static Replication Of(PairSnapshot pair)
    {
        if (pair.Sync.IsEmpty) return new Replication(pair.Active, "sync not known", Tone.Unknown);
        var looks = pair.Sync.Select(s => (Sync: s, Look: LookOf.Sync(s.Status))).ToArray();
        var words = string.Join(" · ", looks.Select(l => $"{l.Sync.Name} {l.Look.Word}{Lag(l.Sync)}"));
        return new Replication(pair.Active, words, looks.MaxBy(l => Weight(l.Look.Tone)).Look.Tone);
    }

    private static string Lag(SyncReading sync) => sync.LagBytes.IsKnown ? $", {Shown.Bytes(sync.LagBytes.Value)}" : "";

    private static int Weight(Tone tone) => tone switch { Tone.Stop => 5, Tone.Unknown => 4, Tone.Wait => 3, Tone.Busy => 2, _ => 1 };
}
