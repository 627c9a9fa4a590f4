using Microsoft.Extensions.Time.Testing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Tests.Hub;
using Portal.Tests.Pages;

namespace Portal.Tests.Runs;

/// <summary>Emergencies through the gate of the whole portal: proofs, reviews after the end, and two reviewers at once.</summary>
public sealed class GlassDeskTests : IDisposable
{
    private const string Pair = "orders-db-04";
    private readonly PatchedDemo _demo = new();
    private readonly GlassCast _cast;

    public GlassDeskTests() => _cast = new GlassCast(_demo);

    public void Dispose() => _demo.Dispose();

    private async Task People()
    {
        await _cast.Create("alone", PortalRole.Operator, PortalRole.BreakGlass);
        await _cast.Create("approver", PortalRole.Approver);
        await _cast.Create("admin", PortalRole.Admin);
    }

    [Fact]
    public async Task Breaking_the_glass_takes_a_proof_for_just_that_fresh_and_never_used()
    {
        await People();
        var (run, asked) = await _cast.Asking("alone", Pair);
        var (purpose, time) = (Purpose.BreakGlass(run, asked.Step, asked.Digest), new FakeTimeProvider());
        var (stale, used) = (_cast.Proof("alone", purpose, time), _cast.Proof("alone", purpose));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(used.Use(_cast["alone"], purpose));

        foreach (var (why, proof) in new (string, FreshProof?)[]
        {
            ("there was none", null), ("too long ago", stale), ("used already", used), ("by somebody else", _cast.Proof("approver", purpose)),
            ("for something else", _cast.Proof("alone", Purpose.Decision(run, asked.Step, asked.Digest))),
            ("for something else", _cast.Proof("alone", Purpose.BreakGlass(run, asked.Step, new string('0', 64)))),
            ("for something else", _cast.Proof("alone", Purpose.Review(run, asked.Digest))),
        })
            Assert.Contains(why, Assert.IsType<Reply.Refused>(await _cast.Break("alone", run, asked, proof)).Why, StringComparison.Ordinal);
        // Nor does what was proven for an emergency approve anything.
        Assert.Contains("for something else", Assert.IsType<Reply.Refused>(await _cast.Desk.Decide(_cast["approver"], run, asked.Step, asked.Digest, Answer.Approve, "Looked.", _cast.Proof("approver", purpose), default)).Why, StringComparison.Ordinal);
        Assert.Contains("shorter than 20", Assert.IsType<Reply.Refused>(await _cast.Break("alone", run, asked, _cast.Proof("alone", purpose), "Emergency.")).Why, StringComparison.Ordinal);
        Assert.Empty(_cast.Of(run).State.GlassBreaks);

        var right = _cast.Proof("alone", purpose);
        Assert.IsType<Reply.Done>(await _cast.Break("alone", run, asked, right));
        Assert.Contains("used already", Assert.IsType<Reply.Refused>(await _cast.Break("alone", run, asked, right)).Why, StringComparison.Ordinal);
        Assert.Contains("what is asked now", Assert.IsType<Reply.Refused>(await _cast.Break("alone", run, asked)).Why, StringComparison.Ordinal);
        Assert.Single(_cast.Of(run).State.GlassBreaks);
    }

    [Fact]
    public async Task A_review_takes_a_proof_for_just_that()
    {
        await People();
        var (run, asked) = await _cast.Asking("alone", Pair);
        Assert.IsType<Reply.Done>(await _cast.Break("alone", run, asked));

        foreach (var (why, proof) in new (string, FreshProof?)[]
        {
            ("there was none", null), ("by somebody else", _cast.Proof("admin", Purpose.Review(run, asked.Digest))), ("for something else", _cast.Proof("approver", Purpose.Decision(run, asked.Step, asked.Digest))),
        })
            Assert.Contains(why, Assert.IsType<Reply.Refused>(await _cast.Desk.Review(_cast["approver"], run, asked.Digest, Finding.Right, "Fine.", proof, default)).Why, StringComparison.Ordinal);
        Assert.Contains("reason is missing", Assert.IsType<Reply.Refused>(await _cast.Desk.Review(_cast["approver"], run, asked.Digest, Finding.Right, " ", _cast.Proof("approver", Purpose.Review(run, asked.Digest)), default)).Why, StringComparison.Ordinal);
        Assert.True(_cast.Of(run).State.AwaitsReview);
    }

    [Fact]
    public async Task An_open_run_is_reviewed_while_it_goes_on_and_its_page_is_told()
    {
        await People();
        var (run, asked) = await _cast.Asking("alone", Pair);
        Assert.IsType<Reply.Done>(await _cast.Break("alone", run, asked));

        Assert.IsType<Reply.Done>(await _cast.Review("approver", run, asked.Digest));

        Assert.False(_cast.Of(run).State.AwaitsReview);
        // Either the run has ended by now, or its view says so.
        await _demo.Until(Pair, v => v.Run is null || v.Run.State is { GlassBreaks: [{ Review: not null }] });
    }

    [Fact]
    public async Task A_run_that_has_ended_is_reviewed_while_another_one_holds_the_pair()
    {
        await People();
        var (run, asked) = await _cast.Asking("alone", Pair);
        Assert.IsType<Reply.Done>(await _cast.Break("alone", run, asked));
        await _cast.Abort("alone", run, Pair);
        var (next, now) = await _cast.Asking("alone", Pair);

        Assert.IsType<Reply.Done>(await _cast.Review("approver", run, asked.Digest, Finding.NotRight));

        Assert.False(_cast.Of(run).State.GlassBreaks[0].Review!.Justified);
        Assert.Equal(now.Digest, _cast.Of(next).State.Asked!.Digest);
        // The owner of the pair goes on with what it holds.
        Assert.IsType<Reply.Done>(await _cast.Desk.Decide(_cast["approver"], next, now.Step, now.Digest, Answer.Reject, "Not tonight.", _cast.Proof("approver", Purpose.Decision(next, now.Step, now.Digest)), default));
        Assert.Equal(RunStatus.Held, _cast.Of(next).State.Status);
        Assert.IsType<ChainCheck.Whole>(_demo.Get<ILedger>().Verify());
    }

    [Fact]
    public async Task A_run_of_a_pair_that_is_declared_no_more_is_reviewed()
    {
        await People();
        var (story, ledger) = (GlassStory.Ended(pair: "gone-db-09"), _demo.Get<ILedger>());
        var stream = Streams.Of(story.State.Id);
        for (var i = 0; i < story.Events.Length; i++)
            Assert.IsType<Appended.Done>(ledger.Append([new StreamAppend(stream, i, [Streams.Entry(story.Events[i].Event, story.Events[i].Actor)])]));
        var open = Assert.Single(_demo.Get<IOpenReviews>().Now);

        using var judge = await _cast.SignedIn("admin");
        Assert.Contains("gone-db-09", await judge.GetStringAsync(new Uri(open.Address, UriKind.Relative)), StringComparison.Ordinal);
        Assert.IsType<Reply.Done>(await _cast.Review("admin", open.Run, open.Broken.Digest));

        Assert.False(_cast.Of(open.Run).State.AwaitsReview);
    }

    [Fact]
    public async Task Of_two_reviewers_at_once_one_counts_and_the_other_is_told()
    {
        await People();
        var (run, asked) = await _cast.Asking("alone", Pair);
        Assert.IsType<Reply.Done>(await _cast.Break("alone", run, asked));
        await _cast.Abort("alone", run, Pair);

        var replies = await Task.WhenAll(
            Task.Run(() => _cast.Review("approver", run, asked.Digest)),
            Task.Run(() => _cast.Review("admin", run, asked.Digest, Finding.NotRight)));

        Assert.Single(replies.OfType<Reply.Done>());
        Assert.Equal("It was reviewed already.", Assert.Single(replies.OfType<Reply.Refused>()).Why);
        var review = Assert.Single(_cast.Of(run).Events, e => e.Event is RunEvent.GlassReviewed);
        Assert.Equal((review.Actor == _cast["approver"]), Assert.IsType<RunEvent.GlassReviewed>(review.Event).Justified);
    }
}
