using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Core.Procedures;

/// <summary>What guards look at; nothing else counts.</summary>
/// <param name="Now">UTC.</param>
/// <param name="Planned">Packages of the plan, per server.</param>
/// <param name="Scanned">What this run's last scan of a server found; null before the first.</param>
/// <param name="BootBefore">Boot id that the current reboot step is to end; null elsewhere.</param>
/// <param name="Since">When this run last did something to the pair: an earlier reading tells nothing of now.</param>
public sealed record GuardContext(
    Pair Pair,
    PairSnapshot Snapshot,
    DateTimeOffset Now,
    PerServer<ImmutableArray<PackageVersion>> Planned,
    PerServer<ImmutableArray<PackageUpdate>?> Scanned,
    string? BootBefore,
    DateTimeOffset Since = default);
