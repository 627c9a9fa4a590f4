using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Host.Wire;
using Portal.Remoting.Hosts;
using Portal.Remoting.Patchers.Apt;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Engines.Patroni;

/// <summary>A Patroni pair on Debian servers, reached through portal-host.</summary>
internal sealed class PatroniLink(Pair pair, IHostShell shell, TimeSpan watchEvery, TimeProvider clock) : IPairLink
{
    private static readonly TimeSpan ObserveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeatLimit = TimeSpan.FromSeconds(2);
    private readonly PatroniMemory _memory = new(pair, clock);

    public EngineTraits Traits => PatroniEngine.Traits;

    public async IAsyncEnumerable<PairSnapshot> Watch([EnumeratorCancellation] CancellationToken stop)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var feeds = Identities.Both.Select(on => new FactsFeed(shell, on, watchEvery, clock).Run(facts => Heard(on, facts), open.Token)).ToArray();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                yield return _memory.Snapshot();
                await Task.WhenAny(changed.Reader.WaitToReadAsync(stop).AsTask(), Task.Delay(BeatLimit, clock, stop));
                changed.Reader.TryRead(out _);
                foreach (var broken in feeds.Where(feed => feed.IsFaulted))
                    await broken;
            }
        }
        finally
        {
            await open.CancelAsync();
            await Task.WhenAll(feeds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Heard(Identity on, ServerFacts facts)
        {
            _memory.Hear(on, facts);
            changed.Writer.TryWrite(true);
        }
    }

    public async Task<PairSnapshot> Observe(CancellationToken stop)
    {
        await Task.WhenAll(Identities.Both.Select(async on => _memory.Hear(on, await Ask(on, stop))));
        return _memory.Snapshot();
    }

    public async Task<EffectReport> Perform(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(effect);
        var deadline = new Deadline(clock, limit);
        if (effect is Effect.Verify verify)
            return await Verify(verify, deadline, stop);
        var (job, why) = await JobOf(effect, stop);
        if (job is null)
            return EffectReport.NotSeen($"{why} Nothing was sent.");
        var keyed = Keyed(effect, key, output, deadline);
        var (status, over) = await keyed.Order(job, stop);
        if (status is null)
            return over!;
        return await End(effect, keyed, status, deadline, stop) is var report && report.State == EffectState.Running
            ? report with { State = EffectState.Unknown }
            : report;
    }

    public async Task<EffectReport> Look(Effect effect, EffectKey key, Action<OutputLine> output, TimeSpan limit, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(effect);
        var deadline = new Deadline(clock, limit);
        if (effect is Effect.Verify verify)
            return await Verify(verify, deadline, stop);
        var keyed = Keyed(effect, key, output, deadline);
        var (why, remedy) = ("", "");
        while (!deadline.HasPassed)
        {
            switch (await keyed.Status(stop))
            {
                case HostAnswer<JobStatus>.Ok ok:
                    return await End(effect, keyed, ok.Value, deadline, stop);
                case HostAnswer<JobStatus>.NotSent { KeyChanged: true } no:
                    return EffectReport.Unknown(no.Why, no.Remedy);
                case HostAnswer<JobStatus>.NotSent no:
                    (why, remedy) = (no.Why, no.Remedy);
                    break;
                case HostAnswer<JobStatus>.Refused no:
                    return EffectReport.Unknown(no.Why, no.Remedy);
                case HostAnswer<JobStatus>.Lost lost:
                    (why, remedy) = (lost.Why, "");
                    break;
            }

            await Task.Delay(deadline.AtMost(TimeSpan.FromMilliseconds(250)), clock, stop);
        }

        return EffectReport.Unknown($"{keyed.On} could not be asked what became of it. {why}".TrimEnd(), remedy);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private KeyedJob Keyed(Effect effect, EffectKey key, Action<OutputLine> output, Deadline deadline) =>
        new(shell, PatroniEngine.OwnerOf(effect), key, output, deadline, clock);

    /// <summary>Follows a job that portal-host knows to its end.</summary>
    private async Task<EffectReport> End(Effect effect, KeyedJob keyed, JobStatus status, Deadline deadline, CancellationToken stop)
    {
        // A restart is proven by the boot id alone; the job itself dies with the boot that it ends.
        if (effect is Effect.Reboot reboot && status.State is not (JobStates.NotSeen or JobStates.Failed))
            return await new RebootWatch(shell, reboot, keyed, deadline, clock).Follow(stop);
        // An ended job has printed its output too; whoever follows the run wants to read it.
        var report = status.State is JobStates.Running || (status.OutputLines > 0 && effect is not Effect.Reboot)
            ? await keyed.Follow(stop)
            : keyed.Report(status);
        if (effect is Effect.Scan scan && report is { State: EffectState.Succeeded, Updates.IsDefault: false })
            _memory.Scanned(scan.On, report.Updates);
        return report;
    }

    private async Task<EffectReport> Verify(Effect.Verify verify, Deadline deadline, CancellationToken stop)
    {
        while (true)
        {
            var answer = HostAnswers.Read(
                await shell.Call(verify.On, AptPatcher.Installed(verify.Packages), deadline.AtMost(TimeSpan.FromSeconds(10)), stop),
                WireJson.Default.InstalledPackages);
            switch (answer)
            {
                case HostAnswer<InstalledPackages>.Ok found:
                    var report = AptPatcher.Verify(verify.On, verify.Packages, found.Value);
                    if (report.State == EffectState.Succeeded) _memory.Verified(verify.On, verify.Packages);
                    return report;
                case HostAnswer<InstalledPackages>.Refused no:
                    return EffectReport.Failed(no.Why, no.Remedy);
                case HostAnswer<InstalledPackages>.NotSent no when no.KeyChanged || deadline.HasPassed:
                    return EffectReport.Unknown(no.Why, no.Remedy);
                case HostAnswer<InstalledPackages>.Lost lost when deadline.HasPassed:
                    return EffectReport.Unknown(lost.Why);
            }

            await Task.Delay(deadline.AtMost(TimeSpan.FromMilliseconds(250)), clock, stop);
        }
    }

    private async Task<(Job? Job, string Why)> JobOf(Effect effect, CancellationToken stop)
    {
        switch (effect)
        {
            case Effect.Scan:
                return (AptPatcher.Scan(), "");
            case Effect.Install install:
                return (AptPatcher.Install(install.Packages, pair.Limits.Install), "");
            case Effect.Reboot reboot:
                return (new Job(JobKinds.Reboot, BootId: reboot.BootId), "");
            case Effect.SuspendEngine:
                return (new Job(JobKinds.Suspend, LimitSeconds: 120), "");
            case Effect.ResumeEngine:
                return (new Job(JobKinds.Resume, LimitSeconds: 120), "");
            case Effect.Switchover switchover:
                if (_memory.MemberOf(Identity.Primary) is null || _memory.MemberOf(Identity.Secondary) is null)
                    await Observe(stop);
                return Switchover(switchover.To);
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }

    private (Job? Job, string Why) Switchover(Identity to) =>
        (_memory.MemberOf(to.Partner()), _memory.MemberOf(to)) switch
        {
            ({ } from, { } candidate) => (new Job(JobKinds.Switchover, From: from, To: candidate, LimitSeconds: (int)pair.Limits.Switchover.TotalSeconds), ""),
            (null, _) => (null, $"It is not known what Patroni calls {to.Partner()}."),
            _ => (null, $"It is not known what Patroni calls {to}."),
        };

    private async Task<ServerFacts> Ask(Identity on, CancellationToken stop)
    {
        var answer = HostAnswers.Read(await shell.Call(on, new Request(Verbs.Facts), ObserveLimit, stop), WireJson.Default.HostFacts);
        var now = clock.GetUtcNow();
        return answer switch
        {
            HostAnswer<HostFacts>.Ok facts => ServerFacts.Of(facts.Value, now),
            HostAnswer<HostFacts>.NotSent no when pair[on].HostKeys.IsDefaultOrEmpty => ServerFacts.Unasked(no.Why, now),
            _ => ServerFacts.None(FactsFeed.Why(answer), now),
        };
    }
}
