using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Components.Runs;

/// <summary>Makes harmless text of what a server's tools print.</summary>
public static partial class PlainText
{
    /// <summary>Longest line that is shown, characters.</summary>
    public const int LineLength = 2_000;

    /// <summary>Without escape sequences and control characters; of a line that was overwritten with carriage returns, the last state; cut at <see cref="LineLength"/>.</summary>
    public static string Of(string line)
    {
        var text = Escapes().Replace(line.Length > LineLength * 4 ? line[..(LineLength * 4)] : line, "").TrimEnd('\r', '\n');
        if (text.LastIndexOf('\r') is var at and >= 0) text = text[(at + 1)..];
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '\t') shown.Append("    ");
            else if (!char.IsControl(c) && !IsInvisible(c)) shown.Append(c);
            if (shown.Length >= LineLength) return shown.Append(" …").ToString();
        }
        return shown.ToString();
    }

    // Marks that reorder or hide text would let a server's output look like something else.
    private static bool IsInvisible(char c) => c is (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\uFEFF';

    // CSI, OSC, DCS and the like up to their end, two-character sequences, and the same in their eight-bit form.
    [GeneratedRegex(@"(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|(?:\x1B[\]PX^_]|[\x9D\x90\x98\x9E\x9F])[^\x07\x1B\x9C]*(?:\x07|\x1B\\|\x9C)?|\x1B[ -/]*[0-~]?", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Escapes();
}
