using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Portal.Security.Credentials;
using Portal.Security.Invitations;
using Portal.Wiring;
using Portal.Wiring.Configuration;
using Portal.Wiring.Demo;

namespace Portal.Tests.Wiring;

public sealed class StartTests
{
    [Fact]
    public async Task A_wrong_configuration_ends_the_start_with_sentences_and_exit_code_1()
    {
        using var portal = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Portal.dll"), "--environment", "Production", "--Pairs:erp:Engine", "oracle", "--Pairs:erp:Primary:HostName", "a", "--urls", "http://0.0.0.0:0"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = await portal.StandardError.ReadToEndAsync(limit.Token);
        await portal.WaitForExitAsync(limit.Token);

        Assert.Equal(1, portal.ExitCode);
        Assert.Contains("command line: Pairs:erp:Engine is 'oracle'. Write one of patroni, simulated, simulated-patroni.", said, StringComparison.Ordinal);
        Assert.Contains("command line: Pairs:erp:Secondary:HostName is missing.", said, StringComparison.Ordinal);
        Assert.Contains("Urls is 'http://0.0.0.0:0', where passwords would cross the network in the clear.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://portal.example.com:80")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://10.0.0.1:80")]
    public void Passwords_never_cross_a_network_in_the_clear(string key, string value) =>
        Assert.Contains("in the clear", Assert.Single(Web((key, value)).Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("urls", "http://127.0.0.1:5080", "LoopbackHttp")]
    [InlineData("urls", "http://[::1]:5080", "LoopbackHttp")]
    [InlineData("urls", "https://*:443", "Https")]
    [InlineData("Web:PublicUrl", "https://portal.example.com", "Https")]
    [InlineData("unrelated", "1", "LoopbackHttp")]
    public void Secure_cookies_are_used_wherever_browsers_come_over_https(string key, string value, string transport)
    {
        var (web, faults) = Web((key, value));

        Assert.Empty(faults);
        Assert.Equal(transport, web.Transport.ToString());
    }

    [Theory]
    [InlineData("Approvals:Demand", "totp", Demand.Totp, null)]
    [InlineData("Approvals:Demand", "Passkey", Demand.Passkey, null)]
    [InlineData("unrelated", "1", Demand.Password, null)]
    [InlineData("Approvals:Demand", "sms", Demand.Password, "Approvals:Demand is 'sms'. Write password, totp or passkey: what an approver needs at least.")]
    [InlineData("Approvals:Demands", "totp", Demand.Password, "Approvals:Demands is not known. Write one of Demand, or take it out.")]
    public void What_an_approver_needs_is_one_of_three_words(string key, string value, Demand demand, string? fault)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var faults = new SettingFaults(new SettingOrigins(configuration));

        Assert.Equal(demand, ApprovalSettings.Read(configuration, faults).Demand);
        if (fault is null) Assert.Empty(faults.Sentences);
        else Assert.EndsWith(fault, Assert.Single(faults.Sentences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accounts:InvitationHours", "1", 1, null)]
    [InlineData("Accounts:InvitationHours", "336", 336, null)]
    [InlineData("unrelated", "1", 72, null)]
    [InlineData("Accounts:InvitationHours", "0", 72, "Accounts:InvitationHours is '0'. Write whole hours from 1 to 336: how long the link of a new person counts.")]
    [InlineData("Accounts:InvitationHours", "337", 72, "Accounts:InvitationHours is '337'. Write whole hours from 1 to 336: how long the link of a new person counts.")]
    [InlineData("Accounts:InvitationHours", "1.5", 72, "Accounts:InvitationHours is '1.5'. Write whole hours from 1 to 336: how long the link of a new person counts.")]
    [InlineData("Accounts:Invitation", "24", 72, "Accounts:Invitation is not known. Write one of InvitationHours, ConfirmAtStart, or take it out.")]
    public void An_invitation_counts_for_an_hour_to_fourteen_days(string key, string value, int hours, string? fault)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var faults = new SettingFaults(new SettingOrigins(configuration));

        Assert.Equal(TimeSpan.FromHours(hours), AccountSettings.Read(configuration, faults).Invitation);
        if (fault is null) Assert.Empty(faults.Sentences);
        else Assert.EndsWith(fault, Assert.Single(faults.Sentences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Demo", "http://127.0.0.1:5080", "simulated", null)]
    [InlineData("Production", "http://127.0.0.1:5080", "simulated", "Demo:Enabled is true in the environment Production.")]
    [InlineData("Demo", "https://0.0.0.0:5080", "simulated", "Urls is 'https://0.0.0.0:5080' in a demo.")]
    [InlineData("Demo", "http://127.0.0.1:5080", "patroni", "Pairs:p:Engine is 'patroni' in a demo.")]
    public void A_demo_is_for_this_machine_and_simulated_pairs_only(string environment, string url, string engine, string? refusal)
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection(Settings(
            ("urls", url), ("Demo:Enabled", "true"), ("Pairs:p:Engine", engine), ("Pairs:p:Probe:Kind", engine == "patroni" ? "http" : "simulated"),
            ("Pairs:p:Probe:Address", engine == "patroni" ? "http://h/" : null), ("Pairs:p:Primary:HostName", "a"), ("Pairs:p:Primary:Management", "a"), ("Pairs:p:Secondary:HostName", "b"))).Build();
        var faults = new SettingFaults(new SettingOrigins(root));

        DemoSettings.Check(environment, ListenAddresses.Read(root), PairsConfiguration.Read(root, faults), faults);

        if (refusal is null) Assert.Empty(faults.Sentences);
        else Assert.Contains(refusal, Assert.Single(faults.Sentences), StringComparison.Ordinal);
    }

    private static (WebSettings Web, ImmutableArray<string> Faults) Web(params (string Key, string? Value)[] settings)
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection(Settings(settings)).Build();
        var faults = new SettingFaults(new SettingOrigins(root));
        return (WebSettings.Read(root, ListenAddresses.Read(root), faults), faults.Sentences);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(params (string Key, string? Value)[] settings) =>
        settings.Where(one => one.Value is not null).Select(one => new KeyValuePair<string, string?>(one.Key, one.Value));
}
