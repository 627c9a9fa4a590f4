using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>A question that the list of pairs answers with a number, and filters by.</summary>
/// <param name="Key">As it stands in the address.</param>
/// <param name="Words">After the number: 'need you'.</param>
/// <param name="Tone">Of the number, when it is not zero.</param>
/// <param name="Asks">Whether a pair counts, for who looks.</param>
/// <param name="None">What to say when no pair counts.</param>
public sealed record PairTile(string Key, string Words, Tone Tone, Func<PairView, PairEyes, bool> Asks, string None)
{
    /// <summary>Worst first.</summary>
    public static readonly ImmutableArray<PairTile> All =
    [
        new("you", "need you", Tone.Wait, (v, eyes) => eyes.Need(v) == PairNeed.You, "No pair needs you"),
        new("patching", "patching now", Tone.Busy, (v, _) => IsUnderWay(v), "Nothing is being patched"),
        new("sync", "out of sync", Tone.Stop, (v, _) => IsOutOfSync(v), "Every pair is in sync"),
        new("updates", "with updates pending", Tone.Mute, (v, _) => HasUpdates(v), "No updates are pending"),
        new("unreachable", "unreachable", Tone.Stop, (v, _) => IsUnreachable(v), "Every server is reachable"),
    ];

    /// <summary>Null when the address asks nothing, or what nobody knows.</summary>
    public static PairTile? Find(string? key) => All.FirstOrDefault(t => t.Key == key);

    /// <summary>A run was started and has not ended.</summary>
    public static bool IsUnderWay(PairView view) => view.Run is { State: { StartedAt: not null, Ended: false } };

    // Checking is on its way to be in sync; a pair that should be and is not counts, whatever the word.
    private static bool IsOutOfSync(PairView view) =>
        view.Need == PairNeed.OutOfSync
        || view.Snapshot.Sync.Any(s => s.Status is { IsKnown: true, Value: not (SyncStatus.Synchronized or SyncStatus.Checking) });

    private static bool HasUpdates(PairView view) => Identities.Both.Any(i => view.Snapshot[i].Updates is { IsKnown: true, Value.IsDefaultOrEmpty: false });

    // Of a pair that nobody looks at nothing is known; that its servers are away is not known either.
    private static bool IsUnreachable(PairView view) => view.Paused is null && Identities.Both.Any(i => !view.Snapshot[i].Reach.Is(Reachability.Reachable));
}
