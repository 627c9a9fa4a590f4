using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Core.Tests.Worlds;

/// <summary>One server as it really is, whatever the portal can see of it.</summary>
/// <param name="Readable">False: it runs, but the portal reads nothing of it.</param>
/// <param name="Version">Installed version of the one package, as in '1.n'.</param>
/// <param name="Offered">Version that the repository offers.</param>
/// <param name="Later">How many more versions appear, one at each scan after an install.</param>
internal readonly record struct ServerWorld(
    Role Role,
    bool Up = true,
    bool Readable = true,
    int Boot = 1,
    EngineState Engine = EngineState.Running,
    int Version = 0,
    int Offered = 1,
    int Later = 0,
    bool RebootPending = false)
{
    public string BootId => $"boot-{Boot}";

    public ImmutableArray<PackageUpdate> Updates => Offered > Version ? [Samples.Update(Offered)] : [];

    public ServerSnapshot Look(Identity identity, DateTimeOffset at)
    {
        if (!Up) return ServerSnapshot.Unknown(identity, "It does not answer.", at, "test") with { Reach = Reading.Known(Reachability.Unreachable, at, "test") };
        if (!Readable) return ServerSnapshot.Unknown(identity, "The connection was lost.", at, "test");
        return new ServerSnapshot(
            identity, Reading.Known(Reachability.Reachable, at, "test"), Reading.Known(Role, at, "test"), Reading.Known(BootId, at, "test"), Reading.Known(Engine, at, "test"),
            Reading.Known(Updates, at, "test"), Reading.Known(RebootPending, at, "test"), Reading.Known(AutomaticUpdates.Off, at, "test"),
            Reading.Known(PackageActivity.Idle, at, "test"), Reading.Known(8L << 30, at, "test"), Reading.Known(TimeSpan.Zero, at, "test"));
    }
}
