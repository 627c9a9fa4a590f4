using Portal.Core.Audit;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Runs;

public sealed class OpenReviewsTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly RunArchive _archive;
    private readonly OpenReviews _reviews;

    public OpenReviewsTests()
    {
        _archive = new RunArchive(_test.Ledger);
        _reviews = new OpenReviews(_test.Ledger, _archive, _test.Watch, _test.Clock);
    }

    public void Dispose()
    {
        _reviews.Dispose();
        _test.Dispose();
    }

    private void Write(Story story, int from = 0)
    {
        for (var i = from; i < story.Events.Length; i++)
            _test.Ledger.Append([new StreamAppend(Streams.Of(story.State.Id), i, [Streams.Entry(story.Events[i].Event, story.Events[i].Actor)])]);
    }

    [Fact]
    public async Task An_emergency_is_open_from_its_entry_until_that_of_its_review_and_both_are_told()
    {
        var told = new SemaphoreSlim(0);
        _reviews.Changed += () => told.Release();
        Assert.Empty(_reviews.Now);
        var story = GlassStory.Ended(_test.Clock);

        Write(story);
        await told.WaitAsync(TestContext.Current.CancellationToken);
        var open = Assert.Single(_reviews.Now);
        Assert.Equal((story.State.Id, story.Pair.Id, story.State.Plan[new("B2")].Title, GlassStory.Olga.Id, GlassStory.Why), (open.Run, open.Pair, open.Step, open.Broken.By, open.Broken.Reason));

        var before = story.Events.Length;
        Write(story.Reviewed(Story.Adam, justified: true), before);
        await told.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_reviews.Now);
    }

    [Fact]
    public void What_another_process_wrote_is_seen_within_15_s()
    {
        var story = GlassStory.Ended(_test.Clock);
        Assert.Empty(_reviews.Now);
        var other = new OpenReviews(_test.Ledger, _archive, new(Microsoft.Extensions.Logging.Abstractions.NullLogger<Portal.Storage.Ledger.LedgerWatch>.Instance), _test.Clock);
        Assert.Empty(other.Now);

        Write(story);

        Assert.Empty(other.Now);
        _test.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Single(other.Now);
    }

    [Fact]
    public void An_ended_run_that_was_listed_before_its_review_is_listed_with_it_after()
    {
        var story = GlassStory.Ended(_test.Clock);
        Write(story);
        Assert.True(Assert.Single(_archive.Recent()).AwaitsReview);

        Write(story.Reviewed(Story.Adam, justified: true), story.Events.Length - 1);

        Assert.False(Assert.Single(_archive.Recent()).AwaitsReview);
    }
}
