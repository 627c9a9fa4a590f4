using Portal.Browser.Tests.People;
using Portal.Lab.Hosts;
using Portal.Lab.Writing;

namespace Portal.Browser.Tests.Real;

/// <summary>SIGKILL in the middle of everything that must not happen twice.</summary>
[Collection(OneLab.Name)]
public sealed class KilledPortalTests(Chrome chrome, LabRig rig) : RealPair(chrome, rig)
{
    private const string Jobs = "/var/lib/portal-host/jobs";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_portal_killed_amid_an_install_a_reboot_and_a_switchover_finishes_without_doing_anything_twice()
    {
        var timeline = await Lab.Timeline(Stop);
        await Lab.SlowInstalls(LabHost.Pg2, TimeSpan.FromSeconds(5), Stop);
        await using var writer = await CommittedRowsWriter.Start(Stop);

        var run = await RunFlow.Begin(Requester, Pair, "B");
        await Begun("B1i", LabHost.Pg2);
        await KillAndStart(async () => Assert.False(await IsOver("B1i", LabHost.Pg2), "The install was over before the portal was killed."));

        await KillAfterApproval(run, "B3", LabHost.Pg2);
        await KillAfterApproval(run, "B7", LabHost.Pg1, LabHost.Pg2);
        Assert.Equal(2, await RunFlow.ApproveToTheEnd(SecondAdmin, run, Limit));

        var report = await writer.Stop(Stop);
        Note(report.ToString());
        Assert.Empty(report.Lost);
        await AssertOnceEach(run);
        Assert.Equal(timeline + 2, await Lab.Timeline(Stop));
        await Audited.Verify(Requester);
    }

    private async Task KillAfterApproval(string run, string step, params LabHost[] hosts)
    {
        var question = await RunFlow.NextQuestion(SecondAdmin, run, Limit);
        Assert.EndsWith($"/{step}", question!, StringComparison.Ordinal);
        var begun = Begun(step, hosts);
        await SecondAdmin.Go(question!);
        await RunFlow.Decide(SecondAdmin, "Approve", "The other one serves.");
        await begun;
        await KillAndStart(() => Task.CompletedTask);
    }

    /// <summary>Every job that reached a host reached it once, in its first attempt, and did what it does once.</summary>
    private async Task AssertOnceEach(string run)
    {
        List<string> jobs = [];
        foreach (var host in new[] { LabHost.Pg1, LabHost.Pg2 })
        {
            jobs.AddRange((await Lab.Ssh(host, $"ls {Jobs}", Stop)).MustSucceed().Split('\n').Where(key => key.StartsWith(run, StringComparison.Ordinal)));
            Assert.Equal(["lab-app 1.1", "lab-kernel 1.1"], (await Lab.Installs(host, Stop)).Order());
            Assert.Equal(2, await Lab.Boots(host, Stop));
        }
        Note(string.Join(", ", jobs));
        foreach (var step in new[] { "B1i", "B3", "B7", "B8i", "B10", "B14" })
            Assert.Equal($"{run}.{step}.1", Assert.Single(jobs, key => key.StartsWith($"{run}.{step}.", StringComparison.Ordinal)));
    }

    /// <summary>Completes when the step's job has begun on one of the hosts.</summary>
    private async Task Begun(string step, params LabHost[] hosts)
    {
        using var found = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var looks = hosts.Select(host => Lab.Ssh(host, $"timeout 120 sh -c 'until ls {Jobs}/*.{step}.1/begun >/dev/null 2>&1; do sleep 0.02; done'", found.Token)).ToArray();
        var first = await (await Task.WhenAny(looks));
        Assert.True(first.ExitCode == 0 || step is "B3", $"The job of {step} did not begin within 120 s: {first.Error}");
        await found.CancelAsync();
        await Task.WhenAll(looks.Select(look => look.ContinueWith(_ => { }, TaskScheduler.Default)));
    }

    private async Task<bool> IsOver(string step, LabHost host) => (await Lab.Ssh(host, $"ls {Jobs}/*.{step}.1/status.json", Stop)).ExitCode == 0;
}
