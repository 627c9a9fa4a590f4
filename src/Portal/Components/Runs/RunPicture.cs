using System.Collections.Immutable;
using Portal.Core.Approvals;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Runs;

/// <summary>A run as a page shows it: from the feed while it is open, from the ledger when it has ended.</summary>
/// <param name="Events">Everything that happened in it, oldest first.</param>
/// <param name="Pair">Null when nothing has been published for the pair yet.</param>
/// <param name="Guards">Of the current step; empty when none is current or the pair has not been looked at.</param>
/// <param name="Says">One sentence: what happens next, and who is awaited.</param>
/// <param name="At">When the guards were evaluated.</param>
public sealed record RunPicture(RunState State, ImmutableArray<Recorded> Events, PairView? Pair, ImmutableArray<Checked> Guards, string Says, DateTimeOffset At)
{
    /// <summary>What people call the pair.</summary>
    public string PairName => Pair?.Pair.Name ?? State.Plan.Pair.Value;

    /// <summary>Whether the run waits for a second admin now.</summary>
    public bool AwaitsApproval => State is { Status: RunStatus.Running, Asked: not null, Granted: null };

    /// <summary>When a question was put; null when it never was.</summary>
    public DateTimeOffset? AskedAt(ApprovalRequest request) =>
        Events.LastOrDefault(e => e.Event is RunEvent.ApprovalAsked a && a.Request.Digest == request.Digest)?.At;
}

/// <summary>Makes pictures of one run.</summary>
public sealed class RunPictures(IRunArchive archive, IPairFeed feed, RunId run)
{
    private static readonly TimeSpan LookForReview = TimeSpan.FromSeconds(2);
    private RunRecord? _record;
    private DateTimeOffset? _lookedForReview;

    /// <summary>How it stands; null when there is no such run.</summary>
    public RunPicture? Now()
    {
        _record ??= archive.Find(run);
        return _record is null ? null : Picture(feed.Find(_record.State.Plan.Pair));
    }

    /// <summary>How it stands, then each change.</summary>
    public async IAsyncEnumerable<RunPicture> Follow([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        if (Now() is not { } first) yield break;
        await foreach (var view in feed.Watch(first.State.Plan.Pair, stop))
            yield return Picture(view);
    }

    // The last switchover's interruption is written when its probe has been stopped, which may be after the run's end.
    private static bool MayBeMeasured(RunState s, PairView? view) =>
        view?.At - s.EndedAt < TimeSpan.FromMinutes(1)
        && s.Plan.Procedure.Steps.Any(step => step.Interrupts && s.Steps[step.Id] is { Status: StepStatus.Done, Interruption: null });

    // A review comes hours after the end, which the feed does not tell: the ledger is asked now and then while somebody looks.
    private bool MayBeReviewed(RunState s, PairView? view)
    {
        if (!s.AwaitsReview || view?.At - _lookedForReview < LookForReview) return false;
        _lookedForReview = view?.At;
        return true;
    }

    private RunPicture Picture(PairView? view)
    {
        var live = view?.Run?.State.Id == run ? view.Run : null;
        // The ledger is the truth: once the feed has left the run, or is ahead of what was read, it is read again.
        if (live is null ? !_record!.State.Ended || MayBeMeasured(_record.State, view) || MayBeReviewed(_record.State, view) : live.State.Events > _record!.State.Events)
            _record = archive.Find(run) ?? _record;
        var state = live is not null && live.State.Events >= _record!.State.Events ? live.State : _record!.State;
        var says = state.Ended ? state.Outcome : live?.Says ?? "The portal is about to look at this pair; nothing is started before it has.";
        return new RunPicture(state, _record!.Events, view, state.Ended ? [] : live?.Guards ?? [], says, live?.At ?? view?.At ?? state.WaitingSince);
    }
}
