using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Audit;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Runs;

/// <summary>A review without an owner of the pair: the pair is declared no more, or another process was first.</summary>
public sealed class PastRunTests : IDisposable
{
    private readonly TestLedger _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Of_two_processes_at_one_database_one_review_counts()
    {
        var story = Written();
        using var database = PortalDatabase.Open(new DatabaseSettings(_test.Path));
        var second = SqliteLedger.Open(database, new LedgerWatch(NullLogger<LedgerWatch>.Instance), _test.Clock);
        var digest = story.State.GlassBreaks[0].Digest;
        var between = new Between(second);
        // The other process writes after this one has read, and before it appends.
        between.Reading = () => Assert.IsType<Reply.Done>(Review(_test.Ledger, new RunCommand.ReviewGlass(GlassStory.Vera, digest, false, "I was on call.")));

        var reply = Review(between, new RunCommand.ReviewGlass(Story.Adam, digest, true, "It was needed."));

        Assert.Equal("It was reviewed already.", Assert.IsType<Reply.Refused>(reply).Why);
        var state = new RunArchive(_test.Ledger).Find(story.State.Id)!.State;
        Assert.Equal(GlassStory.Vera.Id, state.GlassBreaks[0].Review!.By);
        Assert.IsType<ChainCheck.Whole>(_test.Ledger.Verify());
    }

    [Fact]
    public void A_run_that_nobody_knows_is_not_reviewed() =>
        Assert.Contains("no such run", Assert.IsType<Reply.Refused>(Review(_test.Ledger, new RunCommand.ReviewGlass(Story.Adam, "", true, "Fine."), new RunId("20261122-NOSUCH"))).Why, StringComparison.Ordinal);

    private RunId _run;

    private Story Written()
    {
        var story = GlassStory.Ended(_test.Clock);
        _run = story.State.Id;
        for (var i = 0; i < story.Events.Length; i++)
            _test.Ledger.Append([new StreamAppend(Streams.Of(_run), i, [Streams.Entry(story.Events[i].Event, story.Events[i].Actor)])]);
        return story;
    }

    private Reply Review(ILedger ledger, RunCommand.ReviewGlass review, RunId? run = null) =>
        PastRun.Review(new OwnerPorts(ledger, null!, null!, null!, new GlassStory.People(), null!, new RunArchive(ledger), null!, null!, null!, _test.Clock, null!), run ?? _run, review);

    /// <summary>Lets somebody else write between the first reading and the append.</summary>
    private sealed class Between(ILedger inner) : ILedger
    {
        public Action? Reading { get; set; }

        public ImmutableArray<LedgerEntry> Read(StreamId stream)
        {
            var read = inner.Read(stream);
            var once = Reading;
            Reading = null;
            once?.Invoke();
            return read;
        }

        public Appended Append(ImmutableArray<StreamAppend> appends) => inner.Append(appends);
        public ImmutableArray<LedgerEntry> Query(LedgerQuery query) => inner.Query(query);
        public ImmutableArray<StreamId> Streams(string prefix) => inner.Streams(prefix);
        public IEnumerable<LedgerEntry> All(long afterSeq = 0) => inner.All(afterSeq);
        public LedgerHead Head => inner.Head;
        public ChainCheck Verify() => inner.Verify();
    }
}
