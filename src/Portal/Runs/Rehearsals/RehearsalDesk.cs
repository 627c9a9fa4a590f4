using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using MaintenanceWindows = Portal.Core.Procedures.Windows;

namespace Portal.Runs.Rehearsals;

/// <summary>Rehearses drafts. It is given stages and no links: there is no way from here to a server.</summary>
internal sealed class RehearsalDesk(IRunDesk desk, IPairFeed feed, IRehearsalStages stages, ILedger ledger, TimeProvider clock) : IRehearsalDesk, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // Each keeps a processor busy for a moment: two at once leave the runs room.
    private readonly SemaphoreSlim _places = new(2);

    public ImmutableArray<RehearsedFault> FaultsOf(Plan plan) => [.. plan.Procedure.Steps.SelectMany(step => stages.FaultsAt(step))];

    public async Task<Reply<RehearsalReport>> Rehearse(UserId by, PlanWish wish, string draftDigest, RehearsedFault? fault, Action<RehearsalProgress> progress, CancellationToken stop)
    {
        // Person, role, pace and pair are checked where every draft is.
        switch (await desk.Draft(by, wish, stop))
        {
            case Reply<Plan>.Refused no:
                return No(no.Why, no.Remedy);
            case Reply<Plan>.Done { Value: var plan } when PlanDrafts.Compare(plan) != draftDigest:
                return No("The plan has changed since you saw it.", "Look at the new one, which is shown now, then rehearse it.");
            case Reply<Plan>.Done { Value: var plan } when fault is not null && !FaultsOf(plan).Contains(fault):
                return No("This cannot go wrong at that step of this plan.", "Choose another one.");
            case Reply<Plan>.Done { Value: var plan } when feed.Find(wish.Pair) is { } view:
                return await Play(by, plan, view, fault, progress, stop);
            default:
                return No("This pair has not been looked at yet.", "Wait a moment, then rehearse again.");
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<Reply<RehearsalReport>> Play(UserId by, Plan plan, PairView view, RehearsedFault? fault, Action<RehearsalProgress> progress, CancellationToken stop)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero, stop)) return No("Two rehearsals are under way already.", "Each takes a few seconds: try again in a moment.");
        using var limit = new CancellationTokenSource(Longest, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            var pair = InMemory(view.Pair);
            var stage = stages.Set(pair, plan, view.Snapshot, Begins(pair));
            var report = await Task.Run(() => Rehearsal.Play(plan, pair, stage, fault, progress, ends.Token), ends.Token);
            ledger.Note(RehearsalEntries.StreamOf(plan.Pair), RehearsalEntries.Of(report, by));
            return new Reply<RehearsalReport>.Done(report);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return No($"The rehearsal came to no end within {Words.Span(Longest)}; it was stopped.", "Try again when less is going on; the pair was not touched.");
        }
        catch (LedgerUnavailableException)
        {
            return No("The rehearsal could not be put on record, so its result is not shown.", "See to the portal's database (full disk, read-only), then rehearse again; the pair was not touched.");
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>When the run could be started: now, or as soon as the maintenance window opens.</summary>
    private DateTimeOffset Begins(Pair pair)
    {
        var now = clock.GetUtcNow();
        return MaintenanceWindows.Check(pair.Windows, now) is Verdict.Pass ? now : MaintenanceWindows.Opens(pair.Windows, now) ?? now;
    }

    /// <summary>The pair without anything by which one could get to it: no address, and no pinned key, without which nobody connects.</summary>
    private static Pair InMemory(Pair pair)
    {
        static Server Without(Server server) => server with
        {
            Management = server.Management is null ? null : "in memory",
            ChannelAddress = server.ChannelAddress is null ? null : "in memory",
            HostKeys = [],
        };
        return pair with { Primary = Without(pair.Primary), Secondary = Without(pair.Secondary), Probe = new ServiceProbe.Simulated() };
    }

    private static Reply<RehearsalReport>.Refused No(string why, string remedy) => new(why, remedy);
}
