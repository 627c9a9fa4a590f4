using Portal.Core.Runs;

namespace Portal.Components.Tour;

/// <summary>The stops of the demo's tour, in order.</summary>
public enum TourStop
{
    OpenPair,
    Plan,
    Request,
    Approve,
    Watch,
    Audit,
}

/// <summary>Where somebody is on the tour: told from what they did, never from what they pressed in it.</summary>
public static class TourStops
{
    /// <param name="path">Path of the page that is shown, with its leading slash.</param>
    /// <param name="run">The newest run; null when there is none.</param>
    public static TourStop At(string path, RunState? run) => run switch
    {
        null => ByPage(path),
        { Ended: true } => TourStop.Audit,
        { StartedAt: null } => TourStop.Request,
        _ => IsApprovedOnce(run) ? TourStop.Watch : TourStop.Approve,
    };

    private static TourStop ByPage(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["pairs", _, "plan", ..] => TourStop.Request,
        ["pairs", _, ..] => TourStop.Plan,
        _ => TourStop.OpenPair,
    };

    private static bool IsApprovedOnce(RunState run) => run.Granted is not null || run.Steps.Values.Any(step => step.ApprovedBy is not null);
}
