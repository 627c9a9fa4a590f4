using Portal.Host.Apt;
using Portal.Host.Linux;
using Portal.Host.Patroni;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Facts;

public sealed class Parsing
{
    [Theory]
    [InlineData("", null)]
    [InlineData("APT::Periodic::Unattended-Upgrade \"1\";", "installs")]
    [InlineData("APT::Periodic::Unattended-Upgrade \"always\";", "installs")]
    [InlineData("APT::Periodic::Unattended-Upgrade \"12h\";", "installs")]
    [InlineData("APT::Periodic::Unattended-Upgrade \"0\";", "off")]
    [InlineData("APT::Periodic::Unattended-Upgrade 0;", "off")]
    [InlineData("APT { Periodic { Unattended-Upgrade \"0\"; Download-Upgradeable-Packages \"1\"; }; };", "download-only")]
    [InlineData("apt::periodic::unattended-upgrade \"1\";", "installs")]
    [InlineData("// APT::Periodic::Unattended-Upgrade \"0\";", null)]
    [InlineData("# APT::Periodic::Unattended-Upgrade \"0\";", null)]
    [InlineData("/* APT::Periodic::Unattended-Upgrade \"0\"; */", null)]
    [InlineData("APT::Periodic::Unattended-Upgrade \"1\"; APT::Periodic::Enable \"0\";", "off")]
    [InlineData("APT::Periodic::Unattended-Upgrade \"0\"; APT::Periodic::Unattended-Upgrade \"1\";", "installs")]
    [InlineData("APT::Periodic::Unattended-Upgrade \"0\"; #clear APT::Periodic;", null)]
    [InlineData("Acquire::http::Proxy \"http://x:1//y\"; APT::Periodic::Unattended-Upgrade \"0\";", "off")]
    public void Only_a_policy_that_is_written_down_counts(string text, string? state)
    {
        AptConf conf = new();
        conf.Add(text);
        AutomaticUpdates judged = AutomaticUpdates.Judge(conf, installed: true);
        Assert.Equal(state, judged.State);
        Assert.Equal(state is null, judged.Problem is not null);
    }

    [Fact]
    public void A_missing_policy_says_what_to_write_and_whether_the_program_is_there()
    {
        Assert.Contains("is not installed", AutomaticUpdates.Judge(new(), installed: false).Problem);
        Assert.Contains("20auto-upgrades", AutomaticUpdates.Judge(new(), installed: true).Problem);
    }

    [Fact]
    public void Files_count_in_apts_order_and_by_apts_names()
    {
        using TestHost host = new();
        host.Write("etc/apt/apt.conf.d/10first", "APT::Periodic::Unattended-Upgrade \"1\";");
        host.Write("etc/apt/apt.conf.d/50last", "APT::Periodic::Unattended-Upgrade \"0\";");
        host.Write("etc/apt/apt.conf.d/60ignored.bak", "APT::Periodic::Unattended-Upgrade \"1\";");
        Assert.Equal("off", AutomaticUpdates.Read(host.Roots).State);
        host.Write("etc/apt/apt.conf", "APT::Periodic::Unattended-Upgrade \"1\";");
        Assert.Equal("installs", AutomaticUpdates.Read(host.Roots).State);
    }

    [Fact]
    public void A_full_upgrade_of_Debian_12_is_read_whole()
    {
        string[] lines = Sample.Lines("apt-2.6.1-dist-upgrade-debian-12");
        AptSimulation plan = AptSimulation.Parse(lines);
        Assert.Equal(lines.Count(l => l.StartsWith("Inst ", StringComparison.Ordinal)), plan.Installs.Count);
        Assert.All(plan.Installs, i => Assert.True(Checks.IsName(i.Name) && Checks.IsVersion(i.Candidate) && (i.Installed is null || Checks.IsVersion(i.Installed)) && i.Origin.StartsWith("Debian", StringComparison.Ordinal), i.ToString()));
        Assert.Contains(new WireUpdate("libgcrypt20", "1.10.1-3", "1.10.1-3+deb12u1", "Debian:12.15/oldstable, Debian-Security:12/oldstable-security", true), plan.Installs);
    }

    [Theory]
    [InlineData("Inst libc6:i386 [2.36-9] (2.36-9+deb12u10 Debian:12.9/stable [i386])", "libc6:i386", "2.36-9", "2.36-9+deb12u10", "Debian:12.9/stable")]
    [InlineData("Inst new (1.0)", "new", null, "1.0", "")]
    public void A_line_of_a_simulation_is_read(string line, string name, string? installed, string candidate, string origin) =>
        Assert.Equal(new(name, installed, candidate, origin), Assert.Single(AptSimulation.Parse([line]).Installs));

    [Theory]
    [InlineData("Inst")]
    [InlineData("Inst (")]
    [InlineData("Inst x")]
    [InlineData("Inst x [1 (2")]
    [InlineData("")]
    public void A_broken_line_of_a_simulation_is_skipped(string line) => Assert.Empty(AptSimulation.Parse([line]).Installs);

    [Fact]
    public void Dpkgs_list_is_read_by_the_systems_own_architecture()
    {
        DpkgStatus status = DpkgStatus.Parse(
            "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.21\n\n"
            + "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\nVersion: 2.36\n\n"
            + "Package: libc6\nStatus: install ok installed\nArchitecture: i386\nVersion: 2.35\n\n"
            + "Package: gone\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1\n\n"
            + "Package: held\nStatus: hold ok installed\nArchitecture: all\nVersion: 3\nDescription: x\n Status: install ok half-installed\n");
        Assert.Equal(("2.36", "2.35", null, "3"), (status.Version("libc6"), status.Version("libc6:i386"), status.Version("gone"), status.Version("held")));
        Assert.Empty(status.Unfinished);
    }

    [Theory]
    [InlineData("install ok half-configured")]
    [InlineData("install ok unpacked")]
    [InlineData("install ok half-installed")]
    [InlineData("install ok triggers-pending")]
    [InlineData("install reinstreq installed")]
    public void A_package_between_two_states_is_unfinished_and_not_installed(string state)
    {
        DpkgStatus status = DpkgStatus.Parse($"Package: app\nStatus: {state}\nArchitecture: all\nVersion: 1\n");
        Assert.Equal(["app"], status.Unfinished);
        Assert.Null(status.Version("app"));
    }

    [Fact]
    public void The_holder_of_a_lock_is_found_in_the_kernels_list()
    {
        string[] locks = Sample.Lines(Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "linux-*-proc-locks.txt").Single()));
        Assert.Equal(25634, PackageLocks.Parse(locks, new HashSet<ulong> { 408867 }));
        Assert.Null(PackageLocks.Parse(locks, new HashSet<ulong> { 1047258 }));
        Assert.Null(PackageLocks.Parse(["1: -> POSIX  ADVISORY  WRITE 9 00:62:408867 0 EOF", "", "1: POSIX"], new HashSet<ulong> { 408867 }));
    }

    [Fact]
    public void Patronis_leader_and_replica_are_read()
    {
        PatroniFacts leader = PatroniJson.Member(Sample.Text("patroni-3.0.2-leader"))!;
        PatroniFacts replica = PatroniJson.Member(Sample.Text("patroni-3.0.2-replica"))!;
        Assert.Equal(("master", "running", (int?)3, null), (leader.Role, leader.State, leader.Timeline, leader.Name));
        Assert.Equal("replica", replica.Role);
        PatroniFacts cluster = PatroniJson.Cluster(Sample.Text("patroni-3.0.2-cluster"))!;
        Assert.Equal([new("pg1", "sync_standby", "running", 3, 0, "10.77.0.21"), new("pg2", "leader", "running", 3, null, "10.77.0.22")], cluster.Members!);
        Assert.False(cluster.Paused);
        Assert.True(PatroniJson.Cluster(Sample.Text("patroni-3.0.2-cluster-paused"))!.Paused);
        Assert.Equal(new("pg1", "replica", "stopped", null, null, "10.77.0.21"), PatroniJson.Cluster(Sample.Text("patroni-3.0.2-cluster-after-switchover"))!.Members![0]);
    }

    [Theory]
    [InlineData("\"unknown\"", null)]
    [InlineData("16777216", 16777216L)]
    [InlineData("null", null)]
    public void A_lag_that_is_no_number_is_not_known(string lag, long? bytes) =>
        Assert.Equal(bytes, PatroniJson.Cluster($$"""{"members":[{"name":"a","role":"replica","state":"stopped","lag":{{lag}}}],"pause":true}""")!.Members![0].LagBytes);

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"synchronous_mode":true}""", true)]
    [InlineData("""{"synchronous_mode":"quorum"}""", true)]
    [InlineData("""{"synchronous_mode":false}""", false)]
    [InlineData("[]", null)]
    [InlineData("<html>", null)]
    public void Whether_Patroni_is_synchronous_is_read(string json, bool? synchronous) => Assert.Equal(synchronous, PatroniJson.Synchronous(json));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("<html>")]
    public void What_is_not_Patronis_answer_is_not_known(string json)
    {
        Assert.Null(PatroniJson.Member(json));
        Assert.Null(PatroniJson.Cluster(json));
    }
}
