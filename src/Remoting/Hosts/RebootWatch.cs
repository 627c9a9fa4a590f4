using System.Globalization;
using Portal.Core.Ports;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Hosts;

/// <summary>Waits for a server to come back from a restart. Only another boot id proves one: refused connections prove nothing.</summary>
internal sealed class RebootWatch(IHostShell shell, Effect.Reboot reboot, KeyedJob job, Deadline deadline, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>A server on its way down stops answering without closing its connections.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(1.5);

    /// <summary>Pace at which a server that still runs the old boot is asked whether the order failed.</summary>
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);

    /// <summary>Polls until the boot id is another one, the order has failed, or the deadline.</summary>
    public async Task<EffectReport> Follow(CancellationToken stop)
    {
        var asked = new Deadline(clock, StatusEvery);
        var last = "";
        while (!deadline.HasPassed)
        {
            var facts = HostAnswers.Read(await shell.Call(reboot.On, new Request(Verbs.Facts), deadline.AtMost(CallLimit), stop), WireJson.Default.HostFacts);
            switch (facts)
            {
                case HostAnswer<HostFacts>.Ok { Value: { BootId: { Length: > 0 } boot } }:
                    if (boot != reboot.BootId)
                        return Restarted();
                    last = $"{reboot.On} still runs the boot that is to end.";
                    break;
                case HostAnswer<HostFacts>.NotSent { KeyChanged: true } no:
                    return EffectReport.Unknown($"The restart was ordered. {no.Why}", no.Remedy);
                case HostAnswer<HostFacts>.NotSent no:
                    last = no.Why;
                    break;
                case HostAnswer<HostFacts>.Lost lost:
                    shell.Drop(reboot.On);
                    last = lost.Why;
                    break;
            }

            if (asked.HasPassed && facts is HostAnswer<HostFacts>.Ok)
            {
                asked = new Deadline(clock, StatusEvery);
                if (await job.Status(stop) is HostAnswer<JobStatus>.Ok { Value: { State: JobStates.Failed or JobStates.Unknown } over })
                    return job.Report(over);
            }

            await Task.Delay(deadline.AtMost(Pace), clock, stop);
        }

        return EffectReport.Unknown(
            string.Create(CultureInfo.InvariantCulture, $"{reboot.On} was told to restart and is not back after {deadline.Elapsed.TotalSeconds:0} s. {last}").Trim(),
            "Look at the server's console.");
    }

    private EffectReport Restarted() => EffectReport.Succeeded(
        string.Create(CultureInfo.InvariantCulture, $"{reboot.On} restarted and was reached again after {deadline.Elapsed.TotalSeconds:0.0} s."));
}
