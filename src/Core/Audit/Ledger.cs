using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.People;

namespace Portal.Core.Audit;

/// <summary>A stream of the ledger: 'run/20261122-K7F4Q', 'pair/erp-db-01', 'people', 'settings'.</summary>
public readonly record struct StreamId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Something to be appended.</summary>
/// <param name="Kind">Type of the event, past tense, stable over releases: 'run.step-started'.</param>
/// <param name="Actor">Who did it; <see cref="UserId.Portal"/> for what the portal does by itself.</param>
/// <param name="Data">The event as a JSON object.</param>
public sealed record NewEntry(string Kind, UserId Actor, string Data);

/// <summary>Entries for one stream, which must be at the expected version (the number of its entries so far).</summary>
public sealed record StreamAppend(StreamId Stream, long ExpectedVersion, ImmutableArray<NewEntry> Entries);

/// <summary>One entry as it stands in the ledger.</summary>
/// <param name="Seq">Place in the whole ledger, from 1 without gaps.</param>
/// <param name="Version">Place in its stream, from 1 without gaps.</param>
/// <param name="Body">Canonical JSON of everything that the hash covers: at, stream, version, kind, actor, data.</param>
public sealed record LedgerEntry(
    long Seq,
    StreamId Stream,
    long Version,
    DateTimeOffset At,
    string Kind,
    UserId Actor,
    string Data,
    string Body,
    ImmutableArray<byte> PreviousHash,
    ImmutableArray<byte> Hash);

/// <summary>What became of an append; all of it is committed, or none.</summary>
public abstract record Appended
{
    private Appended() { }

    public sealed record Done(ImmutableArray<LedgerEntry> Entries) : Appended;

    /// <summary>A stream was not at its expected version: somebody else was first; nothing was written.</summary>
    public sealed record Raced(StreamId Stream, long ExpectedVersion, long ActualVersion) : Appended;
}

/// <summary>What to read of the ledger; empty members do not filter.</summary>
/// <param name="BeforeSeq">Only entries before this place: the key of the next page.</param>
/// <param name="StreamPrefix">'run/', 'pair/erp-db-01'.</param>
/// <param name="Text">Words that the data must contain.</param>
/// <param name="Take">Most entries, 1 to 1,000.</param>
/// <param name="AnyOf">Only entries of these streams; default does not filter, empty finds nothing.</param>
/// <param name="AfterSeq">Only entries after this place. Without <paramref name="BeforeSeq"/> those next to it are taken: the page before.</param>
/// <param name="Pair">Only entries of the pair's own streams and of the runs that held it.</param>
public sealed record LedgerQuery(
    long? BeforeSeq = null,
    string? StreamPrefix = null,
    string? KindPrefix = null,
    UserId? Actor = null,
    string? Text = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    int Take = 100,
    ImmutableArray<StreamId> AnyOf = default,
    long? AfterSeq = null,
    PairId? Pair = null);

/// <summary>Where the ledger ends.</summary>
/// <param name="Seq">0 when it is empty.</param>
public sealed record LedgerHead(long Seq, ImmutableArray<byte> Hash);

/// <summary>Result of checking the chain.</summary>
public abstract record ChainCheck
{
    private ChainCheck() { }

    /// <summary>Every entry follows from the one before it. What was cut off at the end shows only against an anchor.</summary>
    public sealed record Whole(LedgerHead Head) : ChainCheck;

    /// <summary>The first place that is wrong, and what is wrong there.</summary>
    public sealed record Broken(long Seq, string Why) : ChainCheck;
}

/// <summary>The one append-only, hash-chained table: audit trail and truth in one.</summary>
/// <remarks>A storage fault throws <see cref="LedgerUnavailableException"/>: nothing was committed that was reported, so nothing may be done.</remarks>
public interface ILedger
{
    /// <summary>Appends to one or more streams in one transaction.</summary>
    Appended Append(ImmutableArray<StreamAppend> appends);

    /// <summary>All entries of a stream, oldest first.</summary>
    ImmutableArray<LedgerEntry> Read(StreamId stream);

    /// <summary>Newest first.</summary>
    ImmutableArray<LedgerEntry> Query(LedgerQuery query);

    /// <summary>Streams whose name begins so, oldest first.</summary>
    ImmutableArray<StreamId> Streams(string prefix);

    /// <summary>Every entry, oldest first, in flat memory.</summary>
    IEnumerable<LedgerEntry> All(long afterSeq = 0);

    LedgerHead Head { get; }

    /// <summary>The archive that the first entry follows; null: that is entry 1. Of archived entries only those are read that are carried over, by <see cref="Read"/> and <see cref="Streams"/>.</summary>
    ArchivedPart? Archived => null;

    /// <summary>The archive that the entry at a place stands in; null: it stands in none.</summary>
    ArchivedPart? ArchiveOf(long seq) => null;

    /// <summary>Computes the chain anew from the first entry.</summary>
    ChainCheck Verify();
}

/// <summary>The ledger cannot be written or read: full disk, read-only, I/O error, busy. No commit, no command.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
