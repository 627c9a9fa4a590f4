using System.Collections.Immutable;
using Dapper;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Evidence;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Security.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Reports.Periods;

/// <summary>All that a period report is made of.</summary>
/// <param name="Others">Exceptions that belong to no run: their entries, newest last.</param>
/// <param name="Waiting">Changes of accounts by one Admin, made in this time, that no second one has confirmed yet: when, of whom, what.</param>
/// <param name="Cut">What is not told of, because there is too much of it, as sentences.</param>
/// <param name="AsOf">When it was read, UTC.</param>
internal sealed record PeriodSource(
    PeriodEvidence Evidence,
    ImmutableArray<(LedgerEntry Entry, string Sentence)> Others,
    ImmutableArray<(DateTimeOffset At, string Whom, string What)> Waiting,
    ImmutableArray<string> Cut,
    Func<PairId, string> PairName,
    Func<UserId, string> PersonName,
    string Origin,
    LedgerHead Head,
    DateTimeOffset AsOf,
    string By);

/// <summary>Reads a period: by the kinds of entries that begin, end or tell something of a run, each from its index, and then run by run.</summary>
internal sealed class PeriodSources(ILedger ledger, PortalDatabase database, IPeople people, IPairCatalog pairs, Lazy<Signer> signer, TimeProvider clock)
{
    /// <summary>Most runs of one report.</summary>
    public const int MostRuns = 1_000;

    private const int MostOthers = 500;

    // Whatever happens in a run, one of these stands before or after it.
    private static readonly string[] Milestones =
    [
        "run.requested", "run.started", "run.completed", "run.aborted", "approval.asked", "approval.glass-broken", "approval.glass-reviewed",
        "step.interruption-measured", "step.skipped", "step.fact-attested", "step.outcome-attested", "run.further-updates-left", "run.held", "run.resumed",
    ];

    /// <param name="by">Name of whoever makes the report.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    /// <exception cref="System.Text.Json.JsonException">A release that knows more has written to one of the runs.</exception>
    public PeriodSource Read(Period period, string by, CancellationToken stop)
    {
        var head = ledger.Head;
        var streams = Runs(period);
        var evidence = PeriodEvidence.Of(period, streams.Take(MostRuns).Select(run => Fold(run, stop)).OfType<RunEvidence>());
        var names = new LedgerNames(ledger, people).Names;
        var others = Others(period);
        var waiting = from person in people.All() from change in person.Unconfirmed where period.Has(change.At) orderby change.At select (change.At, person.Name, LoneWords.Of(change, names.Person(change.By)));
        string?[] cut =
        [
            streams.Length > MostRuns ? $"Only the newest {MostRuns:N0} runs of this time are told of. Choose a shorter one." : null,
            Archived(period),
            others.Length > MostOthers ? $"Only the newest {MostOthers:N0} exceptions that belong to no run are told of. Choose a shorter time." : null,
        ];
        return new PeriodSource(
            evidence, [.. others.Take(MostOthers).Reverse().Select(entry => (entry, AuditSentences.Of(entry, names)))], [.. waiting], [.. cut.OfType<string>()],
            id => pairs.Find(id)?.Name ?? id.Value, names.Person, signer.Value.Origin, head, clock.GetUtcNow(), by);
    }

    // What is not here must not look as if it had not been.
    private string? Archived(Period period) => ledger.Archived is { } archive && ledger.All().Select(entry => entry.At).FirstOrDefault(DateTimeOffset.MaxValue) is var begin && period.Begin < begin
        ? $"Entries up to {archive.Head.Seq} are archived, the last of them in {archive.Name}: of what happened before {begin.UtcDateTime:yyyy-MM-dd HH:mm} UTC only runs that went on after it are told of."
        : null;

    private RunEvidence? Fold(StreamId run, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return RunEvidence.Of(ledger.Read(run).Select(RunEntry.Of));
    }

    /// <summary>Streams of the runs with a milestone in this time, the newest first, one more than are told of.</summary>
    private ImmutableArray<StreamId> Runs(Period period) => [.. database.Read(connection => connection.Query<string>("""
        SELECT stream FROM ledger
        WHERE kind IN @Milestones
          AND seq >= COALESCE((SELECT seq FROM ledger WHERE at >= @from ORDER BY at, seq LIMIT 1), 9223372036854775807)
          AND seq <= COALESCE((SELECT seq FROM ledger WHERE at < @until ORDER BY at DESC, seq DESC LIMIT 1), 0)
        GROUP BY stream ORDER BY max(seq) DESC LIMIT @take
        """, new { Milestones, from = LedgerRow.Text(period.Begin), until = LedgerRow.Text(period.End), take = MostRuns + 1 }).AsList())
        .Where(name => name.StartsWith(Streams.RunPrefix, StringComparison.Ordinal)).Select(name => new StreamId(name))];

    // What the machine's owner did past the second Admin, and a loss of entries that was accepted.
    private ImmutableArray<LedgerEntry> Others(Period period) =>
    [
        .. new[] { "person.confirmed", "audit.reconciled" }
            .SelectMany(kind => ledger.Query(new LedgerQuery(KindPrefix: kind, Actor: UserId.Portal, From: period.Begin, Until: period.End, Take: MostOthers + 1)))
            .OrderByDescending(entry => entry.Seq),
    ];
}
