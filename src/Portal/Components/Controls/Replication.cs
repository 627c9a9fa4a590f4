using Portal.Components.Looks;
using Portal.Core.Pairs;

namespace Portal.Components.Controls;

/// <summary>Which way a pair replicates, and how it goes, in a few words.</summary>
/// <param name="From">The active server; null when there is not exactly one.</param>
/// <param name="Words">'in sync · 0 B', or what is not: 'Registry checking · 12 KB', with the largest backlog.</param>
public sealed record Replication(Identity? From, string Words, Tone Tone)
{
    public static Replication Of(PairSnapshot pair)
    {
        if (pair.Sync.IsEmpty) return new Replication(pair.Active, "sync not known", Tone.Unknown);
        var looks = pair.Sync.Select(s => (Sync: s, Look: LookOf.Sync(s.Status))).ToArray();
        // Where all is well the names say nothing; where one is not, it is that one that is told.
        var bad = looks.Where(l => l.Look.Tone != Tone.Ok).Select(l => $"{l.Sync.Name} {l.Look.Word}").ToArray();
        var words = bad.Length == 0 ? "in sync" : string.Join(" · ", bad);
        return new Replication(pair.Active, $"{words}{Backlog(pair)}", looks.MaxBy(l => Weight(l.Look.Tone)).Look.Tone);
    }

    private static string Backlog(PairSnapshot pair) =>
        pair.Sync.All(s => s.LagBytes.IsKnown) ? $" · {Shown.Bytes(pair.Sync.Max(s => s.LagBytes.Value))}" : "";

    private static int Weight(Tone tone) => tone switch { Tone.Stop => 5, Tone.Unknown => 4, Tone.Wait => 3, Tone.Busy => 2, _ => 1 };
}
