using System.Collections.Immutable;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>An order of the list; among equals by name.</summary>
/// <param name="Key">As it stands in the address; empty for the usual one.</param>
/// <param name="Words">'Problems first'.</param>
/// <param name="Rank">Smaller stands higher.</param>
public sealed record PairSort(string Key, string Words, Func<PairView, PairEyes, long> Rank)
{
    /// <summary>What needs this person first, their own decisions foremost.</summary>
    public static readonly PairSort Problems = new("", "Problems first", (v, eyes) => (2 * (long)eyes.Need(v)) - (eyes.Asked(v) == Looks.AskedOf.Viewer ? 1 : 0));

    public static readonly PairSort Name = new("name", "Name", (_, _) => 0);

    /// <summary>Largest first; what is not known is last.</summary>
    public static readonly PairSort Backlog = new("backlog", "Backlog", (v, _) => -(PairShown.BacklogBytes(v.Snapshot) ?? -1));

    /// <summary>Most on both servers together first.</summary>
    public static readonly PairSort Updates = new("updates", "Updates", (v, _) => -(PairShown.Offered(v.Snapshot.Primary.Updates).Length + PairShown.Offered(v.Snapshot.Secondary.Updates).Length));

    /// <summary>Longest ago first; never stands before all.</summary>
    public static readonly PairSort Patched = new("patched", "Last patched", (v, _) => v.LastPatched?.UtcTicks ?? 0);

    public static readonly ImmutableArray<PairSort> All = [Problems, Name, Backlog, Updates, Patched];

    /// <summary>The usual one for what nobody knows.</summary>
    public static PairSort Find(string? key) => All.FirstOrDefault(s => s.Key == key) ?? Problems;
}
