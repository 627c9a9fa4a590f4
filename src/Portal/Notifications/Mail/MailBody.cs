using System.Text;
using System.Text.Encodings.Web;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Mail;

/// <summary>A message as mail: plain text and simple HTML that say the same.</summary>
internal sealed record MailBody(string Subject, string Text, string Html)
{
    private const string Why = "You get this mail since you may act on it or asked for it. Set what you want under Account, Notifications.";

    public static MailBody Of(Notice notice, NotificationSettings settings)
    {
        var link = settings.Link(notice.Path);
        return new MailBody($"[Patch portal] {notice.Title}", Plain(notice, link), Markup(notice, link));
    }

    private static string Plain(Notice notice, Uri? link)
    {
        var text = new StringBuilder().Append(notice.Title).Append("\n\n");
        foreach (var line in notice.Lines) text.Append(line).Append('\n');
        text.Append('\n').Append(notice.Action).Append(": ").Append(link is null ? Lost(notice) : link.AbsoluteUri).Append("\n\n-- \n").Append(Why).Append('\n');
        return text.ToString();
    }

    private static string Markup(Notice notice, Uri? link)
    {
        var encode = HtmlEncoder.Default;
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(encode.Encode(notice.Title))
            .Append("</title></head><body style=\"font-family:sans-serif;line-height:1.5;max-width:40em\"><h1 style=\"font-size:1.2em\">")
            .Append(encode.Encode(notice.Title)).Append("</h1>");
        foreach (var line in notice.Lines) html.Append("<p>").Append(encode.Encode(line)).Append("</p>");
        html.Append("<p>").Append(link is null
            ? encode.Encode($"{notice.Action}: {Lost(notice)}")
            : $"<a href=\"{encode.Encode(link.AbsoluteUri)}\"><strong>{encode.Encode(notice.Action)}</strong></a><br>{encode.Encode(link.AbsoluteUri)}");
        return html.Append("</p><p style=\"font-size:.85em\">").Append(encode.Encode(Why)).Append("</p></body></html>").ToString();
    }

    private static string Lost(Notice notice) => $"{notice.Path} on the portal (its outside address is not configured, so this is no link)";
}
