using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Core.Runs;

/// <summary>People keep the portal from looking at a pair; stands in the pair's own stream, so that it outlives a restart and fences a run out.</summary>
/// <param name="Reason">Why, as the person wrote it.</param>
public sealed record WatchPause(UserId By, DateTimeOffset At, string Reason)
{
    public const string Paused = "pair.watch-paused";
    public const string Resumed = "pair.watch-resumed";

    /// <summary>The pause that is on; null when the pair is watched.</summary>
    public static WatchPause? Of(IEnumerable<LedgerEntry> stream)
    {
        WatchPause? pause = null;
        foreach (var entry in stream)
        {
            if (entry.Kind == Paused) pause = new WatchPause(entry.Actor, entry.At, RunJson.Read<Said>(entry.Data).Reason);
            else if (entry.Kind == Resumed) pause = null;
        }
        return pause;
    }

    public static NewEntry Entry(string kind, UserId actor, string reason) => new(kind, actor, RunJson.Write(new Said(reason)));

    private sealed record Said(string Reason);
}
