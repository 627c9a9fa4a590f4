using System.Text;
using System.Text.RegularExpressions;
using Portal.Host.Wire;

namespace Portal.Notifications;

/// <summary>Makes what people and servers wrote harmless in a message.</summary>
internal static partial class NoticeText
{
    /// <summary>Longest title, characters.</summary>
    public const int TitleLength = 140;

    /// <summary>Longest line, characters.</summary>
    public const int LineLength = 900;

    private const int ErrorLength = 240;

    /// <summary>One line without line breaks, control characters, escape sequences and marks that hide or reorder text; cut at <paramref name="longest"/> characters.</summary>
    public static string Line(string text, int longest = LineLength)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (var c in text) spaced.Append(c is '\r' or '\n' or '\t' or '\u0085' or '\u2028' or '\u2029' ? ' ' : c);
        var clean = Blanks().Replace(TerminalText.Of(spaced.ToString()), " ").Trim();
        if (clean.Length <= longest) return clean;
        var end = longest - 1;
        if (char.IsHighSurrogate(clean[end - 1])) end--;
        return clean[..end] + "…";
    }

    public static string Title(string text) => Line(text, TitleLength);

    /// <summary>What another program answered, for Admins: without addresses of people and places, which may hold secrets.</summary>
    public static string Error(string text) => Line(Place().Replace(Person().Replace(Line(text), "(address)"), "(address)"), ErrorLength);

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[^\s<>""'(),;:]+@[^\s<>""'(),;:]+", RegexOptions.None, 1000)]
    private static partial Regex Person();

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>""']+", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
