using System.Threading.RateLimiting;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Policies;
using Portal.Security.Credentials;
using Portal.Security.Stores;

namespace Portal.Runs;

/// <summary>The one gate. Every call reads the person anew from the store, limits their pace, and records what it refuses.</summary>
internal sealed class RunDesk(IGrainFactory grains, IPeople people, IPairCatalog pairs, IPairFeed feed, IRunArchive archive, IApprovalPolicies policies, SecurityJournal journal, TimeProvider clock) : IRunDesk, IDisposable
{
    // A person clicks; a script that floods the ledger with refusals is stopped before it reaches it.
    private readonly PartitionedRateLimiter<UserId> _pace = PartitionedRateLimiter.Create<UserId, string>(by =>
        RateLimitPartition.GetTokenBucketLimiter(by.Value, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 60, TokensPerPeriod = 10, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
        }));

    public Task<Reply> Scan(UserId by, PairId pair, CancellationToken stop) => Recorded(async () =>
    {
        if (Refusal(by, PortalRole.Operator, $"pair.scan {pair}") is { } no) return no;
        if (pairs.Find(pair) is null) return new Reply.Refused("There is no such pair.", "Open the list of pairs.");
        return await grains.GetGrain<IPairGrain>(pair.Value).Scan(by).WaitAsync(stop);
    });

    public Task<Reply> PauseWatching(UserId by, PairId pair, string reason, CancellationToken stop) =>
        Watching(by, pair, "pair.pause-watching", reason, said => grains.GetGrain<IPairGrain>(pair.Value).PauseWatching(by, said).WaitAsync(stop));

    public Task<Reply> ResumeWatching(UserId by, PairId pair, string reason, CancellationToken stop) =>
        Watching(by, pair, "pair.resume-watching", reason, said => grains.GetGrain<IPairGrain>(pair.Value).ResumeWatching(by, said).WaitAsync(stop));

    public Task<Reply<Plan>> Draft(UserId by, PlanWish wish, CancellationToken stop) => Recorded(() => Task.FromResult(
        Refusal(by, PortalRole.Operator, $"run.draft {wish.Pair}") is { } no ? new Reply<Plan>.Refused(no.Why, no.Remedy) : Make(by, wish, "draft")));

    public Task<Reply<RunId>> Request(UserId by, PlanWish wish, string draftDigest, string reason, CancellationToken stop) => Recorded(async () =>
    {
        var action = $"run.request {wish.Pair}";
        if (Refusal(by, PortalRole.Operator, action) is { } no) return new Reply<RunId>.Refused(no.Why, no.Remedy);
        if (string.IsNullOrWhiteSpace(reason)) return new Reply<RunId>.Refused("A reason is missing.", "Say in a few words why this is patched now; it goes into the audit trail.");
        if (reason.Length > Run.ReasonLength) return new Reply<RunId>.Refused($"The reason is {reason.Length} characters long.", $"Shorten it to {Run.ReasonLength} characters.");
        switch (Make(by, wish, reason.Trim()))
        {
            case Reply<Plan>.Refused refused:
                return new Reply<RunId>.Refused(refused.Why, refused.Remedy);
            case Reply<Plan>.Done { Value: var plan } when PlanDrafts.Compare(plan) != draftDigest:
                return new Reply<RunId>.Refused("The plan has changed since you saw it.", "Look at the new one, which is shown now, then request it.");
            case Reply<Plan>.Done { Value: var plan }:
                return await grains.GetGrain<IPairGrain>(wish.Pair.Value).Open(plan).WaitAsync(stop);
            default:
                throw new InvalidOperationException("A reply is done or refused.");
        }
    });

    public Task<Reply> Ask(UserId by, RunId run, Func<Person, RunCommand.ByPerson> command, CancellationToken stop) => Recorded(async () =>
    {
        if (Refusal(by, null, $"run {run}") is { } no) return no;
        if (people.Find(by) is not { } person) return Gone();
        var wish = command(person);
        return wish is RunCommand.Approve or RunCommand.Reject or RunCommand.BreakGlass or RunCommand.ReviewGlass
            ? Unproven(by, $"run.{NameOf(wish)} {run}", "A decision takes a fresh credential, and there was none.")
            : await Pass(person, run, wish, stop);
    });

    public Task<Reply> Decide(UserId by, RunId run, StepId step, string digest, Answer answer, string reason, FreshProof? proof, CancellationToken stop) =>
        Proven(by, run, $"run.{answer.ToString().ToLowerInvariant()} {run} {step}", Purpose.Of(answer, run, step, digest), proof, (person, how) => answer switch
        {
            Answer.Approve => new RunCommand.Approve(person, step, digest, reason, how),
            Answer.Reject => new RunCommand.Reject(person, step, digest, reason, how),
            _ => new RunCommand.BreakGlass(person, step, digest, reason, how),
        }, stop);

    public Task<Reply> Review(UserId by, RunId run, string digest, Finding finding, string reason, FreshProof? proof, CancellationToken stop) =>
        Proven(by, run, $"run.reviewglass {run}", Purpose.Review(run, digest), proof, (person, how) => new RunCommand.ReviewGlass(person, digest, finding == Finding.Right, reason, how), stop);

    public void Dispose() => _pace.Dispose();

    private Task<Reply> Proven(UserId by, RunId run, string action, Purpose purpose, FreshProof? proof, Func<Person, string, RunCommand.ByPerson> command, CancellationToken stop) => Recorded(async () =>
    {
        if (Refusal(by, null, action) is { } no) return no;
        if (people.Find(by) is not { } person) return Gone();
        if (proof is null) return Unproven(by, action, "A decision takes a fresh credential, and there was none.");
        if (proof.Use(by, purpose) is { } why) return Unproven(by, action, why);
        return await Pass(person, run, command(person, proof.How.Word()), stop);
    });

    private async Task<Reply> Pass(Person by, RunId run, RunCommand.ByPerson wish, CancellationToken stop)
    {
        if (archive.Find(run) is not { } record) return new Reply.Refused("There is no such run.", "Open the list of runs.");
        // Whoever wrote the call, nobody speaks for somebody else.
        if (wish.By != by) return new Reply.Refused("This was asked in somebody else's name.", "Sign in as the person who asks.");
        var reply = await grains.GetGrain<IPairGrain>(record.State.Plan.Pair.Value).Ask(run, wish).WaitAsync(stop);
        if (reply is Reply.Refused refused) journal.Refused(by.Id, $"run.{NameOf(wish)} {run}", refused.Why);
        return reply;
    }

    private Reply.Refused Unproven(UserId by, string action, string why)
    {
        journal.Refused(by, action, why);
        return new Reply.Refused(why, "Open the question under Approvals, and decide there with your credential.");
    }

    private Task<Reply> Watching(UserId by, PairId pair, string action, string reason, Func<string, Task<Reply>> ask) => Recorded(async () =>
    {
        if (Refusal(by, PortalRole.Operator, $"{action} {pair}") is { } no) return no;
        if (pairs.Find(pair) is null) return new Reply.Refused("There is no such pair.", "Open the list of pairs.");
        if (string.IsNullOrWhiteSpace(reason)) return new Reply.Refused("A reason is missing.", "Say in a few words why; everybody who looks at the pair reads it.");
        if (reason.Length > Run.ReasonLength) return new Reply.Refused($"The reason is {reason.Length} characters long.", $"Shorten it to {Run.ReasonLength} characters.");
        var reply = await ask(reason.Trim());
        if (reply is Reply.Refused refused) journal.Refused(by, $"{action} {pair}", refused.Why);
        return reply;
    });

    /// <summary>What cannot be recorded is not done, and whoever asked is told so where they asked.</summary>
    private static async Task<Reply> Recorded(Func<Task<Reply>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LedgerUnavailableException fault)
        {
            return Unrecorded.Of(fault);
        }
    }

    private static async Task<Reply<T>> Recorded<T>(Func<Task<Reply<T>>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LedgerUnavailableException fault)
        {
            return new Reply<T>.Refused(fault.Message, Unrecorded.Remedy);
        }
    }

    private Reply<Plan> Make(UserId by, PlanWish wish, string reason)
    {
        if (pairs.Find(wish.Pair) is not { } pair || feed.Find(wish.Pair) is not { } view) return new Reply<Plan>.Refused("There is no such pair.", "Open the list of pairs.");
        if (view.Paused is { } pause) return new Reply<Plan>.Refused($"Watching this pair is paused by {people.NameOf(pause.By)}: {pause.Reason}", "Resume watching on the pair's page, then plan again.");
        var last = archive.Recent(wish.Pair).SelectMany(r => r.Steps.Values).Where(s => s.Interruption is not null).OrderByDescending(s => s.StartedAt).FirstOrDefault()?.Interruption?.LongestGap;
        return PlanDrafts.Make(wish, pair, view.Engine, view.Snapshot, by, reason, last, clock.GetUtcNow(), policies.Read().Now);
    }

    private Reply.Refused? Refusal(UserId by, PortalRole? role, string action)
    {
        using var place = _pace.AttemptAcquire(by);
        if (!place.IsAcquired) return new Reply.Refused("Too many requests from this account within a few seconds.", "Wait a moment, then try again.");
        var why = people.Find(by) switch
        {
            null => "This account does not exist any more.",
            { Standing: Standing.Deactivated } person => $"{person.Name} is deactivated.",
            var person => role is { } needed ? person.Lacks(needed) : null,
        };
        if (why is null) return null;
        journal.Refused(by, action, why);
        return new Reply.Refused(why, "Ask an Admin for the role, or somebody who holds it.");
    }

    private static Reply.Refused Gone() => new("This account does not exist any more.", "Sign in again.");

    private static string NameOf(RunCommand.ByPerson wish) => wish.GetType().Name.ToLowerInvariant();
}
