using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Live.Hub;

/// <summary>A pair as programs see it; docs/hub.md describes every field. No addresses, keys or package output travel here.</summary>
/// <param name="Need">What it needs, worst first: you, unreachable, out-of-sync, not-watched, running, updates, nothing.</param>
/// <param name="Paused">Null while the pair is watched.</param>
/// <param name="Active">'primary' or 'secondary'; null when there is not exactly one.</param>
public sealed record PairMessage(
    string Id,
    string Name,
    string Engine,
    ImmutableArray<string> Tags,
    string Need,
    string? Active,
    ServerMessage Primary,
    ServerMessage Secondary,
    ImmutableArray<SyncMessage> Sync,
    ReadingMessage Channel,
    ReadingMessage Service,
    RunMessage? Run,
    DateTimeOffset? LastPatched,
    DateTimeOffset At,
    PauseMessage? Paused);

/// <summary>Who keeps the portal from looking at a pair, since when and why.</summary>
/// <param name="By">Id of the person.</param>
public sealed record PauseMessage(string By, DateTimeOffset Since, string Reason);

/// <summary>One server.</summary>
public sealed record ServerMessage(string HostName, ReadingMessage Reach, ReadingMessage Role, ReadingMessage Engine, ReadingMessage UpdatesPending, ReadingMessage RebootRequired);

/// <summary>A value with its age; or why it is not known.</summary>
/// <param name="Value">Null when it is not known.</param>
/// <param name="At">When it was read, UTC.</param>
/// <param name="Why">Why it is not known; null when it is.</param>
public sealed record ReadingMessage(string? Value, DateTimeOffset At, string? Why)
{
    public static ReadingMessage Of<T>(Reading<T> reading, Func<T, string> text) =>
        reading.IsKnown ? new(text(reading.Value!), reading.At, null) : new(null, reading.At, reading.Why ?? "It has not been read yet.");
}

/// <summary>One replicated thing.</summary>
public sealed record SyncMessage(string Name, ReadingMessage Status, ReadingMessage LagBytes);

/// <summary>The open run of a pair.</summary>
/// <param name="Says">One sentence: what happens next, and who is awaited.</param>
/// <param name="Step">The current step; null when all are done.</param>
/// <param name="LeftOut">What people skipped, a sentence for each.</param>
public sealed record RunMessage(string Id, string Status, string Procedure, string RequestedBy, string Says, StepMessage? Step, int StepsDone, int Steps, QuestionMessage? Question, HoldMessage? Hold, ImmutableArray<string> LeftOut);

/// <param name="Number">From 1.</param>
public sealed record StepMessage(string Id, int Number, string Title, string Status, int Attempts);

/// <summary>What is asked of the second admin now.</summary>
/// <param name="Code">The short code that people compare.</param>
/// <param name="Digest">To be sent back with the decision.</param>
public sealed record QuestionMessage(string Step, string Code, string Digest, DateTimeOffset ExpiresAt);

/// <param name="Unknown">Ids of the guards that a person may vouch for.</param>
public sealed record HoldMessage(string Step, string Kind, string Why, string Remedy, ImmutableArray<string> Unknown, DateTimeOffset Since);

/// <summary>What became of a call.</summary>
/// <param name="Why">Null when it was done; else one sentence. Nothing was changed then.</param>
/// <param name="Remedy">What to do instead; null when it was done.</param>
public sealed record ReplyMessage(bool Done, string? Why = null, string? Remedy = null);
