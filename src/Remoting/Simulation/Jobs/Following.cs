using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Remoting.Simulation.Servers;

namespace Portal.Remoting.Simulation.Jobs;

/// <summary>Who follows a job: the sender's connection can be cut by a fault.</summary>
internal enum FollowMode
{
    Sender,
    Onlooker,
}

/// <summary>Follows a job to its end and hands on what it prints.</summary>
internal sealed class Following(SimulatedPair servers, Effect effect, EffectKey key, Action<OutputLine> output, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private int _printed;

    /// <param name="obstacle">Why the servers cannot be asked; null when they can.</param>
    public async Task<EffectReport> ToEnd(TimeSpan limit, Func<PairState, string?> obstacle, FollowMode mode, CancellationToken stop)
    {
        var until = clock.GetUtcNow() + (limit < Longest ? limit : Longest);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var (state, changed) = servers.Look();
            var now = clock.GetUtcNow();
            var job = state.Jobs.GetValueOrDefault(key.ToString());
            if (Answer(job, obstacle(state), mode, now) is { } report)
                return report;
            if (now >= until)
                return EffectReport.Unknown($"It was not over after {Words.Span(limit)}; it was left alone.", "Look again, or look at the servers themselves.");
            await Pause.Until(Wake(state, job, until, now), changed, clock, stop).ConfigureAwait(false);
        }
    }

    /// <returns>Null while there is something to wait for.</returns>
    private EffectReport? Answer(JobState? job, string? obstacle, FollowMode mode, DateTimeOffset now)
    {
        if (obstacle is not null)
        {
            // A server that restarts is away for a while; that is no answer yet.
            return effect is Effect.Reboot ? null : EffectReport.Unknown($"What became of it cannot be seen. {obstacle}", "Restore the connection, then look again.");
        }

        if (job is null)
            return EffectReport.NotSeen($"The servers have never seen the key {key}; nothing was done.");
        Print(job, now);
        if (mode == FollowMode.Sender && job.CutAt <= now)
            return EffectReport.Unknown("The connection was lost while it was under way.", "Look again; it goes on without the portal.");
        return job.IsRunning ? null : new(job.State, job.Detail, job.Remedy, job.Updates ?? [], job.RebootRequired);
    }

    private void Print(JobState job, DateTimeOffset now)
    {
        for (; _printed < job.Lines.Length && job.Lines[_printed].At <= now; _printed++)
            output(new(now, job.Lines[_printed].Text));
    }

    private DateTimeOffset Wake(PairState state, JobState? job, DateTimeOffset until, DateTimeOffset now)
    {
        var due = state.Agenda is [var first, ..] && first.At < until ? first.At : until;
        if (job is not null && _printed < job.Lines.Length && job.Lines[_printed].At is var line && line > now && line < due)
            due = line;
        return job?.CutAt is { } cut && cut > now && cut < due ? cut : due;
    }
}
