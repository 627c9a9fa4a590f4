using System.Globalization;
using System.Text;
using Portal.Audit;

namespace Portal.Reports.Documents;

/// <summary>Makes what would hide, reorder or do something visible: '[U+202E]'. What people wrote is never lost, and does nothing.</summary>
public static class Visible
{
    /// <summary>The text with line ends (LF) as they are, and everything else that cannot be seen, as <see cref="VisibleText"/> has it, as its number.</summary>
    public static string Of(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~' or '\n')) return text;
        var (shown, marks) = (new StringBuilder(text.Length), 0);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                i++;
                continue;
            }
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done) shown.Append(Number(text[i]));
            else if (rune.Value == '\t') shown.Append("    ");
            else if (rune.Value != '\n' && !VisibleText.IsSeen(rune, ref marks)) shown.Append(Number(rune));
            else shown.Append(rune);
            i += length;
        }
        return shown.ToString();
    }

    /// <summary>'[U+202E]'.</summary>
    public static string Number(Rune rune) => Number(rune.Value);

    /// <summary>Letters of scripts that are written from right to left.</summary>
    public static bool IsRightToLeft(Rune rune) => rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);

    private static string Number(int value) => $"[U+{value.ToString("X4", CultureInfo.InvariantCulture)}]";
}
