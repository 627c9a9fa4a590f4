using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage.Ledger;

namespace Portal.Tests.Storage;

public sealed class ExplorerTests : IDisposable
{
    private static readonly string[] Pairs = ["erp-db-01", "mail-01", "print-01"], People = ["portal", "u-ada", "u-bob"], Kinds = ["run.held", "run.started", "step.done", "step.failed"];
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    private LedgerExplorer Explorer => new(test.Database);

    [Fact]
    public void Every_combination_of_filters_finds_what_reading_everything_finds()
    {
        var all = Mix(900);
        var random = new Random(17);
        for (var i = 0; i < 400; i++)
        {
            var query = Any(random, all);
            var expected = all.Where(e => Fits(e, query, all)).Select(e => e.Seq).Reverse().ToArray();
            var says = string.Create(CultureInfo.InvariantCulture, $"query {i}: {query}");

            var near = query is { AfterSeq: not null, BeforeSeq: null } ? expected.TakeLast(query.Take) : expected.Take(query.Take);
            Assert.True(near.SequenceEqual(Explorer.Page(query, TestContext.Current.CancellationToken).Entries.Select(e => e.Seq)), says);
            Assert.True(expected.Reverse().SequenceEqual(Explorer.Places(query, all[^1].Seq, TestContext.Current.CancellationToken)), says);
            if (query.Text is null) Assert.Equal((says, expected.Length), (says, Explorer.Count(query, 1000, TestContext.Current.CancellationToken).Number));
        }
    }

    [Theory]
    [InlineData(null, "3,2")]
    [InlineData(0L, "2,1")]
    public void The_next_place_of_another_lane_takes_the_place_of_the_last_one_found(long? after, string expected)
    {
        test.Fill(3);

        var page = Explorer.Page(new LedgerQuery(Take: 2, AfterSeq: after, AnyOf: [new StreamId("run/even"), new StreamId("run/odd")]), TestContext.Current.CancellationToken);

        Assert.Equal(expected, string.Join(',', page.Entries.Select(e => e.Seq)));
    }

    [Fact]
    public void What_an_index_has_to_count_is_counted_up_to_a_limit_and_said_so()
    {
        test.Fill(30);

        Assert.Equal(new LedgerCount(10, IsMore: true), Explorer.Count(new LedgerQuery(KindPrefix: "run."), 10, TestContext.Current.CancellationToken));
        Assert.Equal(new LedgerCount(30, IsMore: false), Explorer.Count(new LedgerQuery(KindPrefix: "run."), 30, TestContext.Current.CancellationToken));
        Assert.Equal(new LedgerCount(30, IsMore: false), Explorer.Count(new LedgerQuery(), 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Pages_in_both_directions_meet_while_entries_are_appended_and_have_nothing_twice()
    {
        Mix(300);
        var query = new LedgerQuery(Pair: new PairId("erp-db-01"), KindPrefix: "step.", Take: 7);
        var expected = Explorer.Places(query, test.Ledger.Head.Seq, TestContext.Current.CancellationToken).Reverse().ToArray();

        var down = new List<long>();
        for (long? before = null; ;)
        {
            var page = Explorer.Page(query with { BeforeSeq = before }, TestContext.Current.CancellationToken).Entries;
            if (page.IsEmpty) break;
            down.AddRange(page.Select(e => e.Seq));
            before = page[^1].Seq;
            Mix(20);
        }
        Assert.Equal(expected, down);

        var up = new List<long>();
        var head = test.Ledger.Head.Seq;
        for (var after = 0L; ;)
        {
            var page = Explorer.Page(query with { AfterSeq = after }, TestContext.Current.CancellationToken).Entries;
            if (page.IsEmpty || page[^1].Seq > head) break;
            up.InsertRange(0, page.Select(e => e.Seq));
            after = page[0].Seq;
            if (test.Ledger.Head.Seq < head + 40) Mix(20);
        }
        Assert.Equal(Explorer.Places(query, head, TestContext.Current.CancellationToken), up.Where(seq => seq <= head).Reverse());
    }

    [Fact]
    public void Words_are_searched_in_so_many_entries_and_the_search_goes_on_from_there()
    {
        for (var i = 0; i < 40; i++) test.Append(TestLedger.Run, i, TestLedger.Entry(data: i == 3 ? """{"text":"needle"}""" : """{"text":"hay"}"""));

        var first = Explorer.Page(new LedgerQuery(Text: "needle"), look: 30, TestContext.Current.CancellationToken);
        Assert.Empty(first.Entries);
        Assert.Equal(11, first.LookedTo);

        var second = Explorer.Page(new LedgerQuery(Text: "needle", BeforeSeq: first.LookedTo), look: 30, TestContext.Current.CancellationToken);
        Assert.Equal(4, Assert.Single(second.Entries).Seq);
        Assert.Null(second.LookedTo);
    }

    [Fact]
    public async Task A_query_that_nobody_waits_for_ends_in_its_midst()
    {
        using var stop = new CancellationTokenSource();
        test.Fill(2);
        var running = Task.Run(() => test.Database.Read(connection =>
        {
            using var endless = connection.CreateCommand();
            endless.CommandText = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n";
            return endless.ExecuteScalar();
        }, stop.Token));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(2, Explorer.Page(new LedgerQuery(), TestContext.Current.CancellationToken).Entries.Length);
    }

    [Fact]
    public void An_empty_ledger_has_no_pages_and_no_ends()
    {
        _ = test.Ledger;

        Assert.Empty(Explorer.Page(new LedgerQuery(Pair: new PairId("x")), TestContext.Current.CancellationToken).Entries);
        Assert.Equal(0, Explorer.Count(new LedgerQuery(), 10, TestContext.Current.CancellationToken).Number);
        Assert.Equal((1, 0), Explorer.Ends());
        Assert.Null(Explorer.At(1));
    }

    private ImmutableArray<LedgerEntry> Mix(int entries)
    {
        var random = new Random(entries);
        for (var i = 0; i < entries; i++)
        {
            var pair = new PairId(Pairs[random.Next(Pairs.Length)]);
            var run = new RunId($"20261122-{pair.Value[0]}{random.Next(4)}".ToUpperInvariant());
            var by = new UserId(People[random.Next(People.Length)]);
            _ = random.Next(5) switch
            {
                0 => Note(Streams.Of(pair), PairLock.Entry(PairLock.Opened, run, by)),
                1 => Note(new StreamId("security"), new NewEntry("sign-in.succeeded", by, """{"from":"10.0.0.1"}""")),
                2 => Note(new StreamId($"{(random.Next(2) == 0 ? "scan" : "rehearsal")}/{pair}"), new NewEntry("pair.scan-asked", by, "{}")),
                _ => Note(Streams.Of(run), new NewEntry(Kinds[random.Next(Kinds.Length)], by, $$"""{"n":{{i % 10}}}""")),
            };
            test.Clock.Advance(TimeSpan.FromSeconds(random.Next(3)));
        }
        return [.. test.Ledger.All()];

        bool Note(StreamId stream, NewEntry entry)
        {
            test.Ledger.Note(stream, entry);
            return true;
        }
    }

    private static LedgerQuery Any(Random random, ImmutableArray<LedgerEntry> all)
    {
        T? Maybe<T>(Func<T> value) => random.Next(3) == 0 ? value() : default;
        long? Place() => random.Next(3) == 0 ? random.Next(all.Length + 2) : null;
        DateTimeOffset? Time() => random.Next(4) == 0 ? all[random.Next(all.Length)].At : null;
        return new LedgerQuery(
            Place(), random.Next(6) == 0 ? "run/" : null, Maybe(() => (string[])["run.", "step.done", "step", "x"] is var k ? k[random.Next(k.Length)] : ""),
            random.Next(3) == 0 ? new UserId(People[random.Next(People.Length)]) : null, random.Next(6) == 0 ? "3" : null, Time(), Time(), random.Next(1, 60),
            random.Next(5) == 0 ? [new StreamId("run/20261122-E1"), new StreamId("security")] : default, Place(),
            random.Next(3) == 0 ? new PairId(Pairs[random.Next(Pairs.Length)]) : null);
    }

    // The plain rule, over everything.
    private static bool Fits(LedgerEntry e, LedgerQuery q, ImmutableArray<LedgerEntry> all) =>
        (q.BeforeSeq is null || e.Seq < q.BeforeSeq) && (q.AfterSeq is null || e.Seq > q.AfterSeq)
        && (q.StreamPrefix is null || e.Stream.Value.StartsWith(q.StreamPrefix, StringComparison.Ordinal))
        && (q.KindPrefix is null || e.Kind.StartsWith(q.KindPrefix, StringComparison.Ordinal))
        && (q.Actor is null || e.Actor == q.Actor) && (q.Text is null || e.Data.Contains(q.Text, StringComparison.Ordinal))
        && (q.From is null || e.At >= q.From) && (q.Until is null || e.At < q.Until)
        && (q.AnyOf.IsDefault || q.AnyOf.Contains(e.Stream))
        && (q.Pair is not { } pair || e.Stream == Streams.Of(pair) || e.Stream.Value == $"scan/{pair}" || e.Stream.Value == $"rehearsal/{pair}"
            || PairLock.Runs(all.Where(one => one.Stream == Streams.Of(pair))).Any(run => e.Stream == Streams.Of(run)));
}
