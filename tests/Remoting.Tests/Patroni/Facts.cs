using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Hosts;

namespace Portal.Remoting.Tests.Patroni;

/// <summary>Facts of the two members of a pair in sync, to be changed by each test.</summary>
internal static class Facts
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 15, 0, 0, TimeSpan.Zero);

    public static readonly Pair Pair = new(
        new PairId("pg"), "PostgreSQL", new EngineKind("patroni"),
        new Server(Identity.Primary, "pg1", "10.77.0.21", "10.77.0.21", ["SHA256:one"]),
        new Server(Identity.Secondary, "pg2", "10.77.0.22", "10.77.0.22", ["SHA256:two"]),
        new ServiceProbe.Tcp("10.77.0.21", 5432), [], PairLimits.Default, ImmutableArray<MaintenanceWindow>.Empty, InstallGate.Open);

    public static readonly PatroniMember One = new("pg1", "leader", "running", 1, null, "10.77.0.21");
    public static readonly PatroniMember Two = new("pg2", "sync_standby", "running", 1, 0, "10.77.0.22");

    public static PatroniFacts Leader(params PatroniMember[] members) =>
        new("pg1", "master", "running", 1, false, members.Length == 0 ? [One, Two] : members, null, Synchronous: true);

    public static PatroniFacts Replica() =>
        new("pg2", "replica", "running", 1, false, [One, Two], null, Synchronous: true);

    public static HostFacts Host(PatroniFacts? patroni, string boot = "boot") => new(
        Now.ToUnixTimeMilliseconds(), boot, false, [], "off", "", [], 1_000_000_000, patroni, null);

    public static ServerFacts Of(PatroniFacts? patroni) => ServerFacts.Of(Host(patroni), Now);

    public static PairSnapshot Snapshot(ServerFacts primary, ServerFacts secondary) =>
        Remoting.Engines.Patroni.PatroniEngine.Snapshot(Pair, primary, secondary, ServerUpdates.None(Now), Now);

    public static PairSnapshot Snapshot(PatroniFacts? primary, PatroniFacts? secondary) => Snapshot(Of(primary), Of(secondary));
}
