using Portal.Core.Pairs;
using Portal.Live;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Looks;

/// <summary>The one function from states to looks; here what is read from servers.</summary>
public static partial class LookOf
{
    public static Look Role(Reading<Role> role) => Known(role, value => value switch
    {
        Core.Pairs.Role.Active => new Look(Filled.Circle, "active", Tone.Ok),
        _ => new Look(Outlined.Circle, "passive", Tone.Mute),
    });

    public static Look Sync(Reading<SyncStatus> status) => Known(status, Sync);

    public static Look Sync(SyncStatus status) => status switch
    {
        SyncStatus.Synchronized => new Look(Filled.Check, "in sync", Tone.Ok),
        SyncStatus.Checking => new Look(Filled.Sync, "checking", Tone.Busy),
        SyncStatus.Unchecked => new Look(Filled.SyncProblem, "unchecked", Tone.Wait),
        SyncStatus.OutOfSync => new Look(Filled.Close, "out of sync", Tone.Stop),
        SyncStatus.Uninitialized => new Look(Filled.HourglassEmpty, "uninitialized", Tone.Wait),
        _ => new Look(Filled.ErrorOutline, "error", Tone.Stop),
    };

    public static Look Reach(Reading<Reachability> reach) => Known(reach, value => value switch
    {
        Reachability.Reachable => new Look(Filled.Check, "reachable", Tone.Ok),
        _ => new Look(Filled.LinkOff, "unreachable", Tone.Stop),
    });

    public static Look Engine(Reading<EngineState> engine) => Known(engine, value => value switch
    {
        EngineState.Running => new Look(Filled.PlayArrow, "running", Tone.Ok),
        EngineState.Suspended => new Look(Filled.Pause, "suspended", Tone.Wait),
        _ => new Look(Filled.Stop, "stopped", Tone.Stop),
    });

    public static Look Channel(Reading<ChannelState> channel) => Known(channel, value => value switch
    {
        ChannelState.Connected => new Look(Filled.Link, "connected", Tone.Ok),
        _ => new Look(Filled.LinkOff, "disconnected", Tone.Stop),
    });

    public static Look Service(Reading<ServiceState> service) => Known(service, value => value switch
    {
        ServiceState.Answers => new Look(Filled.Check, "answers", Tone.Ok),
        _ => new Look(Filled.Close, "silent", Tone.Stop),
    });

    public static Look AutomaticUpdates(Reading<AutomaticUpdates> updates) => Known(updates, value => value switch
    {
        Core.Pairs.AutomaticUpdates.Off => new Look(Filled.Check, "off", Tone.Ok),
        Core.Pairs.AutomaticUpdates.DownloadOnly => new Look(Filled.Download, "download only", Tone.Ok),
        _ => new Look(Filled.Close, "installs by itself", Tone.Stop),
    });

    /// <summary>Something that was seen to change.</summary>
    public static Look Change(PairChangeKind kind) => kind switch
    {
        PairChangeKind.Role => new Look(Filled.SwapHoriz, "role", Tone.Busy),
        PairChangeKind.RoleWrong => new Look(Filled.Warning, "role", Tone.Stop),
        PairChangeKind.SyncLost => new Look(Filled.SyncProblem, "sync", Tone.Wait),
        PairChangeKind.SyncBack => new Look(Filled.Sync, "sync", Tone.Ok),
        PairChangeKind.ServerLost => new Look(Filled.LinkOff, "server", Tone.Stop),
        PairChangeKind.ServerBack => new Look(Filled.Link, "server", Tone.Ok),
        PairChangeKind.Restarted => new Look(Filled.RestartAlt, "restart", Tone.Busy),
        PairChangeKind.EngineLost => new Look(Filled.Pause, "engine", Tone.Wait),
        PairChangeKind.EngineBack => new Look(Filled.PlayArrow, "engine", Tone.Ok),
        PairChangeKind.ChannelLost => new Look(Filled.LinkOff, "channel", Tone.Stop),
        PairChangeKind.ChannelBack => new Look(Filled.Link, "channel", Tone.Ok),
        PairChangeKind.ServiceLost => new Look(Filled.Close, "service", Tone.Stop),
        PairChangeKind.ServiceBack => new Look(Filled.Check, "service", Tone.Ok),
        _ => new Look(Filled.Download, "updates", Tone.Mute),
    };

    /// <summary>What nobody knows, and why.</summary>
    public static Look Unknown(string why) => new(Filled.QuestionMark, "unknown", Tone.Unknown, why);

    private static Look Known<T>(Reading<T> reading, Func<T, Look> look) where T : struct =>
        reading.IsKnown ? look(reading.Value) : Unknown(reading.Why ?? "It has not been read yet.");
}
