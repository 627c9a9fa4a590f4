using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Tests.Web;

namespace Portal.Tests.Runs;

/// <summary>The one gate in the whole portal: demo people, simulated pairs, grains, ledger.</summary>
public sealed class RunDeskTests : IDisposable
{
    private static readonly PairId Pair = new("erp-db-01");
    private readonly DemoUnderTest _portal = new();

    private IRunDesk Desk => _portal.Services.GetRequiredService<IRunDesk>();

    [Fact]
    public async Task A_run_is_requested_started_and_approved_through_the_gate_to_its_end()
    {
        var (op, second) = (Named("operator"), Named("second.admin"));
        var run = await Request(op);

        Assert.IsType<Reply.Done>(await Desk.Ask(op, run, p => new RunCommand.Start(p), Stop));
        await foreach (var view in _portal.Services.GetRequiredService<IPairFeed>().Watch(Pair, Limit.Token))
        {
            if (view.Run is null) break;
            Assert.NotEqual(RunStatus.Held, view.Run.State.Status);
            if (view.Run.State is { Asked: { } asked, Granted: null }) await Desk.Decide(second, run, asked.Step, asked.Digest, Answer.Approve, "looks right", Proof(second, run, asked.Step, asked.Digest), Stop);
        }

        var record = _portal.Services.GetRequiredService<IRunArchive>().Find(run)!;
        Assert.Equal(RunStatus.Completed, record.State.Status);
        Assert.All(record.Events.Select(e => e.Event).OfType<RunEvent.Approved>(), a => Assert.Equal("password", a.Proof));
    }

    [Fact]
    public async Task Who_lacks_the_role_is_refused_and_the_refusal_is_in_the_ledger()
    {
        var (op, second) = (Named("operator"), Named("second.admin"));

        Assert.IsType<Reply<Plan>.Refused>(await Desk.Draft(second, PlanWish.For(Pair, ProcedureKind.B), Stop));
        Assert.IsType<Reply.Refused>(await Desk.Scan(second, Pair, Stop));
        var run = await Request(op);
        Assert.IsType<Reply.Refused>(await Desk.Ask(second, run, p => new RunCommand.Start(p), Stop));
        Assert.IsType<Reply.Refused>(await Desk.Decide(op, run, new("B3"), "", Answer.Approve, "fine", Proof(op, run, new("B3"), ""), Stop));

        var refusals = _portal.Ledger.Query(new(KindPrefix: "action.refused"));
        Assert.Equal(4, refusals.Length);
        Assert.All(refusals, r => Assert.Contains("role", r.Data, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_decides_without_a_proof_of_their_own_for_this_question_fresh_and_never_used()
    {
        var (op, second) = (Named("operator"), Named("second.admin"));
        var run = await Request(op);
        await Desk.Ask(op, run, p => new RunCommand.Start(p), Stop);
        var asked = await Asked();
        var used = Proof(second, run, asked.Step, asked.Digest);
        Assert.Null(used.Use(second, Purpose.Decision(run, asked.Step, asked.Digest)));
        var time = new FakeTimeProvider();
        var stale = new FreshProof(second, Purpose.Decision(run, asked.Step, asked.Digest), ProofKind.Password, time);
        time.Advance(TimeSpan.FromSeconds(61));

        foreach (var (why, proof) in new (string, FreshProof?)[]
        {
            ("there was none", null),
            ("by somebody else", Proof(op, run, asked.Step, asked.Digest)),
            ("for something else", Proof(second, run, asked.Step, new string('0', 64))),
            ("for something else", Proof(second, run, new("Z9"), asked.Digest)),
            ("for something else", new FreshProof(second, Purpose.OwnSecurity, ProofKind.Password, TimeProvider.System)),
            ("too long ago", stale),
            ("used already", used),
        })
            foreach (var answer in new[] { Answer.Approve, Answer.Reject })
                Assert.Contains(answer == Answer.Approve || proof is null ? why : "used already", Assert.IsType<Reply.Refused>(await Desk.Decide(second, run, asked.Step, asked.Digest, answer, "Fine.", proof, Stop)).Why, StringComparison.Ordinal);
        foreach (var command in new Func<Person, RunCommand.ByPerson>[] { p => new RunCommand.Approve(p, asked.Step, asked.Digest, "Fine.", "password"), p => new RunCommand.Reject(p, asked.Step, asked.Digest, "No.", "password") })
            Assert.Contains("fresh credential", Assert.IsType<Reply.Refused>(await Desk.Ask(second, run, command, Stop)).Why, StringComparison.Ordinal);

        Assert.Equal(16, _portal.Ledger.Query(new(KindPrefix: "action.refused")).Length);
        Assert.DoesNotContain(_portal.Services.GetRequiredService<IRunArchive>().Find(run)!.Events, e => e.Event is RunEvent.Approved or RunEvent.Rejected);
    }

    [Fact]
    public async Task A_step_that_holds_nothing_is_not_skipped_and_the_refusal_is_in_the_ledger()
    {
        var (op, second) = (Named("operator"), Named("second.admin"));
        var run = await Request(op);

        Assert.IsType<Reply.Refused>(await Desk.Ask(second, run, p => new RunCommand.Skip(p, new("B1"), "No role for it."), Stop));
        var reply = await Desk.Ask(op, run, p => new RunCommand.Skip(p, new("B1"), "The mirror is being moved."), Stop);

        Assert.Contains("only while it holds the run", Assert.IsType<Reply.Refused>(reply).Why, StringComparison.Ordinal);
        Assert.All(_portal.Ledger.Query(new(KindPrefix: "action.refused")), r => Assert.Contains("run.skip", r.Data, StringComparison.Ordinal));
        Assert.Equal(2, _portal.Ledger.Query(new(KindPrefix: "action.refused")).Length);
    }

    [Fact]
    public async Task Watching_is_paused_and_resumed_by_operators_with_a_reason_and_every_refusal_is_recorded()
    {
        var (op, second) = (Named("operator"), Named("second.admin"));
        await Scanned();

        Assert.IsType<Reply.Refused>(await Desk.PauseWatching(second, Pair, "The rack is moved.", Stop));
        Assert.IsType<Reply.Refused>(await Desk.PauseWatching(op, Pair, " ", Stop));
        Assert.IsType<Reply.Refused>(await Desk.PauseWatching(op, new("no-such"), "The rack is moved.", Stop));
        Assert.IsType<Reply.Done>(await Desk.PauseWatching(op, Pair, "The rack is moved.", Stop));
        Assert.IsType<Reply.Refused>(await Desk.PauseWatching(op, Pair, "Twice.", Stop));
        Assert.Contains("The rack is moved.", Assert.IsType<Reply<Plan>.Refused>(await Desk.Draft(op, PlanWish.For(Pair, ProcedureKind.B), Stop)).Why, StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await Desk.ResumeWatching(second, Pair, "It stands.", Stop));
        Assert.IsType<Reply.Done>(await Desk.ResumeWatching(op, Pair, "It stands.", Stop));
        await Scanned();
        Assert.IsType<Reply<Plan>.Done>(await Desk.Draft(op, PlanWish.For(Pair, ProcedureKind.B), Stop));

        Assert.Equal(["pair.watch-resumed", "pair.watch-paused"], _portal.Ledger.Query(new(KindPrefix: "pair.watch-")).Select(e => e.Kind));
        Assert.Equal(3, _portal.Ledger.Query(new(KindPrefix: "action.refused")).Length);
    }

    [Fact]
    public async Task A_role_that_the_caller_claims_for_somebody_else_does_not_count()
    {
        var (op, second) = (Named("operator"), Named("second.admin"));
        var run = await Request(op);

        // The gate passes the person whom the store has; a command built for another one is not theirs to give.
        var reply = await Desk.Ask(second, run, _ => new RunCommand.Start(People.Find(op)!), Stop);

        Assert.IsType<Reply.Refused>(reply);
        Assert.Equal(RunStatus.Planned, _portal.Services.GetRequiredService<IRunArchive>().Find(run)!.State.Status);
    }

    [Fact]
    public async Task Somebody_without_an_account_is_refused()
    {
        var reply = await Desk.Draft(new UserId("nobody"), PlanWish.For(Pair, ProcedureKind.B), Stop);

        Assert.IsType<Reply<Plan>.Refused>(reply);
    }

    [Fact]
    public async Task A_plan_that_changed_since_it_was_seen_is_not_requested()
    {
        var op = Named("operator");
        await Scanned();

        var reply = await Desk.Request(op, PlanWish.For(Pair, ProcedureKind.B), "another digest", "monthly", Stop);

        Assert.Contains("changed", Assert.IsType<Reply<RunId>.Refused>(reply).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_of_one_person_are_refused_before_they_reach_the_ledger()
    {
        var op = Named("operator");
        var before = _portal.Ledger.Query(new(KindPrefix: "action.refused", Take: 1000)).Length;

        var replies = new List<Reply>();
        for (var i = 0; i < 200; i++) replies.Add(await Desk.Ask(op, new("20261122-NOSUCH"), p => new RunCommand.Start(p), Stop));

        Assert.Contains(replies.OfType<Reply.Refused>(), r => r.Why.StartsWith("Too many", StringComparison.Ordinal));
        Assert.Equal(before, _portal.Ledger.Query(new(KindPrefix: "action.refused", Take: 1000)).Length);
    }

    public void Dispose()
    {
        Limit.Dispose();
        _portal.Dispose();
    }

    private CancellationTokenSource Limit { get; } = new(TimeSpan.FromSeconds(90));

    private CancellationToken Stop => Limit.Token;

    private IPeople People => _portal.Services.GetRequiredService<IPeople>();

    private UserId Named(string name) => People.All().Single(p => p.Name == name).Id;

    private static FreshProof Proof(UserId by, RunId run, StepId step, string digest) => new(by, Purpose.Decision(run, step, digest), ProofKind.Password, TimeProvider.System);

    private async Task<ApprovalRequest> Asked()
    {
        await foreach (var view in _portal.Services.GetRequiredService<IPairFeed>().Watch(Pair, Stop))
            if (view.Run?.State is { Asked: { } asked, Granted: null }) return asked;
        throw new TimeoutException("Nothing was asked.");
    }

    private async Task Scanned()
    {
        await foreach (var view in _portal.Services.GetRequiredService<IPairFeed>().Watch(Pair, Stop))
            if (view.Snapshot.Service.IsKnown && Identities.Both.All(i => view.Snapshot[i].Updates.IsKnown)) return;
    }

    private async Task<RunId> Request(UserId op)
    {
        await Scanned();
        var wish = PlanWish.For(Pair, ProcedureKind.B);
        var plan = Assert.IsType<Reply<Plan>.Done>(await Desk.Draft(op, wish, Stop)).Value;
        return Assert.IsType<Reply<RunId>.Done>(await Desk.Request(op, wish, PlanDrafts.Compare(plan), "monthly", Stop)).Value;
    }
}
