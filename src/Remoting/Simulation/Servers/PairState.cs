using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>The truth about a simulated pair, and what is going to happen to it by itself.</summary>
/// <param name="Seed">What is random about the pair follows from it.</param>
/// <param name="Active">Null in the middle of a switchover.</param>
/// <param name="SyncAt">Since when the synchronization is what it is.</param>
/// <param name="Agenda">What will happen, earliest first.</param>
/// <param name="Jobs">By key: every key that was ever accepted.</param>
internal sealed record PairState(
    int Seed,
    Identity? Active,
    ServerState Primary,
    ServerState Secondary,
    SyncPhase Sync,
    DateTimeOffset SyncAt,
    ImmutableArray<Happening> Agenda,
    ImmutableDictionary<string, JobState> Jobs,
    ImmutableArray<FaultEntry> Faults,
    SimulatedTally Tally)
{
    /// <summary>Bytes that the passive server is behind although it is in sync; gone with the next check.</summary>
    public long Behind { get; init; }

    public ServerState this[Identity identity] => identity == Identity.Primary ? Primary : Secondary;

    /// <summary>Both engines run on servers that are up, so that they replicate.</summary>
    public bool Connected => Primary is { Up: true, Engine: EngineState.Running } && Secondary is { Up: true, Engine: EngineState.Running };

    /// <summary>True when the protected service answers its users.</summary>
    public bool Serves =>
        Active is { } active && this[active] is { Up: true, Engine: not EngineState.Stopped }
        && !Has(SimulatedFault.ServiceSilent, active) && !Has(SimulatedFault.NoneActive, active);

    /// <summary>Whether a fault lies on the server, or on the whole pair.</summary>
    public bool Has(SimulatedFault fault, Identity? on) =>
        Faults.Any(entry => entry.Fault == fault && (on is null || entry.On is null || entry.On == on));

    public PairState With(Identity identity, Func<ServerState, ServerState> change) =>
        identity == Identity.Primary ? this with { Primary = change(Primary) } : this with { Secondary = change(Secondary) };

    public PairState WithJob(string key, Func<JobState, JobState> change) =>
        Jobs.TryGetValue(key, out var job) ? this with { Jobs = Jobs.SetItem(key, change(job)) } : this;

    public PairState WithReport(string key, EffectState state, string detail, string remedy = "") =>
        WithJob(key, job => job with { State = state, Detail = detail, Remedy = remedy });

    public PairState Plan(params IEnumerable<Happening> more) =>
        this with { Agenda = [.. Agenda.Concat(more).OrderBy(happening => happening.At)] };
}

/// <summary>Where the replication stands.</summary>
internal enum SyncPhase
{
    Synchronized,
    Checking,

    /// <summary>Not connected: the active server collects what the passive one misses.</summary>
    Collecting,
}

/// <summary>The truth about one simulated server.</summary>
/// <param name="Boots">How often it was booted, from 1.</param>
/// <param name="Known">What its package manager last said, at <paramref name="KnownAt"/>.</param>
internal sealed record ServerState(
    bool Up,
    string BootId,
    int Boots,
    EngineState Engine,
    ImmutableArray<SimulatedPackage> Packages,
    ImmutableArray<PackageUpdate> Known,
    DateTimeOffset KnownAt,
    bool RebootRequired,
    ImmutableArray<string> HalfConfigured,
    AutomaticUpdates AutomaticUpdates,
    long DiskFreeBytes,
    TimeSpan ClockSkew);

/// <summary>One package on one server.</summary>
/// <param name="Candidate">The newer version that the repository has; null when there is none.</param>
/// <param name="NeedsReboot">Whether the candidate is completed only by a restart.</param>
internal sealed record SimulatedPackage(string Name, string? Installed, string? Candidate, string Origin, bool NeedsReboot, string? Section = null, string? Summary = null)
{
    public PackageUpdate? Update => Candidate is null ? null : new(Name, Installed, Candidate, Origin, null, Section, Summary);

    /// <summary>A package of another server's offer; the longer way, with a restart after it.</summary>
    public static SimulatedPackage Of(PackageUpdate offered) => new(offered.Name, offered.Installed, offered.Candidate, offered.Origin, NeedsReboot: true, offered.Section, offered.Summary);
}

/// <summary>A fault that lies on a server, or on the pair.</summary>
/// <param name="Left">How often an effect will still meet it; null: until it is cleared.</param>
internal sealed record FaultEntry(SimulatedFault Fault, Identity? On, int? Left);

/// <summary>A job as its server remembers it.</summary>
/// <param name="On">Null for a job of the pair's engine.</param>
/// <param name="UsesPackages">Whether it holds the package manager while it runs.</param>
/// <param name="Updates">What a scan found; null for other jobs.</param>
/// <param name="CutAt">When the connection that follows it is lost; null: never.</param>
internal sealed record JobState(
    Identity? On,
    bool UsesPackages,
    DateTimeOffset Started,
    EffectState State,
    string Detail,
    string Remedy,
    ImmutableArray<PackageUpdate>? Updates,
    bool? RebootRequired,
    ImmutableArray<JobLine> Lines,
    DateTimeOffset? CutAt)
{
    public bool IsRunning => State == EffectState.Running;
}

/// <summary>A line that a job prints at a moment.</summary>
internal sealed record JobLine(DateTimeOffset At, string Text);
