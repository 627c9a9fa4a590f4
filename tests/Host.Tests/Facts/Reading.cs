using System.Net;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Facts;

public sealed class Reading : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    private async Task<HostFacts> Read()
    {
        using FactsReader reader = new(_host.Roots, _host.Time);
        return await reader.Read(CancellationToken.None);
    }

    [Fact]
    public async Task A_quiet_server_says_so_and_starts_nothing_for_it()
    {
        _host.Write("etc/apt/apt.conf.d/20auto-upgrades", "APT::Periodic::Unattended-Upgrade \"0\";\n");
        HostFacts facts = await Read();
        Assert.Equal(TestHost.Boot, facts.BootId);
        Assert.False(facts.RebootRequired);
        Assert.Equal("off", facts.AutomaticUpdates);
        Assert.Equal("", facts.PackageHolder);
        Assert.Empty(facts.HalfConfigured!);
        Assert.True(facts.DiskFreeBytes > 0);
        Assert.Null(facts.Patroni);
        Assert.Empty(facts.Problems!);
        Assert.False(File.Exists(_host.Roots.At("calls")));
    }

    [Fact]
    public async Task What_asks_for_a_restart_is_named_once()
    {
        _host.Write("run/reboot-required", "*** System restart required ***\n");
        _host.Write("run/reboot-required.pkgs", "linux-image\nlibc6\nlinux-image\n");
        HostFacts facts = await Read();
        Assert.True(facts.RebootRequired);
        Assert.Equal(["linux-image", "libc6"], facts.RebootRequiredBy!);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_known_and_says_why()
    {
        File.Delete(_host.Roots.DpkgStatus);
        File.Delete(_host.Roots.At("proc/locks"));
        File.Delete(_host.Roots.At("proc/sys/kernel/random/boot_id"));
        HostFacts facts = await Read();
        Assert.Equal((null, null, null, null), (facts.BootId, facts.PackageHolder, facts.HalfConfigured, facts.AutomaticUpdates));
        Assert.Equal(4, facts.Problems!.Count);
    }

    [Fact]
    public async Task A_change_of_dpkgs_list_is_seen_in_the_next_reading()
    {
        using FactsReader reader = new(_host.Roots, _host.Time);
        Assert.Empty((await reader.Read(CancellationToken.None)).HalfConfigured!);
        _host.Write("var/lib/dpkg/status", "Package: app\nStatus: install ok half-configured\nArchitecture: all\nVersion: 1\n");
        File.SetLastWriteTimeUtc(_host.Roots.DpkgStatus, new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc));
        Assert.Equal(["app"], (await reader.Read(CancellationToken.None)).HalfConfigured!);
    }

    [Fact]
    public async Task Patronis_word_comes_with_it_and_a_silent_Patroni_is_not_known()
    {
        FakePatroni patroni = new(_host);
        patroni.Answers["GET /health"] = (HttpStatusCode.ServiceUnavailable, """{"state":"stopped","role":"replica"}""");
        patroni.Answers["GET /cluster"] = (HttpStatusCode.OK, Sample.Text("patroni-3.0.2-cluster"));
        patroni.Answers["GET /config"] = (HttpStatusCode.OK, Sample.Text("patroni-3.0.2-config"));
        PatroniFacts known = (await Read()).Patroni!;
        Assert.Equal(("pg1", "replica", "stopped", (bool?)false, (bool?)true), (known.Name, known.Role, known.State, known.Paused, known.Synchronous));
        Assert.Equal(2, known.Members!.Count);
        await patroni.DisposeAsync();
        PatroniFacts silent = (await Read()).Patroni!;
        Assert.Equal((null, null, null, null), (silent.Role, silent.Members, silent.Paused, silent.Synchronous));
        Assert.Contains("does not answer", silent.Problem);
    }

    [Fact]
    public async Task A_Patroni_that_hangs_costs_about_a_second_and_not_the_reading()
    {
        using System.Net.Sockets.TcpListener deaf = new(IPAddress.Loopback, 0);
        deaf.Start();
        _host.Write("etc/portal-host/patroni.json", $$"""{"url":"http://127.0.0.1:{{((IPEndPoint)deaf.LocalEndpoint).Port}}"}""");
        HostFacts facts = await Read().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(TestHost.Boot, facts.BootId);
        Assert.NotNull(facts.Patroni!.Problem);
    }

    [Fact]
    public void Time_alone_is_no_change()
    {
        HostFacts one = new(1, "b", false, [], "off", "", [], 1, null, []);
        Assert.False(FactsReader.Differ(one, one with { AtUnixMs = 2, Problems = [] }));
        Assert.True(FactsReader.Differ(one, one with { Problems = ["x"] }));
    }
}
