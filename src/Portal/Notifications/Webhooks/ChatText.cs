using System.Text;

namespace Portal.Notifications.Webhooks;

/// <summary>Makes text literal for chat tools.</summary>
internal static class ChatText
{
    // Stands between the sign and what follows, so that nobody is mentioned and no address becomes a link.
    private const char Nothing = '\u200B';

    /// <summary>Mentions and addresses lose their power; nothing else changes.</summary>
    public static string Quiet(string text)
    {
        var quiet = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            quiet.Append(text[i]);
            if (text[i] == '@' || (text[i] == ':' && i + 1 < text.Length && text[i + 1] == '/')) quiet.Append(Nothing);
        }
        return quiet.ToString();
    }

    /// <summary>For Slack's 'text': its three signs are written as entities.</summary>
    public static string Slack(string text) => Quiet(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>For Markdown: every sign that could begin something is escaped.</summary>
    public static string Markdown(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in Quiet(text))
        {
            if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c is not (' ' or ',' or '\'' or '"' or '@' or '/' or ';' or '%' or '?')) escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
