using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Configuration;
using Portal.Notifications;
using Portal.Notifications.Settings;
using Portal.Wiring;
using Portal.Wiring.Configuration;

namespace Portal.Tests.Wiring;

public sealed class NotificationsConfigurationTests : IDisposable
{
    private const string Address = "https://hooks.example.com/services/T0KEN-1234567890";
    private readonly string _folder = Directory.CreateTempSubdirectory("notifications-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        var (settings, faults) = Read($$"""
            { "Address": "https://portal.example.com",
              "Mail": { "Host": "mail.example.com", "Security": "Tls", "From": "portal@example.com", "User": "portal", "PasswordFile": "{{File("password", "correct horse")}}", "Limit": "15 s" },
              "Webhooks": { "ops": { "Format": "Slack", "UrlFile": "{{File("url", Address)}}", "Kinds": ["approval-asked", "run-held"], "Tags": ["prod"] } },
              "Reminders": { "First": "5 min", "Every": "15 min", "Escalate": "30 min", "Warn": "5 min" },
              "Digest": { "At": "07:30", "Zone": "Europe/Vienna" },
              "GiveUpAfter": "12 h" }
            """);

        Assert.Empty(faults);
        Assert.Equal("https://portal.example.com/runs/x", settings.Link("/runs/x")!.AbsoluteUri);
        Assert.Equal(("mail.example.com", 465, MailSecurity.Tls, "portal", "correct horse"), (settings.Mail!.Host, settings.Mail.Port, settings.Mail.Security, settings.Mail.User, settings.Mail.Password!.Reveal()));
        var hook = Assert.Single(settings.Webhooks);
        Assert.Equal(("ops", WebhookFormat.Slack, Address), (hook.Name, hook.Format, hook.Url.Reveal()));
        Assert.Equal([NoticeKind.ApprovalAsked, NoticeKind.RunHeld], hook.Kinds.Order());
        Assert.Equal(new ReminderSettings(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5)), settings.Reminders);
        Assert.Equal((new TimeOnly(7, 30), "Europe/Vienna"), (settings.Digest!.At, settings.Digest.Zone.Id));
        Assert.Equal(TimeSpan.FromHours(12), settings.GiveUpAfter);
        Assert.DoesNotContain("correct horse", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("T0KEN", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_said_is_nobody_reached_and_links_follow_the_public_address()
    {
        var (settings, faults) = Read("{}", new Uri("https://known.example.com"));

        Assert.Empty(faults);
        Assert.Null(settings.Mail);
        Assert.Empty(settings.Webhooks);
        Assert.Equal("https://known.example.com/", settings.Address!.AbsoluteUri);
        Assert.Equal(ReminderSettings.Usual, settings.Reminders);
    }

    [Theory]
    [InlineData("""{ "Mail": { "From": "portal@example.com" } }""", "Mail:Host is missing")]
    [InlineData("""{ "Mail": { "Host": "m", "From": "Portal <portal@example.com>" } }""", "Mail:From is 'Portal <portal@example.com>'")]
    [InlineData("""{ "Mail": { "Host": "m", "From": "p@example.com", "Security": "Sometimes" } }""", "Mail:Security is 'Sometimes'")]
    [InlineData("""{ "Mail": { "Host": "m", "From": "p@example.com", "Password": "hunter2" } }""", "A password never stands in configuration")]
    [InlineData("""{ "Mail": { "Host": "m", "From": "p@example.com", "User": "u" } }""", "Mail:PasswordFile is missing")]
    [InlineData("""{ "Mail": { "Host": "m", "From": "p@example.com", "Limit": "5 min" } }""", "Mail:Limit is '5 min'")]
    [InlineData("""{ "Mail": { "Host": "m", "From": "p@example.com", "Authority": "/nowhere.pem" } }""", "no certificate that can be read")]
    [InlineData("""{ "Address": "http://portal.example.com" }""", "Address is 'http://portal.example.com'")]
    [InlineData("""{ "Webhooks": { "ops": { "Format": "Slack" } } }""", "ops:UrlFile is missing")]
    [InlineData("""{ "Webhooks": { "ops": { "Format": "Pigeon", "UrlFile": "FILE" } } }""", "ops:Format is 'Pigeon'")]
    [InlineData("""{ "Webhooks": { "ops": { "UrlFile": "FILE" } } }""", "ops:KeyFile is missing")]
    [InlineData("""{ "Webhooks": { "ops": { "Format": "Slack", "UrlFile": "FILE", "Kinds": ["rumours"] } } }""", "ops:Kinds:0 is 'rumours'")]
    [InlineData("""{ "Webhooks": { "ops chat": { "Format": "Slack", "UrlFile": "FILE" } } }""", "ops chat is no valid name")]
    [InlineData("""{ "Digest": { "At": "7.30", "Zone": "Europe/Vienna" } }""", "Digest:At is '7.30'")]
    [InlineData("""{ "Digest": { "At": "07:30", "Zone": "Middle Earth" } }""", "Digest:Zone is 'Middle Earth'")]
    [InlineData("""{ "Reminders": { "Every": "1 s" } }""", "Reminders:Every is '1 s'")]
    [InlineData("""{ "Mial": {} , "Address2": "x" }""", "Address2 is not known")]
    public void What_is_wrong_is_told_with_its_key(string json, string fault) =>
        Assert.Contains(Read(json.Replace("FILE", File("url", Address), StringComparison.Ordinal)).Faults, one => one.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void A_secret_that_is_wrong_is_never_shown()
    {
        var (_, faults) = Read($$"""
            { "Mail": { "Host": "m", "From": "p@example.com", "User": "u", "PasswordFile": "hunter2-in-the-wrong-place" },
              "Webhooks": { "one": { "Format": "Slack", "UrlFile": "{{Address}}" },
                            "two": { "Format": "Slack", "UrlFile": "{{File("plain", Address.Replace("https", "http", StringComparison.Ordinal))}}" },
                            "six": { "UrlFile": "{{File("url", Address)}}", "KeyFile": "{{File("key", "short-secret")}}" } } }
            """);

        Assert.Equal(4, faults.Length);
        Assert.All(faults, fault => Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain("T0KEN", fault, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain("short-secret", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void A_password_never_crosses_a_network_in_the_clear()
    {
        var mail = $$"""{ "Mail": { "Host": "HOST", "From": "p@example.com", "Security": "None", "User": "u", "PasswordFile": "{{File("password", "x")}}" } }""";

        Assert.Contains("in the clear", Assert.Single(Read(mail.Replace("HOST", "mail.example.com", StringComparison.Ordinal)).Faults), StringComparison.Ordinal);
        Assert.Empty(Read(mail.Replace("HOST", "127.0.0.1", StringComparison.Ordinal)).Faults);
    }

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private static (NotificationSettings Settings, ImmutableArray<string> Faults) Read(string json, Uri? publicUrl = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Notifications": {{json}} }"""));
        var root = new ConfigurationBuilder().AddJsonStream(stream).Build();
        var faults = new SettingFaults(new SettingOrigins(root));
        return (NotificationsConfiguration.Read(root, publicUrl, faults), faults.Sentences);
    }
}
