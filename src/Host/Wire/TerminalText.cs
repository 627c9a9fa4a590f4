using System.Globalization;
using System.Text;

namespace Portal.Host.Wire;

/// <summary>What a terminal would show of a tool's line, as harmless text; one pass, whatever the length. portal-host keeps no other, and the portal does not rely on that.</summary>
public static class TerminalText
{
    /// <summary>Longest line that is kept, characters.</summary>
    public const int LineLength = 2_000;

    // Enough for any script; more is a pile that hides the lines around it.
    private const int MostMarks = 4;

    /// <summary>Without escape sequences, control characters and marks that hide or reorder text; of a line that was overwritten with carriage returns, its last state; what is longer than <see cref="LineLength"/> is cut, and the line says so.</summary>
    public static string Of(string line)
    {
        var shown = new StringBuilder(Math.Min(line.Length, LineLength));
        var (cut, marks, overwritten) = (false, 0, false);
        for (var i = 0; i < line.Length;)
        {
            if (line[i] is '\u001B' or (>= '\u0080' and <= '\u009F'))
            {
                i = AfterEscape(line, i);
                continue;
            }
            _ = Rune.DecodeFromUtf16(line.AsSpan(i), out var rune, out var length);
            i += length;
            if (rune.Value == '\r') overwritten = true;
            if (rune.Value == '\b' && !cut && shown.Length > 0) shown.Length -= shown.Length > 1 && char.IsLowSurrogate(shown[^1]) ? 2 : 1;
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value != '\t' && IsHidden(category)) continue;
            if (overwritten)
            {
                shown.Clear();
                (cut, overwritten) = (false, false);
            }
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MostMarks) continue;
            if (shown.Length + length > LineLength) cut = true;
            else if (rune.Value == '\t') shown.Append("    ");
            else shown.Append(rune);
        }
        return cut ? string.Create(CultureInfo.InvariantCulture, $"{shown} … (cut at {LineLength:N0} characters)") : shown.ToString();
    }

    // Controls, marks that reorder or hide (bidi overrides, joiners, tags), line and paragraph separators, private and unassigned code points.
    private static bool IsHidden(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>Behind an escape sequence that begins here: CSI, strings (OSC, DCS, ...) up to their end, short ones; each also in its eight-bit form.</summary>
    private static int AfterEscape(string line, int at)
    {
        var kind = line[at];
        var next = at + 1;
        if (kind == '\u001B')
        {
            if (next == line.Length) return next;
            kind = line[next];
            if (kind is not ('[' or ']' or 'P' or 'X' or '^' or '_')) return AfterShort(line, next);
            next++;
        }
        return kind switch
        {
            '[' or '\u009B' => AfterCsi(line, next),
            ']' or 'P' or 'X' or '^' or '_' or '\u009D' or '\u0090' or '\u0098' or '\u009E' or '\u009F' => AfterString(line, next),
            _ => next,
        };
    }

    private static int AfterShort(string line, int at)
    {
        while (at < line.Length && line[at] is >= ' ' and <= '/') at++;
        return at < line.Length && line[at] is >= '0' and <= '~' ? at + 1 : at;
    }

    private static int AfterCsi(string line, int at)
    {
        while (at < line.Length && line[at] is >= '0' and <= '?') at++;
        while (at < line.Length && line[at] is >= ' ' and <= '/') at++;
        return at < line.Length && line[at] is >= '@' and <= '~' ? at + 1 : at;
    }

    // A string without its end hides no more than the line that it stands in.
    private static int AfterString(string line, int at)
    {
        var end = line.AsSpan(at).IndexOfAny('\a', '\u001B', '\u009C');
        if (end < 0) return line.Length;
        at += end;
        return line[at] == '\u001B' ? (at + 1 < line.Length && line[at + 1] == '\\' ? at + 2 : at) : at + 1;
    }
}
