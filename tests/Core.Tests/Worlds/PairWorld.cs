using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Core.Tests.Worlds;

/// <summary>A pair as it really is: a pure model of two servers and their engine.</summary>
/// <param name="Synced">Whether the passive server has everything.</param>
/// <param name="InstallsNeedReboot">Whether an install leaves a reboot pending.</param>
internal readonly record struct PairWorld(ServerWorld Primary, ServerWorld Secondary, bool Synced = true, bool InstallsNeedReboot = true)
{
    public static readonly PairWorld Normal = new(new ServerWorld(Role.Active), new ServerWorld(Role.Passive));

    public ServerWorld this[Identity identity] => identity == Identity.Primary ? Primary : Secondary;

    public PairWorld With(Identity identity, ServerWorld server) =>
        identity == Identity.Primary ? this with { Primary = server } : this with { Secondary = server };

    public bool TwoActives => Primary.Role == Role.Active && Secondary.Role == Role.Active;

    public bool ServiceAnswers => (Primary.Up && Primary.Role == Role.Active) || (Secondary.Up && Secondary.Role == Role.Active);

    public bool EngineRuns => Primary is { Up: true, Engine: EngineState.Running } && Secondary is { Up: true, Engine: EngineState.Running };

    /// <summary>What happens by itself when nobody acts: replication catches up.</summary>
    public PairWorld Settled() => EngineRuns ? this with { Synced = true } : this;

    public PairSnapshot Look(DateTimeOffset at) => new(
        Samples.Pair.Id, Primary.Look(Identity.Primary, at), Secondary.Look(Identity.Secondary, at),
        [Sync("File System Status", at), Sync("Registry Status", at)],
        Reading.Known(EngineRuns ? ChannelState.Connected : ChannelState.Disconnected, at, "test"),
        Reading.Known(ServiceAnswers ? ServiceState.Answers : ServiceState.Silent, at, "test"));

    private SyncReading Sync(string name, DateTimeOffset at) =>
        new(name, Reading.Known(Synced ? SyncStatus.Synchronized : SyncStatus.Unchecked, at, "test"), Reading.Known(0L, at, "test"));

    /// <summary>The pair after an effect, and what the effect reports.</summary>
    public (PairWorld After, EffectReport Report) Do(Effect effect) => effect switch
    {
        Effect.Scan e => Scan(e.On),
        Effect.Install e => Install(e),
        Effect.Verify e => (this, Verify(e, this[e.On].Version)),
        Effect.Switchover e => Switch(e.To),
        Effect.SuspendEngine => (Engines(EngineState.Suspended) with { Synced = false }, EffectReport.Succeeded("Suspended.")),
        Effect.ResumeEngine => (EngineRuns ? this : Engines(EngineState.Running) with { Synced = false }, EffectReport.Succeeded("Resumed.")),
        Effect.Reboot e => Reboot(e),
        _ => throw new InvalidOperationException(effect.ToString()),
    };

    private static EffectReport Verify(Effect.Verify e, int version) => e.Packages.All(p => p == Samples.Update(version).Target)
        ? EffectReport.Succeeded("All are installed.")
        : EffectReport.Failed("Not all are installed.", "Look.");

    private (PairWorld, EffectReport) Scan(Identity on)
    {
        var server = this[on];
        if (server.Updates.IsEmpty && server.Later > 0) server = server with { Offered = server.Offered + 1, Later = server.Later - 1 };
        return (With(on, server), EffectReport.Succeeded("Scanned.") with { Updates = server.Updates });
    }

    private (PairWorld, EffectReport) Install(Effect.Install e)
    {
        var server = this[e.On];
        if (e.Packages.Any(p => p != Samples.Update(server.Offered).Target)) return (this, EffectReport.Failed("That version is not offered.", "Plan again."));
        return (With(e.On, server with { Version = server.Offered, RebootPending = InstallsNeedReboot }), EffectReport.Succeeded("Installed.") with { RebootRequired = InstallsNeedReboot });
    }

    private (PairWorld, EffectReport) Switch(Identity to)
    {
        if (!Synced || !EngineRuns) return (this, EffectReport.Failed("The engine refused: not synchronized.", "Wait for sync."));
        return (With(to, this[to] with { Role = Role.Active }).With(to.Partner(), this[to.Partner()] with { Role = Role.Passive }), EffectReport.Succeeded($"{to} is active."));
    }

    private (PairWorld, EffectReport) Reboot(Effect.Reboot e)
    {
        var server = this[e.On];
        if (server.BootId != e.BootId) return (this, EffectReport.Failed("Another boot than the one asked for.", "Look."));
        var back = server with { Boot = server.Boot + 1, RebootPending = false, Engine = EngineState.Running };
        return ((With(e.On, back)) with { Synced = false }, EffectReport.Succeeded($"{e.On} restarted."));
    }

    private PairWorld Engines(EngineState state) => this with
    {
        Primary = Primary.Up ? Primary with { Engine = state } : Primary,
        Secondary = Secondary.Up ? Secondary with { Engine = state } : Secondary,
    };
}
