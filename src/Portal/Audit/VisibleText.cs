using System.Buffers;
using System.Globalization;
using System.Text;

namespace Portal.Audit;

/// <summary>Text of which every character can be seen: what hides, reorders or controls stands there as its number, and changes nothing around it.</summary>
public static class VisibleText
{
    // Enough for any script; a pile of marks covers the lines above it.
    private const int MostMarks = 4;

    /// <summary>'\\u202e' for a character that reorders, '\\u001b' for an escape.</summary>
    /// <param name="keep">Controls that stay as they are: "\n" in text of several lines.</param>
    public static string Of(string text, string keep = "")
    {
        var (shown, marks) = (new StringBuilder(text.Length), 0);
        for (var i = 0; i < text.Length;)
        {
            var whole = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) == OperationStatus.Done;
            if ((whole && IsSeen(rune, ref marks)) || keep.Contains(text[i], StringComparison.Ordinal)) shown.Append(text, i, length);
            else foreach (var unit in text.AsSpan(i, length)) Number(shown, unit);
            i += length;
        }
        return shown.ToString();
    }

    /// <summary>The same of bytes that should be UTF-8; one that is none stands there as '\\xff'.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        var (shown, marks) = (new StringBuilder(utf8.Length), 0);
        Span<char> units = stackalloc char[2];
        while (!utf8.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done;
            if (!whole) foreach (var one in utf8[..length]) shown.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
            else if (IsSeen(rune, ref marks)) shown.Append(rune.ToString());
            else foreach (var unit in units[..rune.EncodeToUtf16(units)]) Number(shown, unit);
            utf8 = utf8[length..];
        }
        return shown.ToString();
    }

    private static void Number(StringBuilder shown, char unit) => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");

    /// <summary>Whether a character can be seen where it stands.</summary>
    /// <param name="marks">How many marks pile up so far; begin with 0.</param>
    internal static bool IsSeen(Rune rune, ref int marks)
    {
        var category = Rune.GetUnicodeCategory(rune);
        marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
        return marks <= MostMarks && category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
    }
}
