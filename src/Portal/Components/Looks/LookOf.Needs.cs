using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Live;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Looks;

/// <summary>Here why a pair stands where it stands in the list.</summary>
public static partial class LookOf
{
    /// <summary>What a pair needs, and in <see cref="Look.Why"/> the particulars, which may be empty.</summary>
    /// <param name="asked">Whose decision its run waits for.</param>
    public static Look Need(PairView view, AskedOf asked) => view.Need switch
    {
        PairNeed.You => People(view, asked),
        PairNeed.Unreachable => Unreached(view),
        PairNeed.OutOfSync => OutOfSync(view.Snapshot),
        PairNeed.NotWatched => new Look(Filled.VisibilityOff, "watching paused", Tone.Wait, view.Paused?.Reason ?? ""),
        PairNeed.Running => new Look(Filled.PlayArrow, "run under way", Tone.Busy),
        PairNeed.Updates => new Look(Outlined.SystemUpdateAlt, "updates pending", Tone.Mute),
        _ => Identities.Both.All(i => view.Snapshot[i].Updates.IsKnown)
            ? new Look(Filled.Check, "in order", Tone.Mute)
            : new Look(Filled.QuestionMark, "updates not known", Tone.Unknown, "No scan has told yet which updates are pending."),
    };

    /// <summary>The worst of several pairs, in a word.</summary>
    public static Look Worst(PairNeed need) => need switch
    {
        PairNeed.You => new Look(Filled.PanTool, "needs you", Tone.Wait),
        PairNeed.Unreachable => new Look(Filled.LinkOff, "unreachable", Tone.Stop),
        PairNeed.OutOfSync => new Look(Filled.SyncProblem, "out of sync", Tone.Stop),
        PairNeed.NotWatched => new Look(Filled.VisibilityOff, "watching paused", Tone.Wait),
        PairNeed.Running => new Look(Filled.PlayArrow, "run under way", Tone.Busy),
        PairNeed.Updates => new Look(Outlined.SystemUpdateAlt, "updates pending", Tone.Mute),
        _ => new Look(Filled.Check, "in order", Tone.Ok),
    };

    private static Look People(PairView view, AskedOf asked) => view switch
    {
        _ when Both(view, Core.Pairs.Role.Active) => new Look(Filled.CallSplit, "two actives", Tone.Stop, "both servers claim to be active"),
        { Run.State: { Hold: { } hold } } => Held(hold),
        { Run.State.Status: RunStatus.Planned } => new Look(Outlined.PlayCircle, "run not started", Tone.Wait, "it waits for somebody to start it"),
        { Run.State.Status: RunStatus.Paused } => new Look(Filled.Pause, "run paused", Tone.Wait, "it waits for somebody to resume it"),
        _ when asked == AskedOf.Viewer => new Look(Filled.HowToReg, "waits for your approval", Tone.Wait),
        _ when asked == AskedOf.Others => new Look(Filled.HourglassEmpty, "waits for a second admin", Tone.Mute, "somebody else has to decide"),
        _ when Both(view, Core.Pairs.Role.Passive) => new Look(Filled.PowerOff, "none active", Tone.Stop, "both servers claim to be passive"),
        _ => new Look(Filled.PanTool, "needs you", Tone.Wait),
    };

    private static Look Held(Hold hold) => hold.Kind switch
    {
        HoldKind.Failed => new Look(Filled.PanTool, "run held: failed", Tone.Stop, hold.Why),
        HoldKind.Unclear => new Look(Filled.PanTool, "run held: unclear", Tone.Unknown, hold.Why),
        HoldKind.Rejected => new Look(Filled.PanTool, "run held: rejected", Tone.Wait, hold.Why),
        HoldKind.ApprovalExpired => new Look(Filled.PanTool, "run held: not decided", Tone.Wait, hold.Why),
        HoldKind.FurtherUpdates => new Look(Filled.PanTool, "run held: more updates", Tone.Wait, hold.Why),
        _ => new Look(Filled.PanTool, "run held: check", Tone.Stop, hold.Why),
    };

    private static Look Unreached(PairView view)
    {
        var off = Identities.Both.Where(i => !view.Snapshot[i].Reach.Is(Reachability.Reachable)).ToArray();
        var why = off.Select(i => view.Snapshot[i].Reach.Why).FirstOrDefault(w => w is not null) ?? "";
        return off.Any(i => view.Snapshot[i].Reach.IsKnown)
            ? new Look(Filled.LinkOff, off.Length == 2 ? "both unreachable" : $"{off[0]} unreachable", Tone.Stop, why)
            : Unknown(why) with { Word = "not known" };
    }

    private static Look OutOfSync(PairSnapshot p)
    {
        var worst = p.Sync.Where(s => !s.Status.Is(SyncStatus.Synchronized)).Select(s => Sync(s.Status)).ToArray();
        return worst.Length == 0 ? Unknown("No sync status is known.") with { Word = "sync not known" } : worst.OrderByDescending(l => l.Tone).First();
    }

    private static bool Both(PairView view, Role role) => Identities.Both.All(i => view.Snapshot[i].Role.Is(role));
}

/// <summary>Whose decision a run waits for, as one viewer sees it.</summary>
public enum AskedOf
{
    Nobody,
    Viewer,
    Others,
}
