using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Webhooks;

/// <summary>A message as a webhook wants it; what people wrote stands there as text, never as markup, a link or a mention.</summary>
internal static class WebhookBody
{
    /// <summary>JSON, UTF-8.</summary>
    public static byte[] Of(OutboxRow row, WebhookFormat format, Uri? link)
    {
        var notice = row.Notice;
        JsonNode body = format switch
        {
            WebhookFormat.Slack => Slack(notice, link),
            WebhookFormat.Teams => Teams(notice, link),
            WebhookFormat.Mattermost => Mattermost(notice, link),
            _ => Plain(row, notice, link),
        };
        return Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default));
    }

    private static JsonObject Plain(OutboxRow row, Notice notice, Uri? link) => new()
    {
        ["delivery"] = row.Delivery,
        ["kind"] = notice.Code,
        ["title"] = notice.Title,
        ["lines"] = Array(notice.Lines),
        ["run"] = notice.Run?.Value,
        ["pair"] = notice.Pair?.Value,
        ["path"] = notice.Path,
        ["url"] = link?.AbsoluteUri,
        ["createdAt"] = row.CreatedAt,
    };

    // Slack reads markup in 'text' and in 'mrkdwn' only; 'plain_text' is shown as it is.
    private static JsonObject Slack(Notice notice, Uri? link)
    {
        var blocks = new JsonArray(
            new JsonObject { ["type"] = "header", ["text"] = Literal(notice.Title) },
            new JsonObject { ["type"] = "section", ["text"] = Literal(string.Join('\n', notice.Lines)) });
        blocks.Add(link is null
            ? new JsonObject { ["type"] = "section", ["text"] = Literal(Lost(notice)) }
            : new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = $"<{link.AbsoluteUri}|{notice.Action}>" } });
        return new JsonObject { ["text"] = ChatText.Slack(notice.Title), ["unfurl_links"] = false, ["unfurl_media"] = false, ["link_names"] = false, ["blocks"] = blocks };
    }

    private static JsonObject Literal(string text) => new() { ["type"] = "plain_text", ["text"] = ChatText.Quiet(text.Length > 2900 ? text[..2900] : text), ["emoji"] = false };

    // A TextRun of an adaptive card knows no Markdown, unlike a TextBlock.
    private static JsonObject Teams(Notice notice, Uri? link)
    {
        var body = new JsonArray(Run(notice.Title, bold: true));
        foreach (var line in notice.Lines) body.Add((JsonNode)Run(line, bold: false));
        if (link is null) body.Add((JsonNode)Run(Lost(notice), bold: false));
        var card = new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["version"] = "1.4",
            ["body"] = body,
        };
        if (link is not null) card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = notice.Action, ["url"] = link.AbsoluteUri });
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["contentUrl"] = null, ["content"] = card }),
        };
    }

    private static JsonObject Run(string text, bool bold)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = ChatText.Quiet(text) };
        if (bold) (run["weight"], run["size"]) = ("Bolder", "Medium");
        return new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(run) };
    }

    private static JsonObject Mattermost(Notice notice, Uri? link)
    {
        var text = new StringBuilder("**").Append(ChatText.Markdown(notice.Title)).Append("**\n");
        foreach (var line in notice.Lines) text.Append('\n').Append(ChatText.Markdown(line)).Append('\n');
        text.Append('\n').Append(link is null ? ChatText.Markdown(Lost(notice)) : $"[{notice.Action}]({link.AbsoluteUri})");
        return new JsonObject { ["text"] = text.ToString() };
    }

    private static string Lost(Notice notice) => $"{notice.Action}: {notice.Path} on the portal (its outside address is not configured, so this is no link)";

    private static JsonArray Array(IEnumerable<string> lines) => new([.. lines.Select(line => (JsonNode)JsonValue.Create(line)!)]);
}
