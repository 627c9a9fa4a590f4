using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Collects what a job will print and cause, in seconds of life from its start.</summary>
/// <param name="scale">Seconds of life in one second here.</param>
internal sealed class Script(string key, DateTimeOffset start, double scale)
{
    private readonly List<JobLine> _lines = [];
    private readonly List<Happening> _happenings = [];

    public string Key => key;

    /// <summary>The moment that many seconds of life after the start.</summary>
    public DateTimeOffset At(double seconds) => start + TimeSpan.FromSeconds(seconds / scale);

    public void Say(double seconds, string text) => _lines.Add(new(At(seconds), text));

    public void Cause(Happening happening) => _happenings.Add(happening);

    public void End(double seconds, EffectState state, string detail, string remedy = "") =>
        Cause(new Happening.JobEnded(At(seconds), key, state, detail, remedy));

    /// <summary>The state in which the job runs.</summary>
    public PairState Begin(PairState state, Identity? on, bool usesPackages, double? cutAfter)
    {
        var job = new JobState(
            on,
            usesPackages,
            start,
            EffectState.Running,
            Detail: "Under way.",
            Remedy: "",
            Updates: null,
            RebootRequired: null,
            [.. _lines.OrderBy(line => line.At)],
            cutAfter is { } seconds ? At(seconds) : null);
        return (state with { Jobs = state.Jobs.Add(key, job) }).Plan(_happenings);
    }
}
