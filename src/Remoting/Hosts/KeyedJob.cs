using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Hosts;

/// <summary>One keyed job on one server: ordered at most once, then only looked at.</summary>
internal sealed class KeyedJob(IHostShell shell, Identity on, EffectKey key, Action<OutputLine> output, Deadline deadline, TimeProvider clock)
{
    private const int LongestText = 200;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a lost order is looked for: it may still arrive after its channel broke.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public Identity On => on;

    /// <summary>Orders the job, once. Null and the status when portal-host knows it now, else the report that ends the effect.</summary>
    public async Task<(JobStatus? Status, EffectReport? Over)> Order(Job job, CancellationToken stop)
    {
        var answer = await Ask(new Request(Verbs.Start, key.ToString(), job), stop);
        return answer switch
        {
            HostAnswer<JobStatus>.Ok ok => (ok.Value, null),
            HostAnswer<JobStatus>.Refused no => await AfterRefusal(no, stop),
            HostAnswer<JobStatus>.NotSent no => (null, new EffectReport(EffectState.NotSeen, $"{no.Why} Nothing was sent.", no.Remedy)),
            HostAnswer<JobStatus>.Lost lost => await Settle(lost.Why, stop),
            _ => throw new NotSupportedException(answer.GetType().Name),
        };
    }

    /// <summary>What portal-host knows of the key.</summary>
    public Task<HostAnswer<JobStatus>> Status(CancellationToken stop) => Ask(new Request(Verbs.Status, key.ToString()), stop);

    /// <summary>Follows the job to its end, through lost connections, until the deadline.</summary>
    public async Task<EffectReport> Follow(CancellationToken stop)
    {
        var pause = FirstPause;
        var why = "";
        var had = 0;
        while (!deadline.HasPassed)
        {
            var before = had;
            var (end, lost, keyChanged) = await FollowOnce(had, () => had++, stop);
            if (end is not null)
                return Report(end);
            why = lost;
            if (keyChanged)
                return EffectReport.Unknown($"It was ordered, and can no longer be followed. {why}", "Look at the server's console before anything else is done.");
            pause = had > before || pause * 2 > LongestPause ? FirstPause : pause * 2;
            await Task.Delay(deadline.AtMost(pause), clock, stop);
        }

        return new EffectReport(
            EffectState.Running,
            string.Create(CultureInfo.InvariantCulture, $"It had not ended on {on} after {deadline.Elapsed.TotalSeconds:0} s. {why}").Trim(),
            "It goes on by itself: look again before anything else is done.");
    }

    /// <summary>The report of a status, with the server named.</summary>
    public EffectReport Report(JobStatus status) => status.State switch
    {
        JobStates.NotSeen => EffectReport.NotSeen($"{on} has never seen this order: nothing was done."),
        JobStates.Running => new EffectReport(EffectState.Running, PlainText.Of(status.Detail)),
        JobStates.Succeeded => new EffectReport(EffectState.Succeeded, PlainText.Of(status.Detail), PlainText.Of(status.Remedy), Updates(status), status.RebootRequired),
        JobStates.Failed => new EffectReport(EffectState.Failed, PlainText.Of(status.Detail), PlainText.Of(status.Remedy), Updates(status), status.RebootRequired),
        _ => EffectReport.Unknown(PlainText.Of(status.Detail), PlainText.Of(status.Remedy)),
    };

    private static ImmutableArray<PackageUpdate> Updates(JobStatus status) =>
        status.Updates is { } updates
            ? [.. updates.Select(u => new PackageUpdate(PlainText.Of(u.Name), Plain(u.Installed), PlainText.Of(u.Candidate), PlainText.Of(u.Origin), u.Security, Plain(u.Section), Plain(u.Summary)))]
            : default;

    // A list of packages is no place for long texts.
    private static string? Plain(string? text) => text is null ? null : PlainText.Of(text.Length > LongestText ? text[..LongestText] : text);

    private async Task<HostAnswer<JobStatus>> Ask(Request request, CancellationToken stop) =>
        HostAnswers.Read(await shell.Call(on, request, deadline.AtMost(CallLimit), stop), WireJson.Default.JobStatus);

    // A refusal for want of an answer from the root side can stand beside a job that was accepted.
    private async Task<(JobStatus? Status, EffectReport? Over)> AfterRefusal(HostAnswer<JobStatus>.Refused no, CancellationToken stop) =>
        await Status(stop) is HostAnswer<JobStatus>.Ok { Value: { State: not JobStates.NotSeen } seen }
            ? (seen, null)
            : (null, EffectReport.Failed(no.Why, no.Remedy));

    /// <summary>The order's answer was lost: looks whether it arrived. That it did not is never certain from here.</summary>
    private async Task<(JobStatus? Status, EffectReport? Over)> Settle(string why, CancellationToken stop)
    {
        var settling = new Deadline(clock, deadline.AtMost(Settling));
        while (!settling.HasPassed)
        {
            if (await Status(stop) is HostAnswer<JobStatus>.Ok { Value: { State: not JobStates.NotSeen } seen })
                return (seen, null);
            await Task.Delay(settling.AtMost(TimeSpan.FromMilliseconds(250)), clock, stop);
        }

        return (null, EffectReport.Unknown(
            $"The order went to {on} and its answer was lost. {why} {on} has not shown it since.",
            "Look at the server before it is ordered again: the order may have arrived."));
    }

    private async Task<(JobStatus? End, string Lost, bool KeyChanged)> FollowOnce(int had, Action counted, CancellationToken stop)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(deadline.Left);
        try
        {
            await foreach (var answer in shell.Stream(on, new Request(Verbs.Follow, key.ToString(), FromLine: had), Timeout.InfiniteTimeSpan, limited.Token))
            {
                switch (HostAnswers.Read(answer, WireJson.Default.FollowLine))
                {
                    case HostAnswer<FollowLine>.Ok { Value: { End: { } end } }:
                        return end.State == JobStates.Running ? (null, "", false) : (end, "", false);
                    case HostAnswer<FollowLine>.Ok { Value: { Text: { } text } }:
                        counted();
                        // As it came: whoever keeps it makes it harmless.
                        output(new OutputLine(clock.GetUtcNow(), text));
                        break;
                    case HostAnswer<FollowLine>.Refused no:
                        return (null, no.Why, false);
                    case HostAnswer<FollowLine>.NotSent no:
                        return (null, no.Why, no.KeyChanged);
                    case HostAnswer<FollowLine>.Lost lost:
                        return (null, lost.Why, false);
                }
            }

            return (null, "", false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, "", false);
        }
    }
}
