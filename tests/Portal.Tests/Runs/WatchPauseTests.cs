using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Tests.Runs;

/// <summary>Pausing to watch a pair, on simulated servers and a real ledger.</summary>
public sealed class WatchPauseTests
{
    [Fact]
    public async Task A_paused_pair_is_asked_nothing_and_says_who_paused_it_and_why()
    {
        await using var pair = new OwnedPair().Start();
        await pair.Until(v => v.Snapshot.Active == Identity.Primary && v.Snapshot.Service.IsKnown, "seen");

        Assert.IsType<Reply.Done>(pair.Owner.PauseWatching(Team.Operator, "The rack is moved."));
        var view = await pair.Until(v => v.Paused is not null, "paused");

        Assert.Equal((Team.Operator, "The rack is moved."), (view.Paused!.By, view.Paused.Reason));
        Assert.All(Identities.Both, i => Assert.False(view.Snapshot[i].Reach.IsKnown));
        Assert.False(view.Snapshot.Service.IsKnown);
        Assert.Equal(PairNeed.NotWatched, view.Need);
        Assert.Contains("The rack is moved.", view.Snapshot.Primary.Role.Why, StringComparison.Ordinal);
        Assert.Equal(Role.Active, view.LastKnown!.Primary.Role.Value);
        await pair.Links.NobodyWatches();
        Assert.Contains("paused watching the pair erp", AuditSentences.Of(pair.Ledger.Read(Streams.Of(pair.Pair.Id))[^1], AuditNames.Keys), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_goes_on_when_a_person_resumes_it()
    {
        await using var pair = new OwnedPair().Start();
        await pair.Until(v => v.Snapshot.Active == Identity.Primary, "seen");
        pair.Owner.PauseWatching(Team.Operator, "The rack is moved.");
        await pair.Until(v => v.Paused is not null, "paused");

        Assert.IsType<Reply.Done>(pair.Owner.ResumeWatching(Team.Second, "It stands."));
        var view = await pair.Until(v => v.Snapshot.Active == Identity.Primary && v.Snapshot.Service.IsKnown, "seen again");

        Assert.Null(view.Paused);
        Assert.Equal(1, pair.Links.Watching);
    }

    [Fact]
    public async Task No_run_is_opened_and_nothing_scanned_while_watching_is_paused()
    {
        await using var pair = new OwnedPair().Start();
        var seen = await pair.Until(v => Identities.Both.All(i => v.Snapshot[i].Updates.IsKnown) && v.Snapshot.Service.IsKnown, "scanned");
        var plan = Assert.IsType<Reply<Plan>.Done>(PlanDrafts.Make(PlanWish.For(pair.Pair.Id, ProcedureKind.B), pair.Pair, seen.Engine, seen.Snapshot, Team.Operator, "monthly", null, DateTimeOffset.UtcNow)).Value;
        pair.Owner.PauseWatching(Team.Operator, "The rack is moved.");

        Assert.Contains("paused", Assert.IsType<Reply<RunId>.Refused>(pair.Owner.Open(plan)).Why, StringComparison.Ordinal);
        Assert.Contains("paused", Assert.IsType<Reply.Refused>(await pair.Owner.Scan(Team.Operator, TestContext.Current.CancellationToken)).Why, StringComparison.Ordinal);
        Assert.Null(pair.Archive.Find(plan.Run));

        pair.Owner.ResumeWatching(Team.Operator, "It stands.");
        Assert.IsType<Reply<RunId>.Done>(pair.Owner.Open(plan));
    }

    [Fact]
    public async Task A_pair_that_a_run_holds_cannot_be_paused()
    {
        await using var pair = new OwnedPair().Start();
        var run = await pair.Begin(ProcedureKind.B);

        var refused = Assert.IsType<Reply.Refused>(pair.Owner.PauseWatching(Team.Operator, "The rack is moved."));

        Assert.Contains(run.Value, refused.Why, StringComparison.Ordinal);
        Assert.Null((await pair.Until(v => v.Run is not null, "held")).Paused);
    }

    [Fact]
    public async Task A_pause_outlives_a_restart_of_the_portal()
    {
        await using var pair = new OwnedPair().Start();
        await pair.Until(v => v.Snapshot.Active == Identity.Primary, "seen");
        pair.Owner.PauseWatching(Team.Operator, "The rack is moved.");
        await pair.Kill();
        pair.Links.Forget();

        pair.Start();
        var view = await pair.Until(_ => true, "published");

        Assert.Equal("The rack is moved.", view.Paused?.Reason);
        Assert.Equal(0, pair.Links.Opened);
        Assert.IsType<Reply.Refused>(pair.Owner.PauseWatching(Team.Second, "Twice."));
    }
}
