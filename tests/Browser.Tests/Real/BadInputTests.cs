using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Lab.Hosts;

namespace Portal.Browser.Tests.Real;

/// <summary>What can be wrong with real servers: each stops the run with a sentence that names the cause and the remedy, and nothing is lost.</summary>
[Collection(OneLab.Name)]
public sealed class BadInputTests(Chrome chrome, LabRig rig) : RealPair(chrome, rig)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_held_lock_a_lagging_replica_a_full_disk_and_a_vanished_package_stop_the_run_before_it_changes_anything()
    {
        await Requester.Go($"/pairs/{Pair}/plan?procedure=B");
        await RunFlow.Scanned(Requester);
        await Lab.HoldApt(LabHost.Pg2, Stop);
        var run = await RunFlow.Request(Requester);
        await Held(run, "lab-hold-apt");
        await Lab.ReleaseApt(LabHost.Pg2, Stop);

        await Lab.Lag(LabHost.Pg2, Stop);
        await ResumeInto(run, "WAL");
        await Lab.CatchUp(LabHost.Pg2, Stop);

        await Lab.FillDisk(LabHost.Pg2, Stop);
        await ResumeInto(run, "free");
        await Lab.FreeDisk(LabHost.Pg2, Stop);

        await Lab.Unpublish("lab-app", Stop);
        await ResumeInto(run, "no longer offered");

        await Requester.PressWithReason("Abort…", "Abort the run", "The repository lost lab-app.");
        Note(await RunFlow.Says(Requester, run, "Aborted.", Limit));
        foreach (var host in new[] { LabHost.Pg1, LabHost.Pg2 })
        {
            Assert.Empty(await Lab.Installs(host, Stop));
            Assert.Equal(1, await Lab.Boots(host, Stop));
        }
    }

    [Fact]
    public async Task An_unreachable_server_and_another_host_key_stop_the_run()
    {
        await Requester.Go($"/pairs/{Pair}/plan?procedure=B");
        await RunFlow.Scanned(Requester);
        await Lab.Cut(LabHost.Pg2, Stop);
        var run = await RunFlow.Request(Requester);
        await Held(run, "Secondary is not reachable: ");
        await Lab.Heal(LabHost.Pg2, Stop);
        await InSync();

        await Requester.Go($"/runs/{run}");
        await Requester.Press("Check again and resume");
        var question = await RunFlow.NextQuestion(SecondAdmin, run, TimeSpan.FromMinutes(2));
        await Lab.Rekey(LabHost.Pg2, Stop);
        // The connection that stands was made with the pinned key, and goes on until it is lost.
        (await Lab.Ssh(LabHost.Pg2, "pkill -f '^sshd: portal'", Stop)).MustSucceed();
        await Requester.Go($"/pairs/{Pair}");
        await Requester.Page.GetByText("another host key").First.WaitForAsync(new() { Timeout = 60_000 });

        await SecondAdmin.Go(question!);
        await RunFlow.Decide(SecondAdmin, "Approve", "Not knowing what is about to come.");
        await Held(run, "compare the fingerprint at its console");
        await Requester.Shoot("real-host-key");
        Assert.Equal(1, await Lab.Boots(LabHost.Pg2, Stop));
    }

    private async Task ResumeInto(string run, string cause)
    {
        await Requester.Press("Check again and resume");
        await Held(run, cause);
    }

    // The sentence names the cause, and the button that goes on says that all is checked again.
    private async Task Held(string run, string cause)
    {
        Note(await RunFlow.Says(Requester, run, cause, Limit));
        await Requester.Page.GetByRole(AriaRole.Button, new() { Name = "Check again and resume" }).WaitForAsync();
    }
}
