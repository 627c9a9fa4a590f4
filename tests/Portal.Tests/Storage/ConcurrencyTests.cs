using System.Collections.Concurrent;
using System.Collections.Immutable;
using Portal.Core.Audit;

namespace Portal.Tests.Storage;

public sealed class ConcurrencyTests : IDisposable
{
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public void Of_many_threads_exactly_one_wins_each_version()
    {
        const int threads = 8, versions = 40;
        var ledger = test.Ledger;
        var wins = new ConcurrentBag<long>();
        using var barrier = new Barrier(threads);
        void Contend(int thread)
        {
            for (var version = 0; version < versions; version++)
            {
                barrier.SignalAndWait();
                var result = ledger.Append([new StreamAppend(TestLedger.Run, version, [TestLedger.Entry($"by-{thread}")])]);
                if (result is Appended.Done) wins.Add(version);
                barrier.SignalAndWait();
            }
        }

        var contenders = Enumerable.Range(0, threads).Select(n => new Thread(() => Contend(n))).ToList();
        contenders.ForEach(thread => thread.Start());
        contenders.ForEach(thread => thread.Join());

        Assert.Equal(Enumerable.Range(0, versions).Select(v => (long)v), wins.Order());
        Assert.Equal(versions, ledger.Read(TestLedger.Run).Length);
        Assert.IsType<ChainCheck.Whole>(ledger.Verify());
    }

    [Fact]
    public async Task The_watch_tells_every_commit_once_and_in_order_although_a_subscriber_fails()
    {
        var told = new List<long>();
        var all = new TaskCompletionSource();
        test.Watch.Appended += _ => throw new InvalidOperationException("A page made a mistake.");
        test.Watch.Appended += entries =>
        {
            told.AddRange(entries.Select(e => e.Seq));
            if (told.Count == 60) all.SetResult();
        };
        var ledger = test.Ledger;

        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => Task.Run(() =>
        {
            for (var version = 0; version < 20; version++)
                ledger.Append([new StreamAppend(new StreamId($"run/{n}"), version, [TestLedger.Entry()])]);
        })));
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n), told);
    }

    [Fact]
    public async Task What_was_not_committed_is_not_told()
    {
        var told = new TaskCompletionSource<ImmutableArray<LedgerEntry>>();
        test.Watch.Appended += entries => told.TrySetResult(entries);
        test.Ledger.BeforeCommit = () => throw new Microsoft.Data.Sqlite.SqliteException("full", 13, 13);
        Assert.Throws<LedgerUnavailableException>(() => test.Append(TestLedger.Run, 0, TestLedger.Entry("lost")));
        test.Ledger.BeforeCommit = () => { };

        test.Append(TestLedger.Run, 0, TestLedger.Entry("kept"));

        Assert.Equal("kept", (await told.Task.WaitAsync(TimeSpan.FromSeconds(30)))[0].Kind);
    }
}
