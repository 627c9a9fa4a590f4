using Portal.Core.People;

namespace Portal.Runs;

/// <summary>Here how watching is paused: nothing of the pair is asked, by nobody of the portal, until a person resumes.</summary>
public sealed partial class PairOwner
{
    private readonly WatchSwitch _watched = new();
    private readonly Lock _switching = new();

    /// <summary>Refused while a run holds the pair.</summary>
    public Reply PauseWatching(UserId by, string reason) => Switched(_open.PauseWatching(by, reason));

    public Reply ResumeWatching(UserId by, string reason) => Switched(_open.ResumeWatching(by, reason));

    private Reply Switched(Reply reply)
    {
        FollowPause();
        Changed();
        return reply;
    }

    // The ledger says whether the pair is watched; everything else follows it.
    private void FollowPause()
    {
        lock (_switching)
        {
            if (_open.Pause is not { } pause)
            {
                _watch.Resume();
                _watched.On();
                return;
            }
            _watched.Off();
            _enrolment = [];
            _watch.Pause($"Watching is paused: {pause.Reason}");
        }
    }

    /// <summary>A loop that is stopped by a pause and begins anew after it.</summary>
    private Func<CancellationToken, Task> WhileWatched(Func<CancellationToken, Task> loop) => async stop =>
    {
        while (!stop.IsCancellationRequested)
        {
            using var within = CancellationTokenSource.CreateLinkedTokenSource(stop, await _watched.Begin(stop));
            try
            {
                await loop(within.Token);
            }
            catch (OperationCanceledException) when (within.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                // Paused.
            }
        }
    };
}
