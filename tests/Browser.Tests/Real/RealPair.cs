using System.Diagnostics;
using CliWrap;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;
using Portal.Lab;
using Portal.Lab.Hosts;

namespace Portal.Browser.Tests.Real;

/// <summary>A fresh real pair, a production portal that has it enrolled, and two people signed in.</summary>
public abstract class RealPair(Chrome chrome, LabRig rig) : Cast(chrome)
{
    private protected const string Pair = "pg";
    private PortalProcess? _portal;

    private protected LabPair Lab { get; private set; } = null!;

    private protected PortalProcess Portal => _portal!;

    /// <summary>Plans and starts.</summary>
    private protected Viewer Requester { get; private set; } = null!;

    /// <summary>Approves.</summary>
    private protected Viewer SecondAdmin { get; private set; } = null!;

    private protected override async Task Begin()
    {
        var began = Stopwatch.GetTimestamp();
        Lab = await rig.Fresh(Stop);
        _portal = await PortalProcess.Production(Stop, await Settings());
        Requester = await Enter(_portal, "first.admin");
        var (first, second) = await SetUpPage.Create(Requester, _portal, "first.admin", "second.admin");
        await Requester.SignIn(first);
        SecondAdmin = await SignedIn(_portal, "second.admin", second);
        await Enrol(LabHost.Pg1, "primary");
        await Enrol(LabHost.Pg2, "secondary");
        await InSync();
        Note($"pair, portal, people and enrolment after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    /// <summary>Waits until the pair's page says that the servers are in sync.</summary>
    private protected async Task InSync()
    {
        await Requester.Go($"/pairs/{Pair}");
        await Requester.Page.GetByText("replication in sync").First.WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Kills the portal, looks at the hosts while nobody drives, and starts it again; the people's pages come back by themselves.</summary>
    private protected async Task KillAndStart(Func<Task> meanwhile)
    {
        using (Requester.Complaints.Ignored())
        using (SecondAdmin.Complaints.Ignored())
        {
            await Portal.Kill(Stop);
            await meanwhile();
            await Portal.Start(Stop);
            await Requester.Back();
            await SecondAdmin.Back();
        }
    }

    /// <summary>Runs exactly what the portal shows, in order, as root on the host.</summary>
    private protected async Task Enrol(LabHost host, string identity)
    {
        (await Lab.Ssh(host, "cat >/root/portal-host", PipeSource.FromFile(LabRig.HostProgram), Stop)).MustSucceed();
        await Requester.Go($"/pairs/{Pair}/enrol/{identity}");
        var commands = await Requester.Page.Locator("ol li pre").AllTextContentsAsync();
        Assert.NotEmpty(commands);
        foreach (var command in commands)
            (await Lab.Ssh(host, command, Stop)).MustSucceed();
        await Requester.Page.GetByRole(AriaRole.Button, new() { Name = "Look again" }).First.ClickAsync();
        await Requester.Page.GetByText("enrolled", new() { Exact = true }).WaitForAsync();
    }

    private protected override async ValueTask End()
    {
        if (_portal is not null) await _portal.DisposeAsync();
    }

    private async Task<List<(string, string)>> Settings()
    {
        List<(string Key, string Value)> settings =
        [
            ("Remoting:HostProgram", LabRig.HostProgram),
            ("Pairs:pg:Name", "Lab database"), ("Pairs:pg:Engine", "patroni"),
            ("Pairs:pg:Probe:Kind", "postgresql"), ("Pairs:pg:Probe:Hosts:0", LabHost.Pg1.Address), ("Pairs:pg:Probe:Hosts:1", LabHost.Pg2.Address),
            ("Pairs:pg:Probe:User", LabPair.Probe.User), ("Pairs:pg:Probe:PasswordFile", Path.Combine(LabPair.Folder, "keys", "probe.password")),
            // A host's system disk has 512 MB.
            ("Pairs:pg:Limits:DiskFree", "32 MB"),
        ];
        foreach (var (identity, host) in new[] { ("Primary", LabHost.Pg1), ("Secondary", LabHost.Pg2) })
        {
            settings.Add(($"Pairs:pg:{identity}:HostName", host.Name));
            settings.Add(($"Pairs:pg:{identity}:Management", host.Address));
            foreach (var (index, key) in (await LabRig.HostKeys(Lab, host, Stop)).Index())
                settings.Add(($"Pairs:pg:{identity}:HostKeys:{index}", key));
        }
        return settings;
    }
}
