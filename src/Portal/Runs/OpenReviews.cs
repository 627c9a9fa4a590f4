using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Storage.Ledger;

namespace Portal.Runs;

/// <summary>An emergency that nobody has reviewed yet.</summary>
/// <param name="Step">Title of the step that was let run without its approvals.</param>
public sealed record OpenReview(RunId Run, PairId Pair, string Step, GlassBreak Broken)
{
    /// <summary>Of the page on which it is reviewed.</summary>
    public string Address => AddressOf(Run, Broken);

    /// <inheritdoc cref="Address"/>
    public static string AddressOf(RunId run, GlassBreak broken) => $"/approvals/{run}/review/{broken.Digest}";
}

/// <summary>Emergencies that stay on everybody's board until somebody else has reviewed them.</summary>
public interface IOpenReviews
{
    /// <summary>Oldest first; what another process wrote is seen within 15 s.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    ImmutableArray<OpenReview> Now { get; }

    /// <summary>Raised when the glass was broken or reviewed. On a thread of the ledger's: only note it.</summary>
    event Action? Changed;
}

/// <summary>Finds open reviews by the two kinds of entries that begin and end them, and not by reading every run.</summary>
internal sealed class OpenReviews : IOpenReviews, IDisposable
{
    private const string Kinds = "approval.glass-";
    private const int Page = 1000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(15);

    private readonly ILedger _ledger;
    private readonly IRunArchive _archive;
    private readonly LedgerWatch _watch;
    private readonly TimeProvider _clock;
    private long _changes;
    private volatile Kept? _kept;

    public OpenReviews(ILedger ledger, IRunArchive archive, LedgerWatch watch, TimeProvider clock)
    {
        (_ledger, _archive, _watch, _clock) = (ledger, archive, watch, clock);
        watch.Appended += Heard;
    }

    public event Action? Changed;

    public ImmutableArray<OpenReview> Now
    {
        get
        {
            // What is written while it is being read makes the reading old at once.
            var changes = Interlocked.Read(ref _changes);
            if (_kept is { } kept && kept.Changes == changes && _clock.GetElapsedTime(kept.Read) < Life) return kept.All;
            var read = new Kept([.. Read()], changes, _clock.GetTimestamp());
            _kept = read;
            return read.All;
        }
    }

    public void Dispose() => _watch.Appended -= Heard;

    private void Heard(ImmutableArray<LedgerEntry> entries)
    {
        if (!entries.Any(entry => entry.Kind.StartsWith(Kinds, StringComparison.Ordinal))) return;
        Interlocked.Increment(ref _changes);
        Changed?.Invoke();
    }

    private IEnumerable<OpenReview> Read() =>
        from told in Entries().Select(entry => (Run: Streams.RunOf(entry.Stream)!.Value, Streams.Read(entry).Event)).Reverse()
            .GroupBy(told => (told.Run, Digest: (told.Event as RunEvent.GlassBroken)?.Digest ?? (told.Event as RunEvent.GlassReviewed)?.Digest))
        where told.All(one => one.Event is not RunEvent.GlassReviewed)
        let run = _archive.Find(told.Key.Run)?.State
        let broken = run?.GlassBreaks.FirstOrDefault(b => b.Digest == told.Key.Digest)
        where broken is { Review: null }
        select new OpenReview(run.Id, run.Plan.Pair, run.Plan[broken.Step].Title, broken);

    /// <summary>Newest first.</summary>
    private IEnumerable<LedgerEntry> Entries()
    {
        for (long? before = null; ;)
        {
            var page = _ledger.Query(new LedgerQuery(BeforeSeq: before, StreamPrefix: Streams.RunPrefix, KindPrefix: Kinds, Take: Page));
            foreach (var entry in page) yield return entry;
            if (page.Length < Page) yield break;
            before = page[^1].Seq;
        }
    }

    private sealed record Kept(ImmutableArray<OpenReview> All, long Changes, long Read);
}
