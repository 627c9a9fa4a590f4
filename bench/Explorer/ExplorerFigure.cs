using System.Diagnostics;
using Portal.Bench.Figures;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Bench.Explorer;

/// <summary>How long the audit explorer takes over a million entries: each filter, alone and with others, on the first, a deep and the last page.</summary>
internal static class ExplorerFigure
{
    public const int Entries = 1_000_000;
    private const int Page = 51, Counted = 2_000, Reads = 9;

    /// <param name="rounds">Of the exports; each page is read nine times.</param>
    public static async Task Measure(int rounds, CancellationToken stop)
    {
        Filters(stop);
        AppendCost.Measure(Entries, stop);
        foreach (var entries in new[] { Entries / 10, Entries }) await ExportRace.Measure(entries, rounds > 0 ? rounds : 5, stop);
    }

    private static void Filters(CancellationToken stop)
    {
        var path = LongLedger.Of(Entries, stop);
        using var database = PortalDatabase.Open(path);
        var explorer = new LedgerExplorer(database);
        var ends = explorer.Ends();
        Console.WriteLine(Statistics.Say($"{ends.Last:N0} entries, {new FileInfo(path).Length / 1e6:N0} MB"));
        var worst = 0.0;
        foreach (var (name, query) in Queries(explorer))
        {
            var pages = Pages(query, ends.Last).ToArray();
            var times = pages.Select(page => Times(Reads, () => explorer.Page(page.Query, stop)).ToArray()).ToArray();
            var count = Times(Reads, () => explorer.Count(query, Counted, stop)).ToArray();
            worst = Math.Max(worst, Math.Max(times.SelectMany(t => t).Max(), count.Max()));
            Console.WriteLine(Statistics.Say($"{name,-44} {string.Join("  ", pages.Select((page, i) => Statistics.Say($"{page.Name} {times[i].Median(),6:0.0} /{times[i].Max(),6:0.0}")))}  count {count.Median(),6:0.0} /{count.Max(),6:0.0} ms  ({explorer.Count(query, Counted, stop).Number:N0})"));
        }
        Console.WriteLine(Statistics.Say($"worst of all {worst:0.0} ms (aim: under 200 ms)"));
    }

    private static IEnumerable<(string Name, LedgerQuery Query)> Queries(LedgerExplorer explorer)
    {
        var (busy, quiet) = (new PairId(LongLedger.Busy), new PairId(LongLedger.Quiet));
        var middle = explorer.At(Entries / 2)!.At;
        var run = explorer.Page(new LedgerQuery(KindPrefix: "run.requested", BeforeSeq: Entries / 2, Take: 1), CancellationToken.None).Entries[0].Stream;
        yield return ("nothing", new());
        yield return ("pair, frequent", new(Pair: busy));
        yield return ("pair, rare", new(Pair: quiet));
        yield return ("pair, none", new(Pair: new PairId("no-such-pair")));
        yield return ("person, frequent", new(Actor: LongLedger.Hard));
        yield return ("person, the portal", new(Actor: UserId.Portal));
        yield return ("person, rare and old", new(Actor: LongLedger.Rare));
        yield return ("run", new(AnyOf: [run]));
        yield return ("kind, frequent (step.)", new(KindPrefix: "step."));
        yield return ("kind, rare and old (person.)", new(KindPrefix: "person."));
        yield return ("time, a month", new(From: middle, Until: middle.AddDays(30)));
        yield return ("time, an hour", new(From: middle, Until: middle.AddHours(1)));
        yield return ("pair and kind", new(Pair: busy, KindPrefix: "approval."));
        yield return ("pair and person, both frequent", new(Pair: busy, Actor: LongLedger.Hard));
        yield return ("pair and person, person rare", new(Pair: busy, Actor: LongLedger.Rare));
        yield return ("pair and the portal and kind", new(Pair: busy, Actor: UserId.Portal, KindPrefix: "step."));
        yield return ("pair and person who never met", new(Pair: busy, Actor: UserId.Portal, KindPrefix: "approval.granted"));
        yield return ("person and kind", new(Actor: LongLedger.Hard, KindPrefix: "approval."));
        yield return ("person and kind that never met", new(Actor: LongLedger.Hard, KindPrefix: "notification."));
        yield return ("kind and time", new(KindPrefix: "approval.", From: middle, Until: middle.AddDays(30)));
        yield return ("pair, person, kind and time", new(Pair: busy, Actor: LongLedger.Hard, KindPrefix: "run.", From: middle, Until: middle.AddDays(60)));
        yield return ("text that is frequent", new(Text: "reachable"));
        yield return ("text that is nowhere (5,000 looked at)", new(Text: "no such words"));
        yield return ("run and kind and person", new(AnyOf: [run], Actor: UserId.Portal, KindPrefix: "step."));
    }

    private static IEnumerable<(string Name, LedgerQuery Query)> Pages(LedgerQuery query, long last)
    {
        yield return ("first", query with { Take = Page });
        yield return ("deep", query with { Take = Page, BeforeSeq = last / 2 });
        yield return ("last", query with { Take = Page, AfterSeq = 0 });
    }

    // The first time a page is read from the disk counts, too.
    private static IEnumerable<double> Times<T>(int rounds, Func<T> what)
    {
        for (var i = 0; i < rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            what();
            yield return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }
}
