using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Configuration;
using Portal.Audit.Signing;
using Portal.Wiring.Configuration;

namespace Portal.Tests.Audit;

public sealed class ProofSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("proof-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static (ProofSettings Settings, ImmutableArray<string> Faults) Read(string json)
    {
        var root = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Audit": {{json}} }"""))).Build();
        var faults = new SettingFaults(new SettingOrigins(root));
        return (ProofSettings.Read(root, faults), faults.Sentences);
    }

    [Fact]
    public void Everything_that_can_be_said_is_read_and_no_secret_is_printed()
    {
        var (settings, faults) = Read($$"""
            { "KeyFile": "/etc/portal/audit.pem", "AnchorFiles": ["/mnt/a/anchor.log", "/mnt/b/anchor.log", "/mnt/a/anchor.log"], "BlockAfter": "2 h",
              "Syslog": { "Host": "log.example.com" },
              "Webhooks": { "vault": { "UrlFile": "{{File("url", "https://vault.example.com/T0KEN-123456")}}", "KeyFile": "{{File("key", new string('k', 32))}}" } } }
            """);
        Assert.Empty(faults);
        Assert.Equal(["/mnt/a/anchor.log", "/mnt/b/anchor.log"], settings.AnchorFiles);
        Assert.Equal(("/etc/portal/audit.pem", TimeSpan.FromHours(2)), (settings.KeyFile, settings.BlockAfter));
        Assert.Equal(new SyslogSettings("log.example.com", 6514, true, null), settings.Syslog);
        var hook = Assert.Single(settings.Webhooks);
        Assert.Equal(("vault", "https://vault.example.com/T0KEN-123456"), (hook.Name, hook.Url.Reveal()));
        Assert.DoesNotContain("T0KEN", $"{settings} {hook}", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_said_is_no_anchor_and_an_hour()
    {
        var (settings, faults) = Read("{}");
        Assert.Empty(faults);
        Assert.Equal((true, null, true, ProofSettings.Usual), (settings.AnchorFiles.IsEmpty, settings.Syslog, settings.Webhooks.IsEmpty, settings.BlockAfter));
    }

    [Theory]
    [InlineData("""{ "AnchorFile": "/x" }""", "Audit:AnchorFile is not known")]
    [InlineData("""{ "AnchorFiles": ["anchor.log"] }""", "no full path")]
    [InlineData("""{ "BlockAfter": "5 min" }""", "15 min to 7 d")]
    [InlineData("""{ "Syslog": { "Port": "601" } }""", "Audit:Syslog:Host is missing")]
    [InlineData("""{ "Syslog": { "Host": "log.example.com", "Tls": "false" } }""", "cross the network")]
    [InlineData("""{ "Syslog": { "Host": "log.example.com", "Authority": "/none.pem" } }""", "no certificate that can be read")]
    [InlineData("""{ "Webhooks": { "vault": { "KeyFile": "KEY" } } }""", "Audit:Webhooks:vault:UrlFile is missing")]
    [InlineData("""{ "Webhooks": { "vault": { "UrlFile": "URL" } } }""", "Audit:Webhooks:vault:KeyFile is missing")]
    [InlineData("""{ "Webhooks": { "vault": { "UrlFile": "PLAIN", "KeyFile": "KEY" } } }""", "no https address")]
    [InlineData("""{ "Webhooks": { "vault": { "UrlFile": "URL", "KeyFile": "SHORT" } } }""", "less than 16 characters")]
    [InlineData("""{ "Webhooks": { "my vault": { "UrlFile": "URL", "KeyFile": "KEY" } } }""", "is no valid name")]
    public void What_is_wrong_is_told_with_what_to_write(string json, string says)
    {
        json = json.Replace("URL", File("url", "https://vault.example.com/T0KEN-123456"), StringComparison.Ordinal).Replace("PLAIN", File("plain", "http://vault.example.com/T0KEN-123456"), StringComparison.Ordinal)
            .Replace("KEY", File("key", new string('k', 32)), StringComparison.Ordinal).Replace("SHORT", File("short", "short"), StringComparison.Ordinal);
        var fault = Assert.Single(Read(json).Faults);
        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("T0KEN", fault, StringComparison.Ordinal);
    }
}
