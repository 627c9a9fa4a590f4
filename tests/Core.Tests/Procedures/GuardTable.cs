using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Procedures;

/// <summary>Every guard with a way to make it pass, fail, and unknown.</summary>
/// <param name="Change">Gives the snapshot, with the verdict's reading as wanted.</param>
internal sealed record GuardRow(Guard Guard, Func<PairSnapshot, Want, PairSnapshot> Change);

internal enum Want
{
    Pass,
    Fail,
    Unknown,
    Stale,
    FromBefore,
    FromTheFuture,
}

internal static class GuardTable
{
    public static readonly DateTimeOffset Now = Samples.Start;

    public static IEnumerable<GuardRow> Rows =>
    [
        new(new Guard.ChannelConnected(), (s, w) => s with { Channel = As(w, ChannelState.Connected, ChannelState.Disconnected) }),
        new(new Guard.ServiceAnswers(), (s, w) => s with { Service = As(w, ServiceState.Answers, ServiceState.Silent) }),
        new(new Guard.InSync(), (s, w) => s with { Sync = s.Sync.SetItem(1, s.Sync[1] with { Status = As(w, SyncStatus.Synchronized, SyncStatus.Checking) }) }),
        new(new Guard.InSync(), (s, w) => s with { Sync = s.Sync.SetItem(1, s.Sync[1] with { LagBytes = As(w, 1_048_576L, 1_048_577L) }) }),
        .. Identities.Both.SelectMany(Of),
    ];

    private static IEnumerable<GuardRow> Of(Identity i) =>
    [
        new(new Guard.ActiveIs(Identity.Primary), (s, w) => On(s, i, x => x with { Role = As(w, i == Identity.Primary ? Role.Active : Role.Passive, i == Identity.Primary ? Role.Passive : Role.Active) })),
        new(new Guard.OneActive(), (s, w) => On(s, i, x => x with { Role = As(w, i == Identity.Primary ? Role.Active : Role.Passive, i == Identity.Primary ? Role.Passive : Role.Active) })),
        new(new Guard.EngineRunning(), (s, w) => On(s, i, x => x with { Engine = As(w, EngineState.Running, EngineState.Stopped) })),
        new(new Guard.EngineSuspended(), (s, w) => On(On(s, i.Partner(), x => x with { Engine = As(Want.Pass, EngineState.Stopped, default) }), i, x => x with { Engine = As(w, EngineState.Suspended, EngineState.Running) })),
        new(new Guard.Reachable(i), (s, w) => On(s, i, x => x with { Reach = As(w, Reachability.Reachable, Reachability.Unreachable) })),
        new(new Guard.AutomaticUpdatesOff(i), (s, w) => On(s, i, x => x with { AutomaticUpdates = As(w, AutomaticUpdates.DownloadOnly, AutomaticUpdates.Installs) })),
        new(new Guard.NoPackageOperation(i), (s, w) => On(s, i, x => x with { PackageActivity = As(w, PackageActivity.Idle, new("apt-get (pid 812)")) })),
        new(new Guard.NoRebootPending(i), (s, w) => On(s, i, x => x with { RebootRequired = As(w, false, true) })),
        new(new Guard.DiskFree(i), (s, w) => On(s, i, x => x with { DiskFreeBytes = As(w, 512L << 20, (512L << 20) - 1) })),
        new(new Guard.ClockAgrees(i), (s, w) => On(s, i, x => x with { ClockSkew = As(w, TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(-30.1)) })),
        new(new Guard.Rebooted(i), (s, w) => On(s, i, x => x with { BootId = As(w, "boot-new", "boot-before") })),
    ];

    private static PairSnapshot On(PairSnapshot s, Identity i, Func<ServerSnapshot, ServerSnapshot> change) => s.With(change(s[i]));

    private static Reading<T> As<T>(Want want, T good, T bad) => want switch
    {
        Want.Pass => Reading.Known(good, Now, "test"),
        Want.Fail => Reading.Known(bad, Now, "test"),
        Want.Stale => Reading.Known(good, Now - GuardChecks.Freshness - TimeSpan.FromMilliseconds(1), "test"),
        Want.FromBefore => Reading.Known(good, Now - TimeSpan.FromSeconds(3), "test"),
        Want.FromTheFuture => Reading.Known(good, Now + TimeSpan.FromHours(1), "test"),
        _ => Reading.Unknown<T>("The connection was lost.", Now, "test"),
    };
}
