using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Portal.Core.Pairs;
using Portal.Wiring;
using Portal.Wiring.Configuration;

namespace Portal.Tests.Wiring;

public sealed class PairsConfigurationTests : IDisposable
{
    private const string Key = "SHA256:uNiVztksCsDhcc0u9e8BrADPvvUBgu3s1lN7hDOHfKM";
    private readonly string _folder = Directory.CreateTempSubdirectory("pairs-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pair_is_read_with_everything_that_can_be_said_of_it()
    {
        var (pairs, faults) = Read($$"""
            { "Pairs": { "erp-db-01": {
                "Name": "ERP database", "Engine": "patroni",
                "Primary": { "HostName": "pg1", "Management": "10.0.0.21:2222", "ChannelAddress": "10.1.0.21", "HostKeys": ["{{Key}}"] },
                "Secondary": { "HostName": "pg2", "Management": "[fd00::22]:22" },
                "Probe": { "Kind": "postgresql", "Hosts": ["10.0.0.21", "10.0.0.22"], "User": "probe", "PasswordFile": "/etc/portal/probe" },
                "Tags": ["prod", "Graz"],
                "Limits": { "Backlog": "64 KB", "Reboot": "45 min", "Sync": "06:00:00" },
                "Windows": [ { "Days": ["Tue", "Saturday"], "From": "21:00", "To": "04:00", "Zone": "Europe/Vienna" } ],
                "InstallGate": "SecondAdmin" } } }
            """);

        Assert.Empty(faults);
        var pair = Assert.Single(pairs);
        Assert.Equal(new PairId("erp-db-01"), pair.Id);
        Assert.Equal("ERP database", pair.Name);
        Assert.Equal(new EngineKind("patroni"), pair.Engine);
        Assert.Equal("10.0.0.21:2222", pair.Primary.Management);
        Assert.Equal("10.1.0.21", pair.Primary.ChannelAddress);
        Assert.Equal([Key], pair.Primary.HostKeys);
        Assert.Equal(Identity.Secondary, pair.Secondary.Identity);
        Assert.Empty(pair.Secondary.HostKeys);
        var probe = Assert.IsType<ServiceProbe.PostgreSql>(pair.Probe);
        Assert.Equal(["10.0.0.21", "10.0.0.22"], probe.Hosts);
        Assert.Equal((5432, "postgres", "probe", "/etc/portal/probe"), (probe.Port, probe.Database, probe.User, probe.PasswordFile));
        Assert.Equal(["prod", "Graz"], pair.Tags);
        Assert.Equal(PairLimits.Default with { BacklogBytes = 65_536, Reboot = TimeSpan.FromMinutes(45), Sync = TimeSpan.FromHours(6) }, pair.Limits);
        var window = Assert.Single(pair.Windows);
        Assert.Equal([DayOfWeek.Tuesday, DayOfWeek.Saturday], window.Days);
        Assert.Equal((new TimeOnly(21, 0), new TimeOnly(4, 0), "Europe/Vienna"), (window.From, window.To, window.Zone));
        Assert.Equal(InstallGate.SecondAdmin, pair.GatedInstall);
    }

    [Fact]
    public void A_simulated_pair_needs_two_names_only()
    {
        var (pairs, faults) = Read("""
            { "Pairs": { "wiki-01": { "Engine": "simulated", "Primary": { "HostName": "wiki-a" }, "Secondary": { "HostName": "wiki-b" } } } }
            """);

        Assert.Empty(faults);
        var pair = Assert.Single(pairs);
        Assert.Equal("wiki-01", pair.Name);
        Assert.IsType<ServiceProbe.Simulated>(pair.Probe);
        Assert.Equal(PairLimits.Default, pair.Limits);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_the_file_the_key_and_what_to_write()
    {
        var (_, faults) = Read("""
            { "Pairs": { "ERP": { "Engine": "patronii", "Primary": { "Management": "10.0.0.21:x" }, "Secondary": { "HostName": "pg2" },
                "Probe": { "Kind": "tcp", "Host": "10.0.0.5", "Port": "99999" }, "Limits": { "Reboot": "30" } } } }
            """);

        Assert.Equal(
        [
            "appsettings.json: Pairs:ERP is no valid id. Write 1 to 40 characters of a-z, 0-9 and '-', for example erp-db-01.",
            "appsettings.json: Pairs:ERP:Engine is 'patronii'. Write one of patroni, simulated, simulated-patroni.",
            "appsettings.json: Pairs:ERP:Primary:HostName is missing. Write what people call the server, for example pg1.",
            "appsettings.json: Pairs:ERP:Primary:Management is '10.0.0.21:x'. Write a host or an address, with a port where it is not 22: 10.0.0.21, pg1.example.com:2222 or [fd00::21]:22.",
            "appsettings.json: Pairs:ERP:Probe:Port is '99999'. Write a port, 1 to 65535.",
            "appsettings.json: Pairs:ERP:Limits:Reboot is '30'. Write a duration of at most 7 days, for example 00:30:00, 30 min, 45 s or 12 h.",
        ], faults);
    }

    [Theory]
    [InlineData("Management", "-oProxyCommand=id")]
    [InlineData("Management", "pg1 pg2")]
    [InlineData("HostName", "pg1;reboot")]
    [InlineData("HostKeys", "SHA256:tooshort")]
    [InlineData("HostKeys", "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48")]
    [InlineData("Managment", "10.0.0.21")]
    public void A_server_is_refused_with_a_bad_value(string key, string value)
    {
        var (_, faults) = Read($$"""
            { "Pairs": { "p": { "Engine": "patroni", "Probe": { "Kind": "tcp", "Host": "h", "Port": 1 },
                "Primary": { "HostName": "pg1", "Management": "10.0.0.1", "{{key}}": "{{value}}" },
                "Secondary": { "HostName": "pg2", "Management": "10.0.0.2" } } } }
            """.Replace(key == "Management" ? "\"Management\": \"10.0.0.1\", " : key == "HostName" ? "\"HostName\": \"pg1\", " : "\0", "", StringComparison.Ordinal));

        Assert.Contains($"Pairs:p:Primary:{key}", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_the_configuration_is_refused_and_not_repeated()
    {
        var (_, faults) = Read("""
            { "Pairs": { "p": { "Engine": "patroni", "Primary": { "HostName": "a", "Management": "10.0.0.1" }, "Secondary": { "HostName": "b" },
                "Probe": { "Kind": "postgresql", "Hosts": ["h"], "User": "u", "Password": "hunter2" } } } }
            """);

        var fault = Assert.Single(faults);
        Assert.Contains("PasswordFile", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_server_is_never_in_two_places()
    {
        var (_, faults) = Read("""
            { "Pairs": { "p": { "Engine": "patroni", "Primary": { "HostName": "a", "Management": "10.0.0.1" },
                "Secondary": { "HostName": "b", "Management": "10.0.0.1" }, "Probe": { "Kind": "http", "Address": "https://h/" } } } }
            """);

        Assert.Contains("Pairs:p:Secondary:Management is '10.0.0.1', and so is Pairs:p:Primary:Management", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_names_the_file_that_the_value_stands_in()
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.Site.json"), """{ "Pairs": { "p": { "Engine": "oracle" } } }""");

        var (_, faults) = Read("""
            { "Pairs": { "p": { "Engine": "simulated", "Primary": { "HostName": "a" }, "Secondary": { "HostName": "b" } } } }
            """, "appsettings.Site.json");

        Assert.StartsWith("appsettings.Site.json: Pairs:p:Engine is 'oracle'", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:30:00", 1800)]
    [InlineData("30 min", 1800)]
    [InlineData("45s", 45)]
    [InlineData("12 h", 43_200)]
    [InlineData("7 d", 604_800)]
    public void Durations_are_written_with_their_unit(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Quantities.Duration(text));

    [Theory]
    [InlineData("30")]
    [InlineData("0 s")]
    [InlineData("8 d")]
    [InlineData("-5 min")]
    [InlineData("NaN s")]
    [InlineData("99999999999999999999 d")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(Quantities.Duration(text));

    private (ImmutableArray<Pair> Pairs, ImmutableArray<string> Faults) Read(string json, params string[] more)
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);
        var configuration = new ConfigurationBuilder().SetBasePath(_folder).AddJsonFile("appsettings.json");
        foreach (var file in more) configuration.AddJsonFile(file);
        var root = configuration.Build();
        var faults = new SettingFaults(new SettingOrigins(root));
        return (PairsConfiguration.Read(root, faults), faults.Sentences);
    }
}
