using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string Lane = "webhook:ops";
    private WebhookStage _server = null!;
    private NotifyStage? _stage;

    public async ValueTask InitializeAsync() => _server = await WebhookStage.Start();

    public async ValueTask DisposeAsync()
    {
        _stage?.Dispose();
        await _server.DisposeAsync();
    }

    private NotifyStage Asked(WebhookSettings hook, Story? story = null, Uri? address = null)
    {
        _stage = new NotifyStage(story ?? Story.Planned(), NotificationSettings.None with { Address = address ?? new Uri("https://portal.example.com"), Webhooks = [hook] });
        _stage.Story.Start().UntilAsked("B2");
        return _stage.Write().Follow();
    }

    [Fact]
    public async Task A_message_is_signed_so_that_a_few_lines_can_check_it()
    {
        var stage = Asked(_server.Settings());

        await stage.Send(Lane);

        var post = Assert.Single(_server.Posts);
        // As a receiver would do it, with nothing of ours but the shared key.
        var timestamp = post.Headers["X-Portal-Timestamp"];
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(WebhookStage.Key));
        var expected = Convert.ToHexStringLower(hmac.ComputeHash(Encoding.UTF8.GetBytes(timestamp + "." + Encoding.UTF8.GetString(post.Body))));
        Assert.Equal("sha256=" + expected, post.Headers["X-Portal-Signature"]);
        Assert.Equal(stage.Time.GetUtcNow().ToUnixTimeSeconds(), long.Parse(timestamp, CultureInfo.InvariantCulture));
        Assert.Equal(stage.All[0].Delivery, post.Headers["X-Portal-Delivery"]);
        // What an approval has to name, and what makes it unlike any other, is for the page alone.
        Assert.DoesNotContain(stage.Story.State.Asked!.Digest, Encoding.UTF8.GetString(post.Body), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(stage.Story.State.Asked.Code, Encoding.UTF8.GetString(post.Body), StringComparison.OrdinalIgnoreCase);
        using var body = JsonDocument.Parse(post.Body);
        Assert.Equal("approval-asked", body.RootElement.GetProperty("kind").GetString());
        Assert.Equal($"https://portal.example.com/approvals/{stage.Story.State.Id}/B2", body.RootElement.GetProperty("url").GetString());
        Assert.Equal(OutboxState.Delivered, stage.All[0].State);
        Assert.Contains("\"webhook\":\"ops\"", Assert.Single(stage.Entries).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_receiver_is_followed_by_the_same_delivery_and_then_it_arrives()
    {
        var fails = true;
        _server.Answer = async context =>
        {
            context.Response.StatusCode = fails ? 500 : 200;
            await context.Response.WriteAsync($"broken at {_server.Address} by {WebhookStage.Token}");
        };
        var stage = Asked(_server.Settings());

        await stage.Send(Lane);
        var error = stage.All[0].Error;
        fails = false;
        stage.Time.Advance(TimeSpan.FromSeconds(15));
        await stage.Send(Lane);

        Assert.StartsWith("The webhook answered 500. It said: broken at", error, StringComparison.Ordinal);
        Assert.DoesNotContain(WebhookStage.Token, error, StringComparison.Ordinal);
        Assert.Equal(2, _server.Posts.Count);
        Assert.Single(_server.Posts.Select(post => post.Headers["X-Portal-Delivery"]).Distinct());
        Assert.Equal((OutboxState.Delivered, 2L), (stage.All[0].State, stage.All[0].Attempts));
    }

    [Fact]
    public async Task A_receiver_that_says_nothing_is_left_when_the_limit_is_over()
    {
        _server.Answer = _server.Hang;
        var stage = Asked(_server.Settings());

        var sending = stage.Send(Lane);
        await _server.Silent.Task.WaitAsync(TimeSpan.FromSeconds(30));
        stage.Time.Advance(TimeSpan.FromSeconds(11));
        await sending.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((OutboxState.Pending, "The webhook did not answer within 10 s."), (stage.All[0].State, stage.All[0].Error));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _server.Answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        var stage = Asked(_server.Settings());

        await stage.Send(Lane);

        Assert.Equal($"/services/{WebhookStage.Token}", Assert.Single(_server.Posts).Path);
        Assert.Equal(OutboxState.GivenUp, stage.All[0].State);
        Assert.Contains("redirect (307)", Assert.Single(stage.Entries).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_read_no_further_than_it_has_to_be()
    {
        _server.Answer = async context =>
        {
            context.Response.StatusCode = 503;
            var part = Encoding.ASCII.GetBytes(new string('x', 1024));
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(part, context.RequestAborted);
        };
        var stage = Asked(_server.Settings());

        await stage.Send(Lane).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.StartsWith("The webhook answered 503.", stage.All[0].Error, StringComparison.Ordinal);
        Assert.True(stage.All[0].Error!.Length <= 300);
    }

    [Theory]
    [InlineData(false, "localhost", "delivered")]
    [InlineData(true, "localhost", "pending")]
    [InlineData(false, "hooks.example.com", "pending")]
    public async Task Only_a_certificate_that_is_trusted_and_of_that_name_gets_a_message(bool stranger, string host, string state)
    {
        using var certificates = new TestCertificates(host);
        await using var server = await WebhookStage.Start(certificates.Server);
        var stage = Asked(server.Settings(authority: stranger ? null : certificates.Authority));

        await stage.Send(Lane);

        Assert.Equal(state, stage.All[0].State);
        Assert.Equal(state == "delivered" ? 1 : 0, server.Posts.Count);
    }

    [Fact]
    public async Task The_address_and_the_key_are_nowhere_but_on_the_way()
    {
        _server.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync($"no such hook: {WebhookStage.Token}");
        };
        var settings = _server.Settings();
        var stage = Asked(settings);

        await stage.Send(Lane);

        string[] seen = [settings.ToString(), stage.Settings.ToString(), .. stage.Log.Lines, .. stage.Ledger.All().Select(e => e.Body), .. stage.All.Select(row => row.ToString())];
        Assert.Equal(OutboxState.GivenUp, stage.All[0].State);
        Assert.All(seen, text => Assert.DoesNotContain(WebhookStage.Token, text, StringComparison.OrdinalIgnoreCase));
        Assert.All(seen, text => Assert.DoesNotContain(WebhookStage.Key, text, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(WebhookStage.Key, Encoding.UTF8.GetString(Assert.Single(_server.Posts).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_is_told_only_of_the_pairs_and_kinds_that_it_asks_for()
    {
        Assert.Empty(Asked(_server.Settings(tags: ["other"])).All);
        _stage!.Dispose();
        Assert.Empty(Asked(_server.Settings() with { Kinds = [Portal.Notifications.NoticeKind.RunHeld] }).All);
        _stage!.Dispose();
        await Asked(_server.Settings(tags: ["other", "erp"])).Send(Lane);
        Assert.Single(_server.Posts);
    }

    [Theory]
    [InlineData("Slack")]
    [InlineData("Teams")]
    [InlineData("Mattermost")]
    public async Task Chat_tools_show_hostile_text_as_text(string format)
    {
        const string hostile = "<!channel> @channel @all [click](https://evil.example/x) **bold** `code` <https://evil.example|x> # head\n- item";
        var story = Story.Planned();
        story.Pair = story.Pair with { Name = hostile };
        var stage = Asked(_server.Settings(Enum.Parse<WebhookFormat>(format)), story);

        await stage.Send(Lane);

        using var body = JsonDocument.Parse(Assert.Single(_server.Posts).Body);
        var texts = Texts(body.RootElement).ToArray();
        Assert.DoesNotContain(texts, t => t.Text.Contains("@channel", StringComparison.Ordinal) || t.Text.Contains("@all", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, t => t.Text.Contains("https://evil", StringComparison.Ordinal));
        switch (format)
        {
            case "Slack":
                // Markup is read in these two only: the fallback text, and objects of the type mrkdwn.
                Assert.DoesNotContain(texts, t => t.Within == "mrkdwn" && t.Text.Contains("channel", StringComparison.Ordinal));
                Assert.DoesNotContain('<', body.RootElement.GetProperty("text").GetString()!);
                break;
            case "Teams":
                Assert.Contains("\"RichTextBlock\"", body.RootElement.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("\"TextBlock\"", body.RootElement.ToString(), StringComparison.Ordinal);
                break;
            default:
                var text = body.RootElement.GetProperty("text").GetString()!;
                Assert.Contains(@"\[click\]\(", text, StringComparison.Ordinal);
                Assert.Contains(@"\*\*bold\*\* \`code\`", text, StringComparison.Ordinal);
                Assert.Contains(@"\<\!", text, StringComparison.Ordinal);
                break;
        }
        Assert.Contains(texts, t => t.Text.Contains($"https://portal.example.com/approvals/{stage.Story.State.Id}/B2", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Within, string Text)> Texts(JsonElement element, string within = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var type = element.TryGetProperty("type", out var t) ? t.GetString() ?? "" : within;
                return element.EnumerateObject().SelectMany(p => Texts(p.Value, type));
            case JsonValueKind.Array:
                return element.EnumerateArray().SelectMany(e => Texts(e, within));
            case JsonValueKind.String:
                return [(within, element.GetString()!)];
            default:
                return [];
        }
    }
}
