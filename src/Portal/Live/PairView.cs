using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Live;

/// <summary>An open run as it stands.</summary>
/// <param name="Guards">Those of the current step, before or after it, evaluated at <paramref name="At"/>.</param>
/// <param name="Says">One sentence: what happens next, and who is awaited.</param>
public sealed record RunView(RunState State, ImmutableArray<Checked> Guards, string Says, DateTimeOffset At);

/// <summary>What a pair needs, worst first.</summary>
public enum PairNeed
{
    /// <summary>Two actives, none active, held run, an approval is awaited.</summary>
    You,

    /// <summary>A server is not reachable, or nothing is known of it.</summary>
    Unreachable,
    OutOfSync,

    /// <summary>Somebody keeps the portal from looking at it.</summary>
    NotWatched,

    /// <summary>A run acts on it.</summary>
    Running,

    /// <summary>Updates are pending, or a server is not enrolled.</summary>
    Updates,
    Nothing,
}

/// <summary>A pair as it stands.</summary>
/// <param name="Run">The open run; null when there is none.</param>
/// <param name="LastPatched">When its last patch run was completed; null when the ledger has none.</param>
/// <param name="Beats">The service probe over the last 60 s, oldest first.</param>
/// <param name="History">The last 15 minutes, oldest first: at most one slot each 5 s, none where nothing was seen.</param>
/// <param name="Enrolment">Per server; empty until looked at.</param>
public sealed record PairView(
    Pair Pair,
    EngineTraits Engine,
    PairSnapshot Snapshot,
    RunView? Run,
    PairNeed Need,
    DateTimeOffset? LastPatched,
    ImmutableArray<ProbeBeat> Beats,
    ImmutableArray<HistorySlot> History,
    ImmutableArray<Enrolment> Enrolment,
    DateTimeOffset At)
{
    /// <summary>What was seen to change since <see cref="WatchedSince"/>, newest first; at most 50.</summary>
    public ImmutableArray<PairChange> Lately { get; init; } = [];

    /// <summary>When this portal began to look at the pair; null: it has not.</summary>
    public DateTimeOffset? WatchedSince { get; init; }

    /// <summary>The last snapshot in which both roles were known; null when they never were.</summary>
    public PairSnapshot? LastKnown { get; init; }

    /// <summary>Who keeps the portal from looking at the pair, and why; null when it is watched.</summary>
    public WatchPause? Paused { get; init; }
}

/// <summary>A snapshot of all pairs, then a stream of changes.</summary>
public interface IPairFeed
{
    ImmutableArray<PairView> Now { get; }

    /// <summary>Pairs that have an open run, in no order.</summary>
    ImmutableArray<PairView> WithRuns { get; }

    /// <summary>Raised when an open run came, went or got on: seldom, where pairs are published many times a second. On the publisher's thread: only note it.</summary>
    event Action? RunsChanged;

    /// <summary>Null when nothing has been published for it yet.</summary>
    PairView? Find(PairId pair);

    /// <summary>Every pair once, then each change. A slow reader gets the newest of each pair, not a queue.</summary>
    IAsyncEnumerable<PairView> Watch(CancellationToken stop);

    /// <summary>One pair: how it stands, then each change; the newest when the reader is slow.</summary>
    IAsyncEnumerable<PairView> Watch(PairId pair, CancellationToken stop);
}
