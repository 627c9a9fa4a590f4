using System.Diagnostics;
using Portal.Browser.Tests.People;
using Portal.Lab.Hosts;
using Portal.Lab.Writing;

namespace Portal.Browser.Tests.Real;

/// <summary>Whole rolling patches of a real Patroni pair, by two people in their browsers, under load.</summary>
[Collection(OneLab.Name)]
public sealed class RollingPatchTests(Chrome chrome, LabRig rig) : RealPair(chrome, rig)
{
    [Theory]
    [InlineData("B")]
    [InlineData("A")]
    public async Task Both_servers_are_patched_and_nothing_that_was_acknowledged_is_lost(string procedure)
    {
        var boots = (await Lab.BootId(LabHost.Pg1, Stop), await Lab.BootId(LabHost.Pg2, Stop));
        var timeline = await Lab.Timeline(Stop);
        await using var writer = await CommittedRowsWriter.Start(Stop);
        var began = Stopwatch.GetTimestamp();

        var run = await RunFlow.Begin(Requester, Pair, procedure);
        var approvals = await RunFlow.ApproveToTheEnd(SecondAdmin, run, TimeSpan.FromMinutes(6));
        Note($"procedure {procedure}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s from the plan's page to the end, {approvals} approvals");

        var report = await writer.Stop(Stop);
        Note(report.ToString());
        foreach (var gap in report.Gaps) Note($"no row was acknowledged for {gap.Length.TotalMilliseconds:0} ms from {gap.From:HH:mm:ss.fff} on");
        Assert.Empty(report.Lost);
        Assert.True(report.Acknowledged > 100, report.ToString());
        await AssertPatched(boots);
        Assert.Equal(timeline + 2, await Lab.Timeline(Stop));
        Assert.Equal(4, approvals);

        await Requester.Go($"/runs/{run}");
        foreach (var gap in await RunFlow.Interruptions(Requester, 2)) Note($"users noticed {gap}");
        await Requester.Shoot($"real-run-{procedure}");
        await Audited.Verify(Requester);
        Assert.Equal(2, (await Audited.Entries(Requester)).Count(entry => entry.Contains("step.interruption-measured", StringComparison.Ordinal)));
    }

    private async Task AssertPatched((string, string) boots)
    {
        foreach (var host in new[] { LabHost.Pg1, LabHost.Pg2 })
        {
            Assert.Equal("1.1", await Lab.InstalledVersion(host, "lab-app", Stop));
            Assert.Equal("1.1", await Lab.InstalledVersion(host, "lab-kernel", Stop));
            Assert.Equal(2, await Lab.Boots(host, Stop));
        }
        Assert.NotEqual(boots.Item1, await Lab.BootId(LabHost.Pg1, Stop));
        Assert.NotEqual(boots.Item2, await Lab.BootId(LabHost.Pg2, Stop));
        var cluster = await Lab.Cluster(Stop);
        Assert.Contains(cluster, member => member.StartsWith("pg1 leader", StringComparison.Ordinal));
        Assert.Contains(cluster, member => member.StartsWith("pg2 sync_standby", StringComparison.Ordinal));
    }
}
